internal import Identity
internal import Projections
internal import Ticketing

extension Desk {
    /// **Units**: characters. A preview is one line of a list, not the message.
    private static let previewCharactersMax = 140

    /// Gives rows their names and previews, all read from the log together.
    func summaries(of rows: [TicketRow], in workspace: DeskWorkspace) async throws -> [TicketSummary] {
        let customers = try await views.customers(Array(Set(rows.map(\.customer))), of: workspace.id)
        let agents = try await views.agents(Array(Set(rows.compactMap(\.assignee))), of: workspace.id)
        return try await summaries(of: rows, customers: customers, agents: agents, in: workspace)
    }

    /// As above, from rows of customers and agents that are at hand.
    func summaries(
        of rows: [TicketRow], customers: [CustomerRow], agents: [AgentRow], in workspace: DeskWorkspace
    ) async throws -> [TicketSummary] {
        let registered = Dictionary(customers.map { ($0.id, $0.registeredAt) }, uniquingKeysWith: { first, _ in first })
        let staff = Dictionary(agents.map { ($0.id, $0.registeredAt) }, uniquingKeysWith: { first, _ in first })
        var positions = Set(rows.compactMap(\.spokenAt))
        positions.formUnion(registered.values)
        positions.formUnion(staff.values)
        let opened = try await open(at: positions, in: workspace)
        return rows.map { row in
            let who = registered[row.customer].flatMap { opened[$0] }
            let customer = CustomerName(
                id: row.customer, handle: who?.personal?.handle, name: who?.personal?.name,
                isErased: who?.isErased ?? false)
            let assignee = row.assignee.map { agent in
                let personal = staff[agent].flatMap { opened[$0]?.personal }
                return PersonName(id: agent, name: personal?.name ?? personal?.handle)
            }
            let text = row.spokenAt.flatMap { opened[$0]?.personal?.text }
            return TicketSummary(
                id: row.id, customer: customer, channel: row.channel, status: row.status, assignee: assignee,
                team: row.team, tags: row.tags, openedAt: row.openedAt, lastAt: row.lastAt,
                waitingSince: row.waitingSince, snoozedUntil: row.snoozedUntil, preview: text.map(Self.preview),
                version: row.version, position: row.position)
        }
    }

    /// The beginning of a text on one line.
    private static func preview(_ text: String) -> String {
        var preview = ""
        var count = 0
        var wasSpace = true
        for character in text {
            if character.isWhitespace {
                if !wasSpace { preview.append(" ") }
                wasSpace = true
                continue
            }
            wasSpace = false
            preview.append(character)
            count += 1
            if count == previewCharactersMax {
                preview.append("…")
                break
            }
        }
        return preview.last == " " ? String(preview.dropLast()) : preview
    }
}
