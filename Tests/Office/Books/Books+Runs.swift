internal import Identity
internal import Ticketing

// What is prepared, and what macros leave behind: all of it.
extension Books {
    /// Who ran which macro on what.
    struct Run {
        let ticket: TicketID
        let macro: Skill
        let reply: ReplyID
        let at: Instant
    }

    mutating func enterMaterial(_ event: RecordedEvent, of id: MaterialID) throws(Breach) {
        guard case .material(let material) = event.event else { return }
        materials[id, default: Prepared()].version += 1
        switch material {
        case .set(let document):
            if case .macro(let macro) = document, let name = macro.template,
                materials[MaterialID(.template, name)]?.document == nil
            {
                throw breach(.run, event, "it answers with what is not there")
            }
            materials[id]?.document = document
        case .retired: materials[id]?.document = nil
        }
    }

    /// Nobody answers with words of yesterday.
    func demandPrepared(_ material: ReplyMaterial?, _ event: RecordedEvent) throws(Breach) {
        guard let words = material?.words else { return }
        let prepared = materials[MaterialID(.template, words.template)]
        guard let prepared, prepared.document != nil, prepared.version == words.version.value else {
            throw breach(.run, event, "\(words.template) says something else")
        }
    }

    /// Everything that a macro says is so now.
    func demandDone(_ run: Run, at position: LogPosition) throws(Breach) {
        func demand(_ condition: Bool, _ what: String) throws(Breach) {
            if condition { return }
            throw Breach(rule: .run, position: position, message: "\(run.macro) ran on \(run.ticket): \(what)")
        }
        guard case .macro(let macro)? = materials[MaterialID(.macro, run.macro)]?.document else {
            return try demand(false, "there is no such macro")
        }
        let whole = members(of: run.ticket)
        let root = tickets[root(of: run.ticket)]
        if macro.template != nil {
            let stage = whole.compactMap { $0.papers[run.reply]?.stage }.first
            try demand(stage == "requested" || stage == "draft", "nobody answered")
        }
        for (index, action) in macro.actions.enumerated() {
            let later = macro.actions[(index + 1)...]
            switch action {
            case .tag(let tag):
                try demand(later.contains(.untag(tag)) || root?.tags.contains(tag) == true, "it is not tagged")
            case .untag(let tag):
                try demand(later.contains(.tag(tag)) || !whole.contains { $0.tags.contains(tag) }, "it is tagged")
            case .team(let team):
                let isLast = !later.contains { if case .team = $0 { true } else { false } }
                try demand(!isLast || root?.team == team && root?.holder == nil, "it is in another queue")
            case .snooze(let seconds):
                let wakes = run.at.advanced(bySeconds: Int64(seconds))
                let isLast = !later.contains { if case .snooze = $0 { true } else { $0 == .resolve } }
                try demand(
                    !isLast
                        || whole.allSatisfy { $0.status == "resolved" || $0.status == "snoozed" && $0.wakes == wakes },
                    "it does not sleep")
            case .resolve: try demand(whole.allSatisfy { $0.status == "resolved" }, "it is not resolved")
            }
        }
    }
}
