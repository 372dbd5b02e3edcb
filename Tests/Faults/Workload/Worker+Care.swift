internal import Client
internal import Support
internal import Ticketing
internal import Wire

// What people of a care team do all day, and their customers.
extension Worker {
    /// Half of all that is done is done to so few tickets: there people meet.
    private static let crowdedTickets = 12

    private static func ticket(of team: CareTeam, _ random: inout SeededGenerator) -> (id: String, handle: String) {
        let count = team.tickets.count
        return team.tickets[random.roll(random.roll(2) == 0 ? min(crowdedTickets, count) : count)]
    }

    /// A customer writes once more, or takes up again what was resolved.
    func write(_ number: Int, to team: CareTeam, _ random: inout SeededGenerator) async {
        guard let actor = await actor() else { return }
        let external = "\(name)-\(number)"
        let message = MessageReceive(
            commandID: Self.newID(&random), channel: team.channel, externalID: external,
            author: WireAuthor(handle: Self.ticket(of: team, &random).handle), text: "\(external): still nothing")
        let asked = Asked(
            type: "message.received", actor: actor, text: message.text, external: external, mayChangeNothing: true)
        await perform(message, asked, &random) { ($0.position, "\($0.ticket) \($0.customer) \($0.message)") }
    }

    /// Looks at a ticket and does something with it, on what they have seen.
    func care(
        _ number: Int, in team: CareTeam, as member: CareTeam.Member, _ random: inout SeededGenerator
    ) async {
        guard let actor = await actor() else { return }
        if member.role == .supervisor, random.roll(6) == 0 { return await limit(team, as: actor, &random) }
        let ticket = Self.ticket(of: team, &random).id
        guard let client = await connection.client(of: self, isLast: false) else { return }
        let page: TicketGet.Response
        do {
            page = try await journal.during(name, TicketGet.method.rawValue) { () throws(ClientError) in
                try await client.call(TicketGet(ticket: ticket, limit: 200), timeout: habits.callTimeout)
            }
        } catch {
            return journal.noteTrouble("ticket.get: \(error)")
        }
        // They read, and think; meanwhile others do.
        try? await Task.sleep(for: .milliseconds(random.roll(30)))
        let id = Self.newID(&random)
        func asked(_ type: String, text: String? = nil, idle: Bool = true) -> Asked {
            // On which stream it stands says the server: it may be merged with others.
            Asked(type: type, actor: actor, text: text, mayChangeNothing: idle)
        }
        let drafts = page.items.filter { $0.type == "reply.drafted" && $0.state == "draft" }.compactMap(\.reply)
        if member.role != .trainee, let draft = drafts.last, random.roll(2) == 0 {
            if random.roll(4) == 0 {
                let command = ReplyReject(commandID: id, draft: draft, reason: "not so")
                return await perform(command, asked("reply.rejected"), &random) { ($0.position, nil) }
            }
            let command = ReplyApprove(commandID: id, reply: draft)
            return await perform(command, asked("reply.approved", idle: false), &random) { ($0.position, nil) }
        }
        switch random.roll(20) {
        case 0...3:
            await perform(TicketClaim(commandID: id, ticket: ticket), asked("ticket.claimed"), &random) {
                ($0.position, nil)
            }
        case 4: await release(ticket, id, asked("ticket.released"), &random)
        case 5...6:
            let taker = team.members[random.roll(team.members.count)].id
            let command = TicketAssign(commandID: id, ticket: ticket, agent: taker)
            await perform(command, asked("ticket.assigned"), &random) { ($0.position, nil) }
        case 7...13:
            let text = "\(name)-\(number)"
            let command = TicketReply(commandID: id, ticket: ticket, text: text, seen: page.ticket.position)
            let type = member.role == .trainee ? "reply.drafted" : "reply.sent"
            await perform(command, asked(type, text: text, idle: false), &random) { ($0.position, nil) }
        case 14...15:
            let text = "\(name)-\(number)?"
            let command = ReplyDraft(commandID: id, ticket: ticket, text: text, seen: page.ticket.position)
            await perform(command, asked("reply.drafted", text: text, idle: false), &random) { ($0.position, nil) }
        case 16 where member.role != .trainee:
            let command = TicketRoute(commandID: id, ticket: ticket)
            await perform(command, asked("ticket.routed"), &random) { ($0.position, nil) }
        case 17 where random.roll(2) == 0:
            let other = Self.ticket(of: team, &random).id
            if page.ticket.mergedInto != nil {
                let command = TicketUnmerge(commandID: id, from: ticket)
                return await perform(command, asked("ticket.unmerged"), &random) { ($0.position, nil) }
            }
            let command = TicketMerge(commandID: id, from: ticket, into: other)
            await perform(command, asked("ticket.merged"), &random) { ($0.position, nil) }
        case 17:
            await perform(TicketReopen(commandID: id, ticket: ticket), asked("ticket.reopened"), &random) {
                ($0.position, nil)
            }
        default:
            await perform(TicketResolve(commandID: id, ticket: ticket), asked("ticket.resolved"), &random) {
                ($0.position, nil)
            }
        }
    }

    private func release(
        _ ticket: String, _ id: String, _ asked: Asked, _ random: inout SeededGenerator
    ) async {
        await perform(TicketRelease(commandID: id, ticket: ticket), asked, &random) { ($0.position, nil) }
    }

    /// A supervisor changes how much somebody can hold, mostly to less than they do.
    private func limit(_ team: CareTeam, as actor: String, _ random: inout SeededGenerator) async {
        let agent = team.members[random.roll(team.members.count)].id
        let profile = WireProfile(agent: agent, teams: [team.team], capacity: random.roll(8))
        let asked = Asked(type: "agent.set", actor: actor, stream: "agent/\(agent)", mayChangeNothing: true)
        await perform(DocumentCommand(commandID: Self.newID(&random), profile), asked, &random) { ($0.position, nil) }
    }
}
