internal import Identity

extension TicketState {
    func decidePrioritise(_ priority: TicketPriority, crisis: CrisisID?) -> Decision {
        // Who says of what a crisis has raised that it is urgent means it for good.
        if priority == self.priority, crisis != nil || raised == nil { return .unchanged }
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
