internal import Identity

extension TicketState {
    func decidePrioritise(_ priority: TicketPriority, crisis: CrisisID?) -> Decision {
        // Who says of what a crisis has raised that it is urgent means it for good.
        if priority == self.priority, crisis != nil || raised == nil { return .unchanged }
        return accept(.classed(.prioritised(TicketPrioritised(priority: priority, crisis: crisis))))
    }
}
