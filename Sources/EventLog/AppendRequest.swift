package import Identity

/// One command's events, to be appended all or none.
package struct AppendRequest: Sendable {
    package let workspace: WorkspaceID
    package let command: CommandID
    /// SHA-256 of what was asked: the same command id with another one is an error.
    package let fingerprint: [UInt8]
    /// What the client is told besides the positions; comes back whenever the command is repeated. Opaque here.
    package let receipt: [UInt8]
    /// Those of one stream in a row of versions; none if the command found nothing to change and is to be known as done.
    package let events: [Event]
    package let takes: [Take]
    /// Keys of claims that end with these events.
    package let releases: [[UInt8]]
    package let keys: [Key]
    /// What the decision rested on: streams that must not have moved. Those that the events are on need no guard.
    package let guards: [Guard]
    package let limits: [Limit]

    package init(
        workspace: WorkspaceID, command: CommandID, fingerprint: [UInt8], receipt: [UInt8], events: [Event],
        takes: [Take] = [], releases: [[UInt8]] = [], keys: [Key] = [], guards: [Guard] = [], limits: [Limit] = []
    ) {
        self.workspace = workspace
        self.command = command
        self.fingerprint = fingerprint
        self.receipt = receipt
        self.events = events
        self.takes = takes
        self.releases = releases
        self.keys = keys
        self.guards = guards
        self.limits = limits
    }

    /// An event in its stored form.
    package struct Event: Sendable {
        package let stream: String
        /// The version it makes; the stream must be one short of it.
        package let version: StreamVersion
        package let at: Instant
        package let entry: [UInt8]
        package let sealed: [UInt8]?

        package init(stream: String, version: StreamVersion, at: Instant, entry: [UInt8], sealed: [UInt8]?) {
            self.stream = stream
            self.version = version
            self.at = at
            self.entry = entry
            self.sealed = sealed
        }
    }

    /// A claim that must be free, and which of the events takes it.
    package struct Take: Sendable {
        package let key: [UInt8]
        /// **Range**: an index into `events`.
        package let event: Int

        package init(key: [UInt8], event: Int) {
            self.key = key
            self.event = event
        }
    }

    /// A new person's wrapped key, stored with the first event that is sealed under it. Opaque here.
    package struct Key: Sendable {
        package let subject: UniqueID
        package let wrapped: [UInt8]

        package init(subject: UniqueID, wrapped: [UInt8]) {
            self.subject = subject
            self.wrapped = wrapped
        }
    }

    /// A stream that was read and is not written.
    package struct Guard: Hashable, Sendable {
        package let stream: String
        /// The version that it must still be at; none for a stream without events.
        package let version: StreamVersion

        package init(stream: String, version: StreamVersion) {
            self.stream = stream
            self.version = version
        }
    }

    /// How many claims of a group there may be once this command has taken and released its own.
    package struct Limit: Hashable, Sendable {
        /// What the keys of the group begin with. **Shape**: at least one byte, not all 0xff.
        package let prefix: [UInt8]
        package let max: Int

        package init(prefix: [UInt8], max: Int) {
            self.prefix = prefix
            self.max = max
        }

        /// The first key behind the group.
        var end: [UInt8] {
            var end = prefix
            while let last = end.popLast() {
                if last < 0xff { return end + [last + 1] }
            }
            // Nothing is behind a group of the last keys of all; secrets make no such prefix.
            return prefix + [UInt8](repeating: 0xff, count: 32)
        }
    }

    /// Its events as they are stored from this position on.
    func records(from first: LogPosition) -> [LogRecord] {
        events.enumerated().map { index, event in
            LogRecord(position: LogPosition(first.value + Int64(index)), entry: event.entry, sealed: event.sealed)
        }
    }

    /// About how many bytes it sends.
    var byteCount: Int {
        events.reduce(256) { $0 + $1.entry.count + ($1.sealed?.count ?? 0) + $1.stream.utf8.count + 64 }
            + guards.reduce(0) { $0 + $1.stream.utf8.count + 32 } + limits.count * 64
    }
}

/// What became of an append. Only `appended` changed anything.
package enum AppendOutcome: Hashable, Sendable {
    /// Without events, `last` is the one before `first`: the log's last at that moment.
    case appended(first: LogPosition, last: LogPosition)
    /// The same command was appended before, with this receipt.
    case duplicate(first: LogPosition, last: LogPosition, receipt: [UInt8])
    /// The command id belongs to another request.
    case commandReused
    /// A stream is at another version than the events expect, or than a guard says.
    case conflict(stream: String, actual: StreamVersion)
    /// A claim is taken, by the event that stands at the position.
    case claimed(key: [UInt8], stream: String, position: LogPosition)
    /// With its own, the group of a limit would have so many claims.
    case full(prefix: [UInt8], count: Int)
    case unknownWorkspace
}
