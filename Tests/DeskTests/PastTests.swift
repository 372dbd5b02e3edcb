internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("The inbox of the past", .timeLimit(.minutes(5)))
struct PastTests {
    private struct Moment {
        let request: InboxRequest
        let live: InboxAnswer
    }

    @Test("is what the inbox of that moment was, for every view and order", arguments: [1, 2] as [UInt64])
    func equalsLive(seed: UInt64) async throws {
        let team = try await Team.create()
        let eye = try team.member(.auditor).also(.agent)
        let (desk, everybody) = (team.office.desk, [try team.member(.agent), try team.member(.supervisor), eye])
        var random = SeededGenerator(seed: seed)
        var tickets: [TicketID] = []
        var moments: [Moment] = []
        for number in 0..<30 {
            let handle = random.pick(["@ann", "@bob", "@eve"])
            if tickets.isEmpty || Bool.random(using: &random) {
                let result = try await team.receive("m\(number)", from: handle)
                tickets.append(try #require(result.receipt.ticket))
            } else {
                let who = random.pick(everybody)
                let action = random.pick(Self.actions(eye.agent))
                let ticket = random.pick(tickets)
                // What is refused happens to leave no trace; that is right, too.
                _ = try? await desk.execute(.ticket(ticket, action), id: .random(), as: who, deadline: .soon)
            }
            let head = try await team.head()
            for view in InboxRequest.View.allCases {
                for order in InboxOrder.allCases {
                    let request = InboxRequest(view: view, order: order, limit: 2)
                    let live = try await desk.inbox(request, atLeast: head, as: eye, deadline: .soon)
                    #expect(live.asOf == head)
                    moments.append(Moment(request: request, live: live))
                }
            }
        }
        #expect(moments.contains { $0.live.next != nil } && moments.contains { $0.live.tickets.isEmpty })
        for moment in moments {
            let past = try await team.office.other.inbox(
                moment.request, asOf: .position(moment.live.asOf), as: eye, deadline: .soon)
            #expect(past == moment.live, "\(moment.request.view) by \(moment.request.order)")
        }
    }

    private static func actions(_ agent: AgentID) -> [TicketAction] {
        TicketAction.samples + [
            .assign(agent: agent, team: nil), .tag([Tag("late"), Tag("parcel")].compactMap(\.self)), .resolve,
        ]
    }

    @Test("is not told across an event that is missing")
    func hole() async throws {
        let team = try await Team.create(in: try await Office.start(projecting: false))
        _ = try await team.receive("m1")
        let head = try await team.head()
        try await team.office.sabotage(
            """
            set session_replication_role = replica;
            delete from log.event where workspace_id = '\(team.workspace)' and position = \(head.value - 1)
            """)
        // One that does not remember what was there.
        let desk = team.office.newcomer()
        let (request, auditor) = (InboxRequest(view: .all), try team.member(.auditor))
        await #expect { try await desk.inbox(request, asOf: .position(head), as: auditor, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .internal
        }
    }

    @Test("is for auditors, and ends where the log does")
    func limits() async throws {
        let team = try await Team.create()
        let (desk, head) = (team.office.desk, try await team.head())
        let (auditor, agent) = (try team.member(.auditor), try team.member(.agent))
        let request = InboxRequest(view: .all)
        await #expect {
            try await desk.inbox(request, asOf: .position(head.next), as: auditor, deadline: .soon)
        } throws: { ($0 as? DeskError)?.code == .invalid(path: "params.asOf") }
        await #expect { try await desk.inbox(request, asOf: .position(head), as: agent, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .forbidden(needs: [.auditor])
        }
        await #expect { try await desk.inbox(request, asOf: .position(head), as: auditor, deadline: .now) } throws: {
            ($0 as? DeskError)?.code == .overloaded
        }
    }
}

extension SeededGenerator {
    /// One of several.
    fileprivate mutating func pick<Element>(_ options: [Element]) -> Element {
        options[Int.random(in: options.indices, using: &self)]
    }
}
