/// What is kept and not shown.
package enum SpamEvent: Hashable, Sendable {
    case ticketMarked(TicketSpam)
    case ticketUnmarked(TicketSpam)
    /// What they write opens tickets as spam from now on. **Sealed**: reason.
    case customerBlocked
    /// **Sealed**: reason.
    case customerUnblocked
}

/// Why a ticket is kept apart, or not any more.
package enum SpamReason: String, Hashable, Sendable, CaseIterable {
    /// Somebody looked at it and said so.
    case judged
    /// Its customer was blocked, or is not any more.
    case blocked
}

/// A ticket was taken out of sight, or put back to where it was.
package struct TicketSpam: Hashable, Sendable {
    package let because: SpamReason

    package init(because: SpamReason) { self.because = because }
}
