internal import Client
internal import Foundation
internal import JSON
internal import Support
internal import Testing
internal import Wire

/// What people do while conversations come in, each deed by somebody and of a kind that a seed chooses.
///
/// Everybody follows the log and does something whenever it has gone on, so that the day is as long as the work.
struct CareDay: Sendable {
    let office: CareOffice
    let seed: UInt64

    /// Nobody does more in a day than this.
    private static let deedsMax = 150

    /// Works until cancelled, or until everybody is tired.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, member) in office.members.enumerated() where member.token != nil {
                let endpoint = try office.endpoint(of: member, number: number)
                group.addTask { try await follow(endpoint, number) { try await work(as: member, $0, &$1) } }
            }
            let others: [(String, @Sendable (CarelogClient, inout SeededGenerator) async throws -> Void)] = [
                ("supervisor", { try await lead($0, &$1) }), ("supervisor", { try await roster($0, &$1) }),
                ("admin", { try await change($0, &$1) }), ("connector", { try await write($0, &$1) }),
            ]
            for (number, (role, deed)) in others.enumerated() {
                let endpoint = try office.endpoint(as: role, server: number)
                group.addTask { try await follow(endpoint, 100 + number, deed) }
            }
            // Not `waitForAll`: the first who fails ends the day.
            for try await _ in group {}
        }
    }

    /// Does something after each stretch of the log.
    private func follow(
        _ endpoint: ClientEndpoint, _ number: Int,
        _ deed: @Sendable (CarelogClient, inout SeededGenerator) async throws -> Void
    ) async throws {
        let client = try await CarelogClient.connect(to: endpoint)
        var random = SeededGenerator(seed: seed &+ UInt64(number))
        do {
            let subscription = try await client.subscribe(after: client.session.head - 1, window: 256)
            for _ in 0..<Self.deedsMax {
                _ = try await subscription.next()
                try await Self.attempt { try await deed(client, &random) }
            }
        } catch ClientError.cancelled {
            // The day is over.
        }
        await client.close()
    }

    /// Somebody was faster, is full or of another team: that happens.
    static func attempt(_ deed: () async throws -> Void) async throws {
        do {
            try await deed()
        } catch ClientError.rpc(let error) {
            let usual: [ErrorKind] = [
                .alreadyClaimed, .notClaimed, .atCapacity, .notInTeam, .invalidState, .staleReply, .conflict,
            ]
            // On a busy machine a moment is over before it is asked for.
            let isLate = error.details.contains { $0.key == "path" && $0.value.stringValue == "params.until" }
            guard isLate || error.kind.map(usual.contains) ?? false else { throw ClientError.rpc(error) }
        }
    }

    /// An agent answers, resolves, gives back, hands over, or takes something.
    private func work(
        as member: CareOffice.Member, _ client: CarelogClient, _ random: inout SeededGenerator
    ) async throws {
        let deed = random.roll(11)
        if deed < 3 {
            let team = member.profile.teams.randomElement(using: &random)
            let waiting = try await client.call(InboxList(view: .unassigned, team: team, limit: 20)).tickets
            guard let ticket = waiting.randomElement(using: &random) else { return }
            _ = try await client.call(TicketClaim(commandID: newID(), ticket: ticket.id))
            return
        }
        let mine = try await client.call(InboxList(view: .mine, limit: 20)).tickets.filter { $0.state == .open }
        guard let ticket = mine.randomElement(using: &random) else { return }
        switch deed {
        case 3, 4:
            let reply = TicketReply(
                commandID: newID(), ticket: ticket.id, text: "We look into it.", seen: ticket.position)
            _ = try await client.call(reply)
        case 5: _ = try await client.call(TicketResolve(commandID: newID(), ticket: ticket.id))
        case 6, 7: _ = try await client.call(TicketRelease(commandID: newID(), ticket: ticket.id))
        case 8, 9:
            // Mostly to a colleague, and now and then to somebody who cannot have it.
            let team = random.roll(5) == 0 ? nil : ticket.team
            let others = office.members.filter { other in team.map { other.profile.teams.contains($0) } ?? true }
            guard let other = others.randomElement(using: &random) else { return }
            _ = try await client.call(TicketAssign(commandID: newID(), ticket: ticket.id, agent: other.id))
        default:
            let team = CarePlan.teams[random.roll(CarePlan.teams.count)].team
            _ = try await client.call(TicketAssign(commandID: newID(), ticket: ticket.id, team: team))
        }
    }

    /// A supervisor tags, gives, moves, resolves, reopens, puts off, says what is urgent.
    private func lead(_ client: CarelogClient, _ random: inout SeededGenerator) async throws {
        let deed = random.roll(10)
        let view: InboxView = deed == 0 ? .resolved : deed < 4 || deed > 7 ? .unassigned : .open
        let page = try await client.call(InboxList(view: view, sort: .recent, limit: 100)).tickets
        guard let ticket = page.randomElement(using: &random) else { return }
        switch deed {
        case 0: _ = try await client.call(TicketReopen(commandID: newID(), ticket: ticket.id))
        case 1, 2: _ = try await client.call(TicketTag(commandID: newID(), ticket: ticket.id, tags: ["vip"]))
        case 3:
            let until = Self.moment(in: 2)
            _ = try await client.call(TicketSnooze(commandID: newID(), ticket: ticket.id, until: until))
        case 4: _ = try await client.call(TicketRelease(commandID: newID(), ticket: ticket.id))
        case 5, 6:
            let agent = office.members[random.roll(office.members.count)].id
            _ = try await client.call(TicketAssign(commandID: newID(), ticket: ticket.id, agent: agent))
        case 8, 9:
            for waiting in page.shuffled(using: &random).prefix(3) {
                let priority = WirePriority.allCases[random.roll(4)]
                let prioritise = TicketPrioritise(commandID: newID(), ticket: waiting.id, priority: priority)
                _ = try await client.call(prioritise)
            }
        default: for held in page.filter({ $0.assignee != nil }).prefix(5) { try await resolve(held, client) }
        }
    }

    private func resolve(_ ticket: WireTicket, _ client: CarelogClient) async throws {
        _ = try await client.call(TicketResolve(commandID: newID(), ticket: ticket.id))
    }

    /// A supervisor sends people away and back, raises and lowers what they may hold, moves them between teams.
    private func roster(_ client: CarelogClient, _ random: inout SeededGenerator) async throws {
        let number = random.roll(office.members.count)
        let id = office.members[number].id
        var profile = CarePlan.profile(of: number, id: id)
        switch random.roll(8) {
        case 0, 1: try await choose(.away, for: id, until: nil, client)
        case 2: try await choose(.online, for: id, until: Self.moment(in: 2), client)
        case 3, 4: try await choose(.online, for: id, until: Self.moment(in: 36_000), client)
        case 5:
            profile.capacity = random.roll(8)
            _ = try await client.call(DocumentCommand(commandID: newID(), profile))
        case 6:
            profile.networkCapacity = [WireNetworkCapacity(network: "x", max: random.roll(5))]
            _ = try await client.call(DocumentCommand(commandID: newID(), profile))
        default:
            profile.teams = [CarePlan.teams[random.roll(CarePlan.teams.count)].team]
            _ = try await client.call(DocumentCommand(commandID: newID(), profile))
        }
    }

    private func choose(
        _ state: WireAvailability, for agent: String, until: WireTime?, _ client: CarelogClient
    ) async throws {
        let choice = WireAvailabilityChoice(agent: agent, state: state, until: until)
        _ = try await client.call(DocumentCommand(commandID: newID(), choice))
    }

    /// An admin changes rules, channels and the policy.
    private func change(_ client: CarelogClient, _ random: inout SeededGenerator) async throws {
        // Now and then only: who decides under settings that are gone decides again.
        switch random.roll(12) {
        case 0, 1:
            var team = CarePlan.teams[random.roll(CarePlan.teams.count)]
            team.rule = [[.knows, .leastLoaded], [.leastLoaded], [.roundRobin], []][random.roll(4)]
            team.language = [.required, .preferred, .ignored][random.roll(3)]
            _ = try await client.call(DocumentCommand(commandID: newID(), team))
        case 2:
            var channel = CarePlan.channels[random.roll(CarePlan.channels.count)]
            channel.skills = [[], ["refunds"], ["refunds", "vip"]][random.roll(3)]
            channel.language = ["de", "en", nil][random.roll(3)]
            _ = try await client.call(DocumentCommand(commandID: newID(), channel))
        case 3:
            var policy = CarePlan.policy
            policy.capacityBinds = random.roll(3) == 0 ? .automatic : .everyone
            policy.tagSkills = [[], [WireTagSkill(tag: "vip", skill: "refunds")]][random.roll(2)]
            _ = try await client.call(DocumentCommand(commandID: newID(), policy))
        default: break
        }
    }

    /// Customers write once more: to who has answered them already, and to others.
    private func write(_ client: CarelogClient, _ random: inout SeededGenerator) async throws {
        let reader = try await CarelogClient.connect(to: try office.endpoint(as: "auditor", server: random.roll(2)))
        let view: InboxView = random.roll(2) == 0 ? .resolved : .open
        let page = try await reader.call(InboxList(view: view, sort: .recent, limit: 100)).tickets
        await reader.close()
        guard let ticket = page.filter({ $0.assignee != nil }).randomElement(using: &random),
            let handle = ticket.customer.handle
        else { return }
        let network = ticket.channel.prefix { $0 != ":" }
        // Of the same team, where one who knows them may be.
        let team = ticket.team.map { [$0] } ?? []
        let others = CarePlan.channels.filter {
            $0.channel.hasPrefix(network + ":") && (team.isEmpty || team.contains($0.team ?? ""))
        }
        let channel = random.roll(4) == 0 ? CarePlan.mail : others.randomElement(using: &random)?.channel
        let message = MessageReceive(
            commandID: newID(), channel: channel ?? ticket.channel, externalID: "again-\(newID())",
            author: WireAuthor(handle: handle), text: "One more thing.")
        _ = try await client.call(message)
    }

    /// So many seconds from now.
    static func moment(in seconds: Double) -> WireTime {
        WireTime(microseconds: Int64((Date().timeIntervalSince1970 + seconds) * 1_000_000))
    }
}
