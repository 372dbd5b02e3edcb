internal import Identity

extension TicketState {
    func decidePrioritise(_ priority: TicketPriority, crisis: CrisisID?) -> Decision {
        if priority == self.priority { return .unchanged }
        return accept(.classed(.prioritised(TicketPrioritised(priority: priority, crisis: crisis))))
    }

    /// What is new has to be in the trees, and not retired; what a ticket has stays whatever becomes of those.
    func decideClassify(_ change: ClassChange, _ rulebook: Rulebook) -> Decision {
        var next = classes
        for part in TicketClass.allCases {
            if change.clears.contains(part) { next[part] = nil }
            guard let name = change.sets[part] else { continue }
            if name != classes[part], let kind = part.tree, !rulebook.tree(kind).isOpen(name) {
                return .rejected(.noSuchClass(kind))
            }
            next[part] = name
        }
        if next == classes { return .unchanged }
        return accept(.classed(.classified(TicketClassified(next, tree: rulebook.version))))
    }
}
