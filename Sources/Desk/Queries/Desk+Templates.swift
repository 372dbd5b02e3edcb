internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// A template with its fields filled in.
package struct FilledTemplate: Hashable, Sendable {
    package let text: String
    package let language: Language
    /// Of the template's stream: exactly these words were prepared then.
    package let version: StreamVersion
}

extension Desk {
    /// Everything to answer with, by kind and name. `atLeast` is a position that must be in it.
    package func materials(
        atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> [(id: MaterialID, document: MaterialDocument)] {
        try authorise(principal, for: [.admin, .agent, .supervisor, .bot, .auditor, .trainee])
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            var found: [(id: MaterialID, document: MaterialDocument)] = []
            for kind in MaterialID.Kind.allCases {
                let rows = try await self.views.materials(kind, of: workspace.id)
                let records = try await self.log.read(workspace.id, at: rows.map(\.position).sorted())
                for record in records {
                    let recorded = try Entry.decode(record.entry, at: record.position)
                    if case .material(.set(let document)) = recorded.event, case .material(let id) = recorded.stream {
                        found.append((id, document))
                    }
                }
            }
            return found.sorted { $0.id < $1.id }
        }
    }

    /// What a template says. **Errors**: `missingFields`, if there is a hole left.
    package func preview(
        _ template: Skill, on ticket: TicketID?, language: Language?, values: [Skill: String], as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> FilledTemplate {
        try authorise(principal, for: [.agent, .supervisor, .bot, .admin, .trainee])
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            var state: TicketState?
            if let ticket {
                state = try await self.ticketState(ticket, in: workspace)
                if state == nil {
                    throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
                }
            }
            return try await self.fill(
                template, for: state, language: language, values: values, in: workspace, as: principal)
        }
    }

    /// Fills a template in for a ticket, or for nobody in particular.
    func fill(
        _ name: Skill, for ticket: TicketState?, language: Language?, values: [Skill: String],
        in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> FilledTemplate {
        let state = try await material(MaterialID(.template, name), in: workspace)
        guard case .template(let template)? = state.document else {
            throw DeskError(.notFound(.template), "there is no template \(name)")
        }
        let rulebook = try await rulebook(in: workspace)
        let channel = ticket.flatMap { rulebook.channels[$0.channel]?.language }
        let languages = [language, ticket?.language, channel].compactMap { $0 }
        guard let text = template.text(in: languages) else {
            throw DeskError(.internal, "the template \(name) has no text")
        }
        let known = try await commonValues(for: text.fields, of: ticket, in: workspace, as: principal)
        switch text.filled(with: known.merging(values) { _, given in given }) {
        case .text(let words): return FilledTemplate(text: words, language: text.language, version: state.version)
        case .missing(let fields):
            let names = fields.map(\.name).joined(separator: ", ")
            throw DeskError(.missingFields(fields), "nothing is known for \(names): give values for them")
        }
    }

    /// What is known for the fields that every template can have; only those that are asked for are looked up.
    private func commonValues(
        for fields: [Skill], of ticket: TicketState?, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> [Skill: String] {
        var values: [Skill: String] = [:]
        func set(_ name: String, _ value: String?) {
            if let field = Skill(name), let value { values[field] = value }
        }
        set("agent.name", principal.name)
        guard let ticket else { return values }
        set("ticket.id", ticket.id.description)
        set("channel", ticket.channel.name)
        if fields.contains(where: { $0.name.hasPrefix("customer.") }),
            let row = try await views.customers([ticket.customer], of: workspace.id).first
        {
            let opened = try await open(at: [row.registeredAt], in: workspace)[row.registeredAt]
            set("customer.handle", opened?.personal?.handle)
            // Who has told no name is called by their handle.
            set("customer.name", opened?.personal?.name ?? opened?.personal?.handle)
        }
        return values
    }
}
