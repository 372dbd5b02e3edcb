internal import Desk
internal import Identity
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Where requests are answered")
struct JobTests {
    @Test(
        "commands run on the loop that has their session, but for the one that is hundreds; of queries only the inbox")
    func short() {
        let others: Set<Method> = [.problemNotify, .inboxList]
        for method in Method.allCases where !others.contains(method) {
            #expect(method.isShort == (method.kind == .command), "\(method.rawValue)")
        }
        #expect(!Method.problemNotify.isShort && Method.inboxList.isShort)
    }
}

@Suite("What the desk refuses")
struct ErrorMappingTests {
    private static let person = PersonName(id: AgentID(UniqueID(high: 1, low: 2)), name: "Ada")

    @Test(
        "becomes the wire's kind, with the advice of the registry",
        arguments: [
            (DeskError.Code.unauthenticated, ErrorKind.unauthenticated), (.forbidden(needs: [.agent]), .forbidden),
            (.personRequired, .forbidden), (.notFound(.ticket), .notFound), (.invalid(path: "tags"), .invalidParams),
            (.externalIdTaken, .invalidParams), (.alreadyClaimed(by: person), .alreadyClaimed),
            (.notClaimed(heldBy: nil), .notClaimed), (.staleReply(missed: []), .staleReply),
            (.invalidState("resolved"), .invalidState), (.incomplete([.cause]), .incomplete),
            (.unresolvedElsewhere(TicketID(UniqueID(high: 1, low: 3))), .invalidState),
            (.commandReused, .commandIDReused), (.contended, .conflict), (.notYetVisible, .notYetVisible),
            (.unavailable, .unavailable), (.overloaded, .overloaded), (.outcomeUnknown, .outcomeUnknown),
            (.closed, .draining), (.internal, .internalError), (.erased, .erased),
        ])
    func kinds(code: DeskError.Code, kind: ErrorKind) {
        let error = RPCError(DeskError(code, "because"), repeating: .ticketClaim)
        #expect(error.kind == kind)
        #expect(error.retry == kind.definition.retry)
        #expect(error.committed == kind.definition.committed)
    }

    @Test("of a query is never unknown: nothing could have been written")
    func queries() {
        for code in [DeskError.Code.outcomeUnknown, .internal] {
            let error = RPCError(DeskError(code, "because"), repeating: .inboxList)
            #expect(error.committed == .no)
            #expect(error.retry == .backoff)
        }
    }

    @Test("carries the details that clients build upon")
    func details() {
        let claimed = RPCError(DeskError(.alreadyClaimed(by: Self.person), "taken"), repeating: .ticketClaim)
        #expect(claimed.assignee == WireAgent(id: Self.person.id.description, name: "Ada"))
        let invalid = RPCError(DeskError(.invalid(path: "params.cursor"), "stale"), repeating: .inboxList)
        #expect(invalid["path"] == "params.cursor")
        let other = RPCError(DeskError(.invalid(path: "agent"), "nobody"), repeating: .ticketAssign)
        #expect(other["path"] == "params.agent")
        let forbidden = RPCError(DeskError(.forbidden(needs: [.auditor]), "no"), repeating: .logRead)
        #expect(forbidden["roles"] == .array(["auditor"]))
        #expect(RPCError(DeskError(.notFound(.ticket), "none"), repeating: .ticketGet)["what"] == "ticket")
    }
}
