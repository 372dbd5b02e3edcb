internal import JSON

/// Which tickets an inbox shows.
package enum InboxView: String, Sendable, CaseIterable {
    /// Open ones, whoever has them.
    case open
    /// Open ones that the caller has.
    case mine
    /// Open ones that nobody has.
    case unassigned
    /// Resolved ones.
    case resolved
    /// All of them but spam.
    case all
    /// What is kept apart as spam, in any state; no other view shows it.
    case spam
}

/// In which order an inbox shows tickets.
package enum InboxSort: String, Sendable, CaseIterable {
    /// Longest unanswered first, then those nobody waits for.
    case waiting
    /// Last touched first.
    case recent
}
