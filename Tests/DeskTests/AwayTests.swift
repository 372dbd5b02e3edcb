internal import Desk
internal import EventLog
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("While the database is away", .timeLimit(.minutes(2)))
struct AwayTests {
    /// Everything that is asked at once of a desk that has to read for it; what each was told.
    private func ask(_ desk: Desk, of team: Team, about ticket: TicketID, for patience: Duration) async throws
        -> [DeskError?]
    {
        let deadline = ContinuousClock.now + patience
        var uses: [@Sendable () async throws -> Void] = []
        let (agent, auditor) = (try team.member(.agent), try team.member(.auditor))
        let connector = try team.member(.connector)
        for action in TicketAction.samples {
            uses.append {
                _ = try await desk.execute(.ticket(ticket, action), id: .random(), as: agent, deadline: deadline)
            }
        }
        for number in 0..<20 {
            // One of a known customer, the others of somebody new: all of them have to look their claims up.
            let message = try team.message("away\(number)", from: number == 0 ? "@ann" : "@new\(number)")
            uses.append { _ = try await desk.execute(message, id: .random(), as: connector, deadline: deadline) }
        }
        uses.append {
            _ = try await desk.inbox(InboxRequest(view: .all), atLeast: .beforeAll, as: agent, deadline: deadline)
        }
        uses.append { _ = try await desk.ticket(ticket, atLeast: .beforeAll, as: agent, deadline: deadline) }
        uses.append {
            _ = try await desk.inbox(
                InboxRequest(view: .all), asOf: .position(.beforeAll), as: auditor, deadline: deadline)
        }
        uses.append { _ = try await desk.stats(atLeast: .beforeAll, as: agent, deadline: deadline) }
        return await withTaskGroup(of: DeskError?.self) { group in
            for use in uses {
                group.addTask {
                    do {
                        try await use()
                        return nil
                    } catch { return error as? DeskError }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("who knows nothing says by the deadline that it is away, and reads on when it is back")
    func cold() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let relay = try Relay(to: try await PostgresServer.shared)
        let desk = team.office.newcomer(behind: relay)
        // The views have the ticket, for when it is looked at in the end.
        _ = try await team.office.desk.stats(
            atLeast: try await team.head(), as: try team.member(.agent), deadline: .soon)
        // The workspace is known and connections are open: nothing shows yet that nobody is there any more.
        _ = try await desk.stats(atLeast: .beforeAll, as: try team.member(.agent), deadline: .soon)
        relay.goDeaf()
        let head = try await team.head()
        let began = ContinuousClock.now
        let told = try await ask(desk, of: team, about: ticket, for: .milliseconds(500))
        #expect(began.duration(to: .now) < .seconds(8))
        #expect(told.allSatisfy { $0?.code == .unavailable }, "\(told.map { $0?.code })")
        #expect(try await team.head() == head)
        relay.hearForNewConnections()
        let answer = try await desk.ticket(ticket, atLeast: .beforeAll, as: try team.member(.agent), deadline: .soon)
        #expect(answer.ticket.id == ticket)
    }
}
