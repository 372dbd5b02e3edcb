internal import Client
internal import Desk
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Customers over TCP", .timeLimit(.minutes(5)))
struct CustomerTests {
    @Test("are linked, merged, shown as one and parted, and who is in the way is named")
    func merging() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let ann = try await connector.call(MessageReceive.made(1))
        let mail = try await connector.call(
            MessageReceive(
                commandID: CommandIDs.random(), channel: "email:help@acme", externalID: "e1",
                author: WireAuthor(handle: "ann@example.com", name: "Ann"), text: "It is me"))
        #expect(ann.customer != mail.customer)
        let taken = await refusal(
            CustomerLink(
                commandID: CommandIDs.random(), customer: ann.customer, network: "email", handle: "ann@example.com"),
            by: agent)
        #expect(
            taken?.kind == .identityTaken && taken?.code == 1_119 && taken?["customer"]?.stringValue == mail.customer)
        _ = try await agent.call(
            CustomerLink(commandID: CommandIDs.random(), customer: ann.customer, network: "mastodon", handle: "@a@b"))
        _ = try await agent.call(CustomerMerge(commandID: CommandIDs.random(), from: mail.customer, into: ann.customer))
        // At once: the session sees its own writes.
        let one = try await agent.call(CustomerGet(customer: mail.customer))
        #expect(one.root == ann.customer && one.customers.map(\.id) == [ann.customer, mail.customer])
        #expect(one.customers.map { $0.identities.map(\.network) } == [["x", "mastodon"], ["email"]])
        #expect(one.customers[0].identities[1].handle == "@a@b" && one.counts.tickets == 2)
        #expect(Set(one.tickets.map(\.id)) == [ann.ticket, mail.ticket])
        let items = try await agent.call(TimelineList(customer: ann.customer)).items
        #expect(items.first { $0.type == "customer.merged" }?.customer == ann.customer)
        let identified = items.first { $0.type == "customer.identified" }
        #expect(identified?.network == "mastodon" && identified?.handle == "@a@b")
        let crossing = await refusal(
            CustomerMerge(commandID: CommandIDs.random(), from: ann.customer, into: mail.customer), by: agent)
        #expect(crossing?.kind == .merged && crossing?.code == 1_115 && crossing?["into"]?.stringValue == ann.customer)
        _ = try await agent.call(CustomerUnmerge(commandID: CommandIDs.random(), from: mail.customer))
        #expect(try await agent.call(CustomerGet(customer: mail.customer)).customers.map(\.id) == [mail.customer])
        _ = try await agent.call(
            CustomerUnlink(commandID: CommandIDs.random(), customer: ann.customer, network: "mastodon", handle: "@a@b"))
        let last = try await agent.call(CustomerGet(customer: ann.customer, limit: 1))
        #expect(last.customers[0].identities.map(\.network) == ["x"] && last.next == nil)
        let strange = await refusal(
            CustomerLink(commandID: CommandIDs.random(), customer: ann.customer, network: "a b", handle: "c"), by: agent
        )
        #expect(strange?.kind == .invalidParams && strange?["path"] == "params.network")
        for client in [connector, agent] { await client.close() }
    }

    private func refusal<Request: WireRequest>(_ request: Request, by client: CarelogClient) async -> RPCError? {
        do throws(ClientError) {
            _ = try await client.call(request)
            return nil
        } catch {
            if case .rpc(let refusal) = error { return refusal }
            return nil
        }
    }
}
