/// What one follower of a log was shown, over all its connections.
package struct Followed: Sendable {
    /// Names the follower, for reports.
    package var name: String
    package var workspace: String
    /// It began after this position.
    package var after: Int64
    /// Only events of these types; nil for all.
    package var types: Set<String>?
    package var batches: [Batch]
    /// What the client found wrong by itself, and closed the connection for.
    package var complaints: [String]
    /// Whether it had the time to reach the end of the log.
    package var mustReachEnd: Bool

    package init(
        name: String, workspace: String, after: Int64 = -1, types: Set<String>? = nil, batches: [Batch] = [],
        complaints: [String] = [], mustReachEnd: Bool = true
    ) {
        self.name = name
        self.workspace = workspace
        self.after = after
        self.types = types
        self.batches = batches
        self.complaints = complaints
        self.mustReachEnd = mustReachEnd
    }

    /// How far its ranges reach.
    package var upTo: Int64 { batches.last?.upTo ?? after }

    /// A range and the events in it.
    package struct Batch: Sendable {
        package var after: Int64
        package var upTo: Int64
        package var events: [Shown]

        package init(after: Int64, upTo: Int64, events: [Shown]) {
            self.after = after
            self.upTo = upTo
            self.events = events
        }
    }

    /// An event as it was shown.
    package struct Shown: Sendable, Hashable {
        package var position: Int64
        /// Of the entry's bytes.
        package var digest: UInt64

        package init(position: Int64, digest: UInt64) {
            self.position = position
            self.digest = digest
        }
    }
}
