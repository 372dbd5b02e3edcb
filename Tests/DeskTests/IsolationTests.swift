internal import Desk
internal import EventLog
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("A workspace", .timeLimit(.minutes(5)))
struct IsolationTests {
    @Test("does not know the ids of another")
    func foreignIds() async throws {
        let ours = try await Team.create()
        let theirs = try await Team.create(in: ours.office)
        let foreign = try await theirs.receive("m1")
        let (ticket, customer) = (try #require(foreign.receipt.ticket), try #require(foreign.receipt.customer))
        let reply = try #require(try await theirs.act(.reply(text: "hi", seen: nil), on: ticket).receipt.reply)
        let before = try await ours.head()
        for action in TicketAction.samples {
            let refusal = try await ours.refusal(.ticket(ticket, action), as: action == .claim ? .supervisor : .agent)
            #expect(refusal?.code == .notFound(.ticket), "\(action.name)")
        }
        #expect(try await ours.refusal(.approve(reply, text: nil, seen: nil), as: .agent)?.code == .notFound(.reply))
        #expect(try await ours.refusal(.retry(reply), as: .agent)?.code == .notFound(.reply))
        for receipt in [DeskCommand.heard(.delivered, of: reply), .heard(.failed, of: reply), .attempt(reply, 1)] {
            #expect(try await ours.refusal(receipt, as: .connector)?.code == .notFound(.reply))
        }
        let (desk, agent) = (ours.office.desk, try ours.member(.agent))
        await #expect { try await desk.ticket(ticket, atLeast: before, as: agent, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .notFound(.ticket)
        }
        await #expect {
            try await desk.timeline(
                customer, limit: 10, cursor: nil, atLeast: before, as: agent, deadline: .soon)
        } throws: { ($0 as? DeskError)?.code == .notFound(.customer) }
        #expect(try await ours.head() == before)
    }

    @Test("does not know the agents of another, neither to assign to nor to mention")
    func foreignAgents() async throws {
        let ours = try await Team.create()
        let theirs = try await Team.create(in: ours.office)
        let stranger = try theirs.member(.agent).agent
        let ticket = try #require(try await ours.receive("m1").receipt.ticket)
        for action in [TicketAction.assign(agent: stranger, team: nil), .note(text: "hm", mentions: [stranger])] {
            #expect(try await ours.refusal(.ticket(ticket, action), as: .agent)?.code == .notFound(.agent))
        }
        await #expect { try await ours.office.desk.issueToken(to: stranger, in: ours.workspace) } throws: {
            ($0 as? DeskError)?.code == .notFound(.agent)
        }
    }

    @Test("knows its agents before the views do")
    func laggingViews() async throws {
        let team = try await Team.create(in: try await Office.start(projecting: false))
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let colleague = try team.member(.supervisor).agent
        #expect(try await team.act(.assign(agent: colleague, team: nil), on: ticket).position == team.head())
        #expect(try await team.act(.note(text: "hm", mentions: [colleague]), on: ticket).position == team.head())
        let head = try await team.head()
        let (desk, agent) = (team.office.desk, try team.member(.agent))
        await #expect {
            try await desk.stats(atLeast: head, as: agent, deadline: .now.advanced(by: .milliseconds(150)))
        } throws: { ($0 as? DeskError)?.code == .notYetVisible }
        // Whoever folds was told that somebody waits.
        #expect(desk.views.awaited.last(of: agent.workspace) == head)
        await #expect { try await desk.stats(atLeast: head.next, as: agent, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .invalid(path: "params.atLeast")
        }
    }
}
