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

/// A page of what there is to answer with.
package struct MaterialsAnswer: Sendable {
    package var materials: [(id: MaterialID, document: MaterialDocument)] = []
    /// Cursor of the next page; nil on the last.
    package let next: String?
}

extension Desk {
    /// A page of what there is to answer with, by kind and name. `atLeast` is a position that must be in it.
    ///
    /// **Errors**: `invalid` for a cursor that is none.
    package func materials(
        limit: Int = 50, cursor: String? = nil, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> MaterialsAnswer {
        try authorise(principal, for: [.admin, .agent, .supervisor, .bot, .auditor, .trainee])
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            var last: MaterialID?
            if let cursor {
                guard case .material(let id) = StreamID(cursor) else {
                    throw DeskError(.invalid(path: "params.cursor"), "not a cursor of what there is to answer with")
                }
                last = id
            }
            // Names and positions of all, which are few; the documents, which can be long, of one page.
            var rows: [(id: MaterialID, position: LogPosition)] = []
            for kind in MaterialID.Kind.allCases { rows += try await self.views.materials(kind, of: workspace.id) }
            if let last { rows.removeAll { $0.id <= last } }
            rows.sort { $0.id < $1.id }
            let page = rows.prefix(limit)
            var answer = MaterialsAnswer(next: rows.count > limit ? page.last?.id.description : nil)
            for record in try await self.log.read(workspace.id, at: page.map(\.position).sorted()) {
                let recorded = try Entry.decode(record.entry, at: record.position)
                if case .material(.set(let document)) = recorded.event, case .material(let id) = recorded.stream {
                    answer.materials.append((id, document))
                }
            }
            answer.materials.sort { $0.id < $1.id }
            return answer
        }
    }

    /// What a template says, to whom an answer on the ticket would go. **Errors**: `missingFields`, if there is a hole left.
    package func preview(
        _ template: Skill, on ticket: TicketID?, language: Language?, values: [Skill: String], as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> FilledTemplate {
        try authorise(principal, for: [.agent, .supervisor, .bot, .admin, .trainee])
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            var state: TicketState?
            if let ticket { state = try await self.answered(ticket, in: workspace, as: principal) }
            let chosen = try await self.text(of: template, for: state, language: language, in: workspace)
            let words = try await self.fill(chosen.text, for: state, values: values, in: workspace, as: principal)
            return FilledTemplate(text: words, language: chosen.text.language, version: chosen.version)
        }
    }

    /// The text of a template that is for a ticket, or for nobody in particular, and the version that it is of.
    func text(
        of name: Skill, for ticket: TicketState?, language: Language?, in workspace: DeskWorkspace
    ) async throws -> (text: TemplateText, version: StreamVersion) {
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
        return (text, state.version)
    }

    /// The text with its fields filled in. **Errors**: `missingFields`, if there is a hole left.
    func fill(
        _ text: TemplateText, for ticket: TicketState?, values: [Skill: String], in workspace: DeskWorkspace,
        as principal: Principal
    ) async throws -> String {
        let known = try await commonValues(for: text.fields, of: ticket, in: workspace, as: principal)
        switch text.filled(with: known.merging(values) { _, given in given }) {
        case .text(let words): return words
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
        if fields.contains(where: { $0.name.hasPrefix("customer.") }) {
            // From the log itself: who has just written may not be in the views yet.
            let stream = StreamID.customer(ticket.customer).description
            let registered = try await open(Array(log.readStream(workspace.id, stream).prefix(1)), in: workspace).first
            set("customer.handle", registered?.personal?.handle)
            // Who has told no name is called by their handle.
            set("customer.name", registered?.personal?.name ?? registered?.personal?.handle)
        }
        return values
    }
}
