/// All that is known of a run: what clients asked and were told, what followers were shown, and what PostgreSQL holds.
package struct History: Sendable {
    package var asked: [CommandKey: Asked]
    package var attempts: [Attempt]
    package var followers: [Followed]
    /// By workspace.
    package var logs: [String: WorkspaceLog]
    package var projections: [ProjectionTable]
    /// By workspace, every ticket of the live views: where it waits and with whom. Nil where nobody looked.
    package var queues: [String: [QueueRow]]?
    /// Every attempt must have ended after so long; nil where the run stopped processes for longer.
    package var answerLimit: Duration?

    package init(
        asked: [CommandKey: Asked] = [:], attempts: [Attempt] = [], followers: [Followed] = [],
        logs: [String: WorkspaceLog] = [:], projections: [ProjectionTable] = [], answerLimit: Duration? = nil
    ) {
        self.asked = asked
        self.attempts = attempts
        self.followers = followers
        self.logs = logs
        self.projections = projections
        self.answerLimit = answerLimit
    }
}

/// The whole log of a workspace, as it stands in PostgreSQL.
package struct WorkspaceLog: Sendable {
    /// How many events there were before the run.
    package var baseline: Int64
    /// The next position, as the head says.
    package var next: Int64
    /// In the order of positions.
    package var rows: [LogRow]
    /// Commands with an effect, as the table of commands says.
    package var commands: [CommandRow]

    package init(baseline: Int64, next: Int64, rows: [LogRow], commands: [CommandRow]) {
        self.baseline = baseline
        self.next = next
        self.rows = rows
        self.commands = commands
    }
}

/// An event of the log with what was opened of it.
package struct LogRow: Sendable, Hashable {
    package var position: Int64
    package var stream: String
    package var version: Int64
    package var type: String
    package var actor: String
    package var command: String
    package var text: String?
    package var tags: [String]
    package var external: String?
    package var customer: String?
    /// Of the entry's bytes.
    package var digest: UInt64
    /// Whether what is sealed has the SHA-256 that the entry names, and could be opened.
    package var isSealIntact: Bool
    /// What only some events say.
    package var facts = LogFacts()

    package init(
        position: Int64, stream: String, version: Int64, type: String, actor: String, command: String,
        text: String? = nil, tags: [String] = [], external: String? = nil, customer: String? = nil, digest: UInt64,
        isSealIntact: Bool = true
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.type = type
        self.actor = actor
        self.command = command
        self.text = text
        self.tags = tags
        self.external = external
        self.customer = customer
        self.digest = digest
        self.isSealIntact = isSealIntact
    }
}

/// What events of care teams say besides.
package struct LogFacts: Sendable, Hashable {
    /// Of the actor.
    package var kind: String?
    /// Whom it is given to, or was taken from.
    package var agent: String?
    package var reply: String?
    package var seen: Int64?
    /// Whether a supervisor did what capacity would not allow.
    package var isOverride = false
    /// How much an agent may hold; nil for no limit.
    package var capacity: Int64?
    /// The stream of the ticket that this one becomes a part of.
    package var into: String?

    package init(
        kind: String? = nil, agent: String? = nil, reply: String? = nil, seen: Int64? = nil, isOverride: Bool = false,
        capacity: Int64? = nil
    ) {
        self.kind = kind
        self.agent = agent
        self.reply = reply
        self.seen = seen
        self.isOverride = isOverride
        self.capacity = capacity
    }

    /// Whether nobody asked for it: a rule or the clock did it.
    package var isByItself: Bool { kind == "rule" || kind == "clock" }
}

/// A ticket as the live views have it.
package struct QueueRow: Sendable, Hashable {
    /// Its stream.
    package var ticket: String
    /// `unassigned`, `assigned`, `pending`, `snoozed`, `resolved` or `spam`.
    package var queue: String
    package var assignee: String?

    package init(ticket: String, queue: String, assignee: String?) {
        self.ticket = ticket
        self.queue = queue
        self.assignee = assignee
    }
}

/// What the table of commands says of one.
package struct CommandRow: Sendable, Hashable {
    package var command: String
    package var first: Int64
    package var last: Int64

    package init(command: String, first: Int64, last: Int64) {
        self.command = command
        self.first = first
        self.last = last
    }
}

/// One table of the projections: the live rows, and those of a fresh replay, as texts.
package struct ProjectionTable: Sendable {
    package var name: String
    package var live: [String]
    package var replayed: [String]

    package init(name: String, live: [String], replayed: [String]) {
        self.name = name
        self.live = live
        self.replayed = replayed
    }
}

extension UInt64 {
    /// A digest of bytes, equal in every process. **Source**: FNV-1a, 64 bits.
    package init(digestOf bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
