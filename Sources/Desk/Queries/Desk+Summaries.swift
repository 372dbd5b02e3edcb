internal import Identity
internal import Projections
internal import Synchronization
internal import Ticketing

extension Desk {
    /// Gives rows their names and previews.
    func summaries(of rows: [TicketRow], in workspace: DeskWorkspace) async throws -> [TicketSummary] {
        try await madeSummaries(of: rows, in: workspace).map(\.summary)
    }

    /// Tickets as their last events left them, in a generation of the views, of which `row` says more. What was not shown
    /// lately is made anew, all of it together.
    func summaries(
        of tickets: [(id: TicketID, position: LogPosition)], generation: Int, in workspace: DeskWorkspace,
        row: (Int) throws -> TicketRow
    ) async throws -> [TicketSummary] {
        var shown = openings.withLock { openings in
            tickets.map {
                openings.summary(of: $0.id, at: $0.position, generation: generation, in: workspace.id, by: vault)
            }
        }
        let unknown = shown.indices.filter { shown[$0] == nil }
        if !unknown.isEmpty {
            let rows = try await views.detailed(try unknown.map(row), of: workspace.id)
            // Whoever asks: to open many parts is work for all cores, not for the thread that serves every session.
            let made = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await madeSummaries(of: rows, in: workspace)
            }
            for (index, (summary, _)) in zip(unknown, made) { shown[index] = summary }
            openings.withLock { openings in
                for (summary, marks) in made {
                    if let marks { openings.keep(summary, marks: marks, generation: generation, in: workspace.id) }
                }
            }
        }
        return shown.compactMap(\.self)
    }

    private func madeSummaries(
        of rows: [TicketRow], in workspace: DeskWorkspace
    ) async throws -> [(summary: TicketSummary, marks: [Openings.Mark]?)] {
        try await summaries(of: rows, in: workspace) { missing in
            let (customers, agents) = try await self.views.people(
                customers: missing.customers.map { CustomerID($0) }, agents: missing.agents.map { AgentID($0) },
                of: workspace.id)
            return customers.map { ($0.id.id, $0.registeredAt) } + agents.map { ($0.id.id, $0.registeredAt) }
        }
    }

    /// As above, from rows of customers and agents that are at hand, whatever was shown before.
    func summaries(
        of rows: [TicketRow], customers: [CustomerRow], agents: [AgentRow], in workspace: DeskWorkspace
    ) async throws -> [TicketSummary] {
        try await summaries(of: rows, in: workspace) { missing in
            customers.filter { missing.customers.contains($0.id.id) }.map { ($0.id.id, $0.registeredAt) }
                + agents.filter { missing.agents.contains($0.id.id) }.map { ($0.id.id, $0.registeredAt) }
        }.map(\.summary)
    }

    /// Each with the marks of all whose keys it took; nil if something could not be opened.
    ///
    /// `registrations` says of people where they were registered.
    private func summaries(
        of rows: [TicketRow], in workspace: DeskWorkspace,
        registrations: (Unopened) async throws -> [(person: UniqueID, at: LogPosition)]
    ) async throws -> [(summary: TicketSummary, marks: [Openings.Mark]?)] {
        var openings = openingsAtHand(for: rows, in: workspace)
        let missing = Unopened(of: rows, openings)
        if !missing.isEmpty {
            var places: [UniqueID: LogPosition] = [:]
            if !missing.customers.isEmpty || !missing.agents.isEmpty {
                for (person, position) in try await registrations(missing) { places[person] = position }
            }
            let records = try await open(at: missing.texts.union(places.values), in: workspace)
            let opened = Opened(registrations: places.compactMapValues { records[$0] }, texts: records)
            keep(opened, of: missing, in: workspace)
            for index in rows.indices { openings[index].add(opened, to: rows[index]) }
        }
        return zip(rows, openings).map { (Self.summary(of: $0, $1), $1.marks(of: $0)) }
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
                if let name = record.name { openings.keep(name, of: person, in: workspace.id) }
            }
            for position in missing.texts {
                if let preview = opened.texts[position]?.preview {
                    openings.keep(preview, at: position, in: workspace.id)
                }
            }
        }
    }

    private static func summary(of row: TicketRow, _ openings: RowOpenings) -> TicketSummary {
        let customer = openings.customer?.value
        let assignee = openings.assignee?.value
        return TicketSummary(
            id: row.id,
            customer: CustomerName(
                id: row.customer, handle: customer?.handle, name: customer?.name, isErased: openings.isErased),
            channel: row.channel, status: row.status,
            assignee: row.assignee.map { PersonName(id: $0, name: assignee?.name ?? assignee?.handle) },
            team: row.team, tags: row.tags, openedAt: row.openedAt, lastAt: row.lastAt,
            waitingSince: row.waitingSince, snoozedUntil: row.snoozedUntil, preview: openings.preview?.value,
            version: row.version, position: row.position, language: row.detail?.facts.language,
            followers: row.detail?.facts.followers ?? [], isSpam: row.isSpam,
            priority: row.detail?.facts.priority ?? .normal, classes: row.detail?.facts.classes ?? TicketClasses(),
            mergedInto: row.detail?.facts.mergedInto, parts: row.detail?.facts.parts ?? [],
            problem: row.detail?.facts.problem)
    }
}

/// What of a row is opened.
private struct RowOpenings {
    var customer: Openings.Opening<Openings.Name>?
    var assignee: Openings.Opening<Openings.Name>?
    var preview: Openings.Opening<String?>?
    /// The customer's name was sealed and its key is gone.
    var isErased = false

    /// Fills in what is missing.
    mutating func add(_ opened: Opened, to row: TicketRow) {
        if customer == nil, let registration = opened.registrations[row.customer.id] {
            customer = registration.name
            isErased = registration.isErased
        }
        if assignee == nil, let agent = row.assignee { assignee = opened.registrations[agent.id]?.name }
        if preview == nil, let spokenAt = row.spokenAt { preview = opened.texts[spokenAt]?.preview }
    }

    /// Of all whose keys were needed; nil if something is missing.
    func marks(of row: TicketRow) -> [Openings.Mark]? {
        guard let customer else { return nil }
        var marks = [customer.mark]
        if row.assignee != nil {
            guard let assignee else { return nil }
            marks.append(assignee.mark)
        }
        if row.spokenAt != nil {
            guard let preview else { return nil }
            if preview.mark != customer.mark { marks.append(preview.mark) }
        }
        return marks
    }
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
}

extension OpenedRecord {
    /// Who is registered in it; nil if nothing was sealed, or if it is erased.
    fileprivate var name: Openings.Opening<Openings.Name>? {
        opening { Openings.Name(handle: $0.handle, name: $0.name) }
    }

    /// The beginning of what is said in it; nil as above.
    fileprivate var preview: Openings.Opening<String?>? { opening { $0.text.map(Preview.of) } }

    private func opening<Value>(_ value: (Personal) -> Value) -> Openings.Opening<Value>? {
        guard let personal, let commitment, let person = recorded.subject?.id else { return nil }
        return Openings.Opening(value: value(personal), mark: Openings.Mark(person: person, commitment: commitment))
    }
}
