import JSON
import Testing
import Wire

@Suite("Errors on the wire")
struct ErrorTests {
    private func roundTrip(_ error: RPCError) throws -> RPCError {
        let frame = MessageEncoder.error(id: .int(3), error)
        guard case .response(let response) = try Envelope(parsing: Array(frame.dropFirst(Frame.prefixBytes))),
            case .error(let back) = response.outcome
        else {
            Issue.record("an error came back as something else")
            return error
        }
        return back
    }

    @Test("every kind comes back with its code and advice", arguments: ErrorKind.allCases)
    func roundTrips(kind: ErrorKind) throws {
        let error = RPCError(kind, "why", details: [JSONMember("a", ["b": 1])])
        #expect(try roundTrip(error) == error)
        #expect(ErrorKind(code: kind.code) == kind)
    }

    @Test("an error may give other advice than its kind")
    func overrides() throws {
        let error = RPCError(.internalError, retry: .never, committed: .no)
        #expect(try roundTrip(error) == error)
        let back = try roundTrip(.backoff(.rateLimited, retryAfter: .milliseconds(1_500)))
        #expect(back.retry == .backoff)
        #expect(back["retryAfterMs"] == 1_500)
    }

    @Test("a stale reply tells what was missed")
    func staleReply() throws {
        let missed = [
            RPCError.MissedItem(
                position: 41, type: "message.received", by: WireActor(id: "c1", kind: .customer), at: Samples.time,
                text: "And?"),
            RPCError.MissedItem(position: 42, type: "reply.sent", by: Samples.actor, at: Samples.time),
        ]
        let back = try roundTrip(.staleReply(missed: missed))
        #expect(back.kind == .staleReply)
        #expect(back.missed == missed)
    }

    @Test("a lost race tells who won")
    func alreadyClaimed() throws {
        #expect(try roundTrip(.alreadyClaimed(by: Samples.agent)).assignee == Samples.agent)
        #expect(try roundTrip(.alreadyClaimed(by: WireAgent(id: "a9"))).assignee == WireAgent(id: "a9"))
        #expect(RPCError(.conflict).assignee == nil)
    }

    @Test("a kind from the future keeps its name and its advice")
    func futureKind() throws {
        let text =
            #"{"code":1999,"message":"m","data":{"kind":"brand_new","retry":"same_command","committed":"unknown"}}"#
        let error = try RPCError(json: JSONDocument(Array(text.utf8)).root)
        #expect(error.kind == nil)
        #expect(error.kindName == "brand_new")
        #expect(error.retry == .sameCommand)
        #expect(error.committed == .unknown)
    }

    @Test("each error made here carries the details that errors.json promises")
    func details() throws {
        let field = JSONFieldError(.missing, path: "params.ticket", message: "is required")
        let made: [RPCError] = [
            RPCError(JSONError(.truncated, at: 7)), RPCError(field), .unsupportedProtocol, .forbidden(.logRead),
            .duplicateID(.int(4)), RPCError(FrameError.tooLarge(length: 9, limit: 8)),
            .tooLarge("the answer", length: 9, limit: 8), .limitReached("subscriptions", max: 16),
            .creditExceeded(max: 4_096), .staleReply(missed: []), .alreadyClaimed(by: Samples.agent),
            .notFound("ticket"), .invalidState("it is resolved", state: "resolved"),
            .positionAhead(head: 3, epoch: "e"), .notYetVisible(asOf: 2),
            .notInTeam(team: "billing"), .atCapacity(agent: "a1", capacity: 5), .missingField(fields: ["days"]),
            .alreadyTaken(by: Samples.agent), .merged(into: "t2"),
        ]
        let registry = try Schema.json("errors.json")["errors"]?.arrayValue ?? []
        var promised = Set(
            registry.filter { $0["details"]?["retryAfterMs?"] == nil && $0["details"] != nil }
                .compactMap { $0["kind"]?.stringValue })
        for error in made {
            let entry = try #require(registry.first { $0["kind"]?.stringValue == error.kindName })
            let names = (entry["details"]?.objectValue ?? []).map(\.key)
            #expect(Set(error.details.map(\.key)) == Set(names), "\(error.kindName)")
            promised.remove(error.kindName)
        }
        #expect(promised.isEmpty, "no error of these kinds was made: \(promised)")
    }

    @Test("bytes that are no JSON are answered with the rule and the offset, under no id")
    func parseError() {
        let error = #expect(throws: EnvelopeError.self) { try Envelope(parsing: Array("{\"a\":01}".utf8)) }
        #expect(error?.id == nil)
        #expect(error?.error.kind == .parseError)
        #expect(error?.error["rule"] == "leading_zero")
        #expect(error?.error["offset"] == 5)
    }

    @Test("no message repeats what the peer sent")
    func keepsSecrets() throws {
        let secret = "cl_secret"
        let body =
            #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":["\#(secret)"],"token":"\#(secret)"}}"#
        guard case .request(let request) = try Envelope(parsing: Array(body.utf8)) else {
            Issue.record("not a request")
            return
        }
        let error = #expect(throws: RPCError.self) { try request.decode(as: SessionHello.self) }
        #expect(
            error.map { MessageEncoder.error(id: .int(1), $0) }.map { String(decoding: $0, as: UTF8.self) }?.contains(
                secret) == false)
    }
}
