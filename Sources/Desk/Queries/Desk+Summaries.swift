internal import Identity
internal import Projections
internal import Synchronization
internal import Ticketing

extension Desk {
    /// Gives rows their names and previews; what was not shown lately is read from the log together.
    func summaries(of rows: [TicketRow], in workspace: DeskWorkspace) async throws -> [TicketSummary] {
        try await summaries(of: rows, in: workspace) { missing in
            let (customers, agents) = try await self.views.people(
                customers: missing.customers.map { CustomerID($0) }, agents: missing.agents.map { AgentID($0) },
                of: workspace.id)
            return customers.map { ($0.id.id, $0.registeredAt) } + agents.map { ($0.id.id, $0.registeredAt) }
        }
    }

    /// As above, from rows of customers and agents that are at hand.
    func summaries(
        of rows: [TicketRow], customers: [CustomerRow], agents: [AgentRow], in workspace: DeskWorkspace
    ) async throws -> [TicketSummary] {
        try await summaries(of: rows, in: workspace) { missing in
            customers.filter { missing.customers.contains($0.id.id) }.map { ($0.id.id, $0.registeredAt) }
                + agents.filter { missing.agents.contains($0.id.id) }.map { ($0.id.id, $0.registeredAt) }
        }
    }

    /// `registrations` says of people where they were registered.
    private func summaries(
        of rows: [TicketRow], in workspace: DeskWorkspace,
        registrations: (Unopened) async throws -> [(person: UniqueID, at: LogPosition)]
    ) async throws -> [TicketSummary] {
        let openings = openingsAtHand(for: rows, in: workspace)
        let missing = Unopened(of: rows, openings)
        if missing.isEmpty { return zip(rows, openings).map { Self.summary(of: $0, $1, .none) } }
        var places: [UniqueID: LogPosition] = [:]
        if !missing.customers.isEmpty || !missing.agents.isEmpty {
            for (person, position) in try await registrations(missing) { places[person] = position }
        }
        let records = try await open(at: missing.texts.union(places.values), in: workspace)
        let opened = Opened(registrations: places.compactMapValues { records[$0] }, texts: records)
        keep(opened, of: missing, in: workspace)
        return zip(rows, openings).map { Self.summary(of: $0, $1, opened) }
    }

    private func openingsAtHand(for rows: [TicketRow], in workspace: DeskWorkspace) -> [RowOpenings] {
        openings.withLock { openings in
            rows.map { row in
                RowOpenings(
                    customer: openings.name(of: row.customer.id, in: workspace.id, by: vault),
                    assignee: row.assignee.flatMap { openings.name(of: $0.id, in: workspace.id, by: vault) },
                    preview: row.spokenAt.flatMap { openings.preview(at: $0, in: workspace.id, by: vault) })
            }
        }
    }

    private func keep(_ opened: Opened, of missing: Unopened, in workspace: DeskWorkspace) {
        openings.withLock { openings in
            for (person, record) in opened.registrations {
                if let name = record.opening({ Openings.Name($0) }) {
                    openings.keep(name, of: person, in: workspace.id)
                }
            }
            for position in missing.texts {
                if let preview = opened.texts[position]?.opening({ $0.text.map(Preview.of) }) {
                    openings.keep(preview, at: position, in: workspace.id)
                }
            }
        }
    }

    private static func summary(of row: TicketRow, _ openings: RowOpenings, _ opened: Opened) -> TicketSummary {
        let registration = openings.customer == nil ? opened.registrations[row.customer.id] : nil
        let name = openings.customer ?? registration?.personal.map { Openings.Name($0) }
        let customer = CustomerName(
            id: row.customer, handle: name?.handle, name: name?.name, isErased: registration?.isErased ?? false)
        let assignee = row.assignee.map { agent in
            let name = openings.assignee ?? opened.registrations[agent.id]?.personal.map { Openings.Name($0) }
            return PersonName(id: agent, name: name?.name ?? name?.handle)
        }
        let preview = openings.preview ?? row.spokenAt.flatMap { opened.texts[$0]?.personal?.text.map(Preview.of) }
        return TicketSummary(
            id: row.id, customer: customer, channel: row.channel, status: row.status, assignee: assignee,
            team: row.team, tags: row.tags, openedAt: row.openedAt, lastAt: row.lastAt,
            waitingSince: row.waitingSince, snoozedUntil: row.snoozedUntil, preview: preview, version: row.version,
            position: row.position)
    }
}

/// What of a row was opened before and may still be shown.
private struct RowOpenings {
    let customer: Openings.Name?
    let assignee: Openings.Name?
    /// The outer nil if it is not at hand, the inner if nothing was said.
    let preview: String??
}

/// What of a page has to be opened.
private struct Unopened {
    var customers: Set<UniqueID> = []
    var agents: Set<UniqueID> = []
    var texts: Set<LogPosition> = []

    var isEmpty: Bool { customers.isEmpty && agents.isEmpty && texts.isEmpty }

    init(of rows: [TicketRow], _ openings: [RowOpenings]) {
        for (row, openings) in zip(rows, openings) {
            if openings.customer == nil { customers.insert(row.customer.id) }
            if openings.assignee == nil, let assignee = row.assignee { agents.insert(assignee.id) }
            if openings.preview == nil, let spokenAt = row.spokenAt { texts.insert(spokenAt) }
        }
    }
}

/// What was opened for a page.
private struct Opened {
    /// By person.
    let registrations: [UniqueID: OpenedRecord]
    /// By where it was said; registrations are among them.
    let texts: [LogPosition: OpenedRecord]

    static var none: Opened { Opened(registrations: [:], texts: [:]) }
}

extension Openings.Name {
    init(_ personal: Personal) { self.init(handle: personal.handle, name: personal.name) }
}

extension OpenedRecord {
    /// To be kept; nil if nothing was sealed, or if it is erased.
    fileprivate func opening<Value>(_ value: (Personal) -> Value) -> Openings.Opening<Value>? {
        guard let personal, let commitment, let person = recorded.subject?.id else { return nil }
        return Openings.Opening(value: value(personal), person: person, commitment: commitment)
    }
}
