internal import Client
internal import Desk
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Asking customers to go on elsewhere, over TCP", .timeLimit(.minutes(5)))
struct SwitchTests {
    @Test("sends the reply that asks it, shows why, and counts it")
    func switching() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let message = try await connector.call(MessageReceive.made(1))
        let asked = try await agent.call(
            TicketSwitch(
                commandID: CommandIDs.random(), ticket: message.ticket, to: "phone", reason: "id_check",
                words: "never in public", text: "Please call us."))
        #expect(asked.state == .sent && asked.reply != nil)
        let plain = try await agent.call(
            TicketSwitch(commandID: CommandIDs.random(), ticket: message.ticket, to: "phone", reason: "id_check"))
        #expect(plain.state == nil && plain.reply == nil && plain.version == asked.version + 1)
        let items = try await agent.call(TicketGet(ticket: message.ticket)).items.suffix(3)
        #expect(items.map(\.type) == ["ticket.switchAsked", "reply.sent", "ticket.switchAsked"])
        #expect(items.first?.to == "phone" && items.first?.reason == "id_check")
        #expect(items.first?.words == "never in public" && items.first?.reply == asked.reply)
        let stats = try await agent.call(WorkspaceStats())
        #expect(stats.switches == 2)
        let channel = MessageReceive.made(1).channel
        #expect(stats.switchesBy == [WireSwitchCount(from: channel, to: "phone", reason: "id_check", count: 2)])
        for (to, reason, path) in [("E mail", "a", "params.to"), ("phone", "A b", "params.reason")] {
            do throws(ClientError) {
                _ = try await agent.call(
                    TicketSwitch(commandID: CommandIDs.random(), ticket: message.ticket, to: to, reason: reason))
                Issue.record("\(to) for \(reason) is taken")
            } catch {
                guard case .rpc(let refusal) = error else { throw error }
                #expect(refusal.kind == .invalidParams && refusal["path"]?.stringValue == path)
            }
        }
        for client in [connector, agent] { await client.close() }
    }

    @Test("says which of merged tickets took it")
    func merged() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let first = try await connector.call(MessageReceive.made(1)).ticket
        let last = try await connector.call(MessageReceive.made(2)).ticket
        _ = try await agent.call(TicketMerge(commandID: CommandIDs.random(), from: last, into: first))
        let asked = try await agent.call(
            TicketSwitch(
                commandID: CommandIDs.random(), ticket: first, to: "phone", reason: "id_check", text: "Please call us.")
        )
        #expect(asked.ticket == last, "they wrote there last")
        let there = try await agent.call(
            TicketSwitch(
                commandID: CommandIDs.random(), ticket: last, to: "phone", reason: "id_check", text: "Please do."))
        #expect(there.ticket == nil)
        for client in [connector, agent] { await client.close() }
    }
}
