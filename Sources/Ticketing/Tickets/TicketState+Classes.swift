internal import Identity

extension TicketState {
    func decidePrioritise(_ priority: TicketPriority, crisis: CrisisID?) -> Decision {
        if priority == self.priority { return .unchanged }
        return accept(.classed(.prioritised(TicketPrioritised(priority: priority, crisis: crisis))))
    }
}
