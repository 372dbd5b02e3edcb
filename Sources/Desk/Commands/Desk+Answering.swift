internal import Identity
internal import Ticketing

/// What an answer says, and what of what was prepared it is made of.
struct AnswerWords {
    let text: String
    var material: ReplyMaterial?
    /// What is prepared, as it was read.
    var guards: [StreamID: StreamVersion] = [:]
    /// The ticket that it was filled in for: of several that are merged, where the answer goes; nil if nothing was.
    var addressed: TicketID?
}

extension Desk {
    /// A reply has at most so many bytes of UTF-8, as much as one that somebody wrote: it is sealed beside its entry.
    private static let textBytesMax = 60_000

    /// What somebody's answer says. What it is made of holds at the answer's own position: the append finds out if it was
    /// said anew.
    ///
    /// **Errors**: `missingFields` and `notFound`.
    func words(
        _ text: String?, _ from: PreparedReply?, macro: Skill? = nil, on ticket: TicketID, in workspace: DeskWorkspace,
        as principal: Principal
    ) async throws -> AnswerWords {
        guard let from else { return AnswerWords(text: text ?? "") }
        let state = try await answered(ticket, in: workspace, as: principal)
        var guards: [StreamID: StreamVersion] = [:]
        var words: ReplyMaterial.Words?
        var said = text ?? ""
        if let name = from.template {
            let chosen = try await self.text(of: name, for: state, language: from.language, in: workspace)
            guards[.material(MaterialID(.template, name))] = chosen.version
            if text == nil {
                said = try await fill(chosen.text, for: state, values: from.values, in: workspace, as: principal)
            }
            words = ReplyMaterial.Words(
                template: name, language: chosen.text.language, version: chosen.version, isEdited: text != nil)
        }
        for name in from.articles {
            let state = try await material(MaterialID(.article, name), in: workspace)
            guard case .article(let article)? = state.document else {
                throw DeskError(.notFound(.article), "there is no article \(name)")
            }
            guards[.material(state.id)] = state.version
            // Whoever answers may have put it where it belongs already.
            if !said.contains(article.url) { said += "\n\(article.url)" }
        }
        guard said.utf8.count <= Self.textBytesMax else {
            throw DeskError(
                .invalid(path: "params.template"), "filled in it has more than \(Self.textBytesMax) bytes")
        }
        return AnswerWords(
            text: said, material: ReplyMaterial(words: words, macro: macro, articles: from.articles), guards: guards,
            addressed: state.id)
    }

    /// The ticket that an answer goes to which names one of a conversation.
    func answered(
        _ ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> TicketState {
        guard let state = try await ticketState(ticket, in: workspace) else {
            throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
        }
        let reply = TicketCommand.reply(ReplyID(.zero), text: "", seen: nil)
        return try await conversation(of: state, in: workspace)
            .takers(of: reply, naming: ticket, by: principal.agent).first ?? state
    }

    /// What a macro does to a ticket, at this moment.
    struct MacroSteps {
        var commands: [TicketCommand] = []
        /// Whether the first of them answers the customer.
        var answers = false
        /// As of `AnswerWords`.
        var guards: [StreamID: StreamVersion] = [:]
        /// As of `AnswerWords`.
        var addressed: TicketID?
    }

    /// The steps of a macro. **Errors**: as of `words`.
    func steps(
        of name: Skill, as reply: ReplyID, _ values: [Skill: String], language: Language?, seen: LogPosition?,
        on ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> MacroSteps {
        let state = try await material(MaterialID(.macro, name), in: workspace)
        guard case .macro(let macro)? = state.document else {
            throw DeskError(.notFound(.macro), "there is no macro \(name)")
        }
        var steps = MacroSteps()
        if let template = macro.template {
            let prepared = PreparedReply(template: template, values: values, language: language)
            let words = try await words(
                nil, prepared, macro: name, on: ticket, in: workspace, as: principal)
            (steps.guards, steps.addressed) = (words.guards, words.addressed)
            steps.commands.append(.reply(reply, text: words.text, material: words.material, seen: seen))
            steps.answers = true
        }
        steps.guards[.material(state.id)] = state.version
        let now = now()
        steps.commands += macro.actions.map { $0.command(at: now) }
        return steps
    }
}
