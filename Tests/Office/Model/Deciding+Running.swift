internal import Identity
internal import Ticketing

// What is prepared, and what answers and macros are made of.
extension Deciding {
    func material(_ id: MaterialID) -> MaterialState {
        var state = MaterialState(id: id)
        for event in log.read(.material(id), after: .none) { state.evolve(with: event) }
        return state
    }

    /// Sets what is prepared under a name, or retires it.
    func prepare(_ document: MaterialDocument?, as id: MaterialID) -> Verdict {
        let state = material(id)
        var verdict = Verdict(
            decision: document.map { state.decideSet($0) } ?? state.decideRetire(),
            versions: [.material(id): state.version])
        if case .accepted = verdict.decision, case .macro(let macro)? = document, let name = macro.template {
            let template = material(MaterialID(.template, name))
            verdict.guards[.material(template.id)] = template.version
            if template.document == nil { return Verdict(decision: .rejected(.noSuchTemplate(name))) }
        }
        return verdict
    }

    /// What a template says, for a ticket; nil if there is none.
    private func words(
        of template: Skill, macro: Skill? = nil, _ guards: inout [StreamID: StreamVersion]
    ) -> ReplyMaterial? {
        let state = material(MaterialID(.template, template))
        guard case .template(let document)? = state.document, let text = document.texts.first else { return nil }
        guards[.material(state.id)] = state.version
        let words = ReplyMaterial.Words(
            template: template, language: text.language, version: state.version, isEdited: false)
        return ReplyMaterial(words: words, macro: macro)
    }

    /// Somebody answers, or proposes to, in the words of a template.
    mutating func answer(
        _ ticket: TicketID, with template: Skill, as reply: ReplyID, isDraft: Bool, seen: LogPosition?,
        _ errand: Errand
    ) -> Verdict? {
        var guards: [StreamID: StreamVersion] = [:]
        guard let material = words(of: template, &guards) else { return nil }
        let command: TicketCommand =
            isDraft
            ? .draft(reply, text: "Late.", material: material, seen: seen)
            : .reply(reply, text: "Late.", material: material, seen: seen)
        var verdict = decide(command, on: ticket, errand)
        verdict?.guards.merge(guards) { own, _ in own }
        return verdict
    }

    /// Several steps in one.
    mutating func run(
        _ name: Skill, on ticket: TicketID, as reply: ReplyID, seen: LogPosition?, _ errand: Errand
    ) -> Verdict? {
        let state = material(MaterialID(.macro, name))
        guard case .macro(let macro)? = state.document else { return nil }
        var guards: [StreamID: StreamVersion] = [.material(state.id): state.version]
        var commands = macro.actions.map { $0.command(at: errand.now) }
        if let template = macro.template {
            guard let material = words(of: template, macro: name, &guards) else { return nil }
            commands.insert(.reply(reply, text: "Late.", material: material, seen: seen), at: 0)
        }
        var verdict = decide(.all(commands), on: ticket, errand)
        verdict?.guards.merge(guards) { own, _ in own }
        return verdict
    }
}
