internal import Identity

extension TicketState {
    func decideMarkSpam(_ reason: SpamReason) -> Decision {
        // What somebody has called spam is no longer for the end of a block to put back.
        if spam != nil && !(spam == .blocked && reason == .judged) { return .unchanged }
        return accept(.spam(.ticketMarked(TicketSpam(because: reason))))
    }

    /// Whoever looks at a ticket puts it back, whatever hid it; an end of blocking only what blocking hid.
    func decideUnmarkSpam(_ reason: SpamReason) -> Decision {
        guard let spam, reason == .judged || spam == reason else { return .unchanged }
        return accept(.spam(.ticketUnmarked(TicketSpam(because: reason))))
    }
}
