internal import Client
internal import Desk
internal import Identity
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Feedback over TCP", .timeLimit(.minutes(5)))
struct FeedbackTests {
    @Test("is brought by a connector, shown on the ticket and the customer, counted, and added up for a lead")
    func feedback() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let lead = try await team.connect(.supervisor)
        let message = try await connector.call(MessageReceive.made(1))
        let reply = try await agent.call(
            TicketReply(commandID: CommandIDs.random(), ticket: message.ticket, text: "Here it is."))
        func told(_ id: String, _ score: Int) -> FeedbackReceive {
            FeedbackReceive(
                commandID: CommandIDs.random(), channel: MessageReceive.made(1).channel, externalID: id, score: score,
                scale: 5, text: "said \(id)", ticket: message.ticket)
        }
        let first = try await connector.call(told("f1", 5))
        #expect(first.ticket == message.ticket && first.customer == message.customer)
        #expect(first.reply == reply.reply && !first.duplicate)
        #expect(try await connector.call(told("f1", 5)).duplicate)
        let second = try await connector.call(told("f2", 2))

        let page = try await lead.call(FeedbackList(atLeast: second.position))
        #expect(page.feedback.map(\.score) == [2, 5] && page.feedback.map(\.scale) == [5, 5])
        #expect(page.feedback.map(\.text) == ["said f2", "said f1"])
        #expect(page.agents.map(\.satisfaction) == [WireSatisfaction(count: 2, percent: 70)])
        #expect(page.agents.first?.agent?.id == team.agents[.agent]?.description)
        let items = try await agent.call(TicketGet(ticket: message.ticket, atLeast: second.position)).items
        let item = items.last
        #expect(item?.type == "feedback.received" && item?.reply == reply.reply && item?.by.kind == .customer)
        #expect(item?.agent?.id == team.agents[.agent]?.description)
        let customer = try await agent.call(CustomerGet(customer: message.customer))
        #expect(customer.satisfaction == WireSatisfaction(count: 2, percent: 70))
        #expect(try await agent.call(WorkspaceStats()).feedback == 2)
        #expect(try await agent.call(FeedbackList(limit: 1)).next != nil)
        for client in [connector, agent, lead] { await client.close() }
    }
}
