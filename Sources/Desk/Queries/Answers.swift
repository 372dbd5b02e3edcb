package import Identity
internal import Synchronization
package import Ticketing

/// An agent or author by name; nil where it was erased or is none.
package struct PersonName: Hashable, Sendable {
    package let id: AgentID
    package let name: String?

    package init(id: AgentID, name: String?) {
        self.id = id
        self.name = name
    }
}

/// A customer by what they are called on their network.
package struct CustomerName: Hashable, Sendable {
    package let id: CustomerID
    package let handle: String?
    package let name: String?
    /// Their key is destroyed: nobody can say who they were.
    package let isErased: Bool

    package init(id: CustomerID, handle: String?, name: String?, isErased: Bool) {
        self.id = id
        self.handle = handle
        self.name = name
        self.isErased = isErased
    }
}

/// A ticket as an inbox shows it. A class, because a page of them is handed through many hands and each copy would hold every
/// part of it anew.
package final class TicketSummary: Hashable, Sendable {
    package let id: TicketID
    package let customer: CustomerName
    package let channel: ChannelID
    package let status: TicketStatus
    package let assignee: PersonName?
    package let team: TeamID?
    package let tags: [Tag]
    package let openedAt: Instant
    package let lastAt: Instant
    package let waitingSince: Instant?
    package let snoozedUntil: Instant?
    /// The beginning of what was said last, on one line.
    package let preview: String?
    package let version: StreamVersion
    package let position: LogPosition
    /// The language of what opened it; nil if nobody said.
    package let language: Language?
    /// Who wants to know when the customer writes.
    package let followers: [AgentID]
    /// Whether it is kept apart.
    package let isSpam: Bool
    package let priority: TicketPriority
    package let classes: TicketClasses
    /// Of which ticket it is a part; nil if of none.
    package let mergedInto: TicketID?
    /// What was merged into it.
    package let parts: [TicketID]
    package let problem: ProblemID?
    /// Part of no comparison.
    package let writing = Writing()

    package init(
        id: TicketID, customer: CustomerName, channel: ChannelID, status: TicketStatus, assignee: PersonName?,
        team: TeamID?, tags: [Tag], openedAt: Instant, lastAt: Instant, waitingSince: Instant?, snoozedUntil: Instant?,
        preview: String?, version: StreamVersion, position: LogPosition, language: Language? = nil,
        followers: [AgentID] = [], isSpam: Bool = false, priority: TicketPriority = .normal,
        classes: TicketClasses = TicketClasses(),
        mergedInto: TicketID? = nil, parts: [TicketID] = [], problem: ProblemID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.status = status
        self.assignee = assignee
        self.team = team
        self.tags = tags
        self.openedAt = openedAt
        self.lastAt = lastAt
        self.waitingSince = waitingSince
        self.snoozedUntil = snoozedUntil
        self.preview = preview
        self.version = version
        self.position = position
        self.language = language
        self.followers = followers
        self.isSpam = isSpam
        self.priority = priority
        self.classes = classes
        self.mergedInto = mergedInto
        self.parts = parts
        self.problem = problem
    }

    package static func == (left: TicketSummary, right: TicketSummary) -> Bool {
        left === right
            || left.id == right.id && left.customer == right.customer && left.channel == right.channel
                && left.status == right.status && left.assignee == right.assignee && left.team == right.team
                && left.tags == right.tags && left.openedAt == right.openedAt && left.lastAt == right.lastAt
                && left.waitingSince == right.waitingSince && left.snoozedUntil == right.snoozedUntil
                && left.preview == right.preview && left.version == right.version && left.position == right.position
                && left.language == right.language && left.followers == right.followers
                && left.isSpam == right.isSpam && left.priority == right.priority
                && left.classes == right.classes && left.problem == right.problem
                && left.mergedInto == right.mergedInto && left.parts == right.parts
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(position)
    }
}

/// Room for the bytes that something shown is written as, for whoever writes the same again. They live no longer than it.
package final class Writing: Hashable, Sendable {
    private let written = Mutex<[UInt8]?>(nil)

    /// The bytes; made the first time.
    package func bytes(_ make: () -> [UInt8]) -> [UInt8] {
        if let bytes = written.withLock({ $0 }) { return bytes }
        let bytes = make()
        written.withLock { $0 = bytes }
        return bytes
    }

    package static func == (left: Writing, right: Writing) -> Bool { true }

    package func hash(into hasher: inout Hasher) {}
}

/// Some tickets, where the next ones begin, and of which moment.
package struct InboxAnswer: Hashable, Sendable {
    package let tickets: [TicketSummary]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition

    package init(tickets: [TicketSummary], next: String?, asOf: LogPosition) {
        self.tickets = tickets
        self.next = next
        self.asOf = asOf
    }
}

/// One event in a ticket or in a customer's history, with what may be opened of it.
package struct ThreadItem: Hashable, Sendable {
    /// The event as the log has it.
    package let recorded: RecordedEvent
    /// The type's name, such as `message.received`.
    package let type: String
    package let channel: ChannelID?
    /// Who did it: of a message the customer, of a recorded reply its author, else the actor.
    package let by: Speaker
    /// What was sealed; nil if nothing was or if it is erased.
    package let personal: Personal?
    package let isErased: Bool
    /// The agent that an assignment names.
    package let agent: PersonName?
    /// What became of a message; nil if it is as it was.
    package let revision: Revision?

    /// What can become of a message.
    package enum Revision: Hashable, Sendable {
        case edited, withdrawn
    }

    package init(
        recorded: RecordedEvent, type: String, channel: ChannelID?, by: Speaker, personal: Personal?, isErased: Bool,
        agent: PersonName?, revision: Revision? = nil
    ) {
        self.recorded = recorded
        self.type = type
        self.channel = channel
        self.by = by
        self.personal = personal
        self.isErased = isErased
        self.agent = agent
        self.revision = revision
    }
}

/// Whoever said or did something.
package struct Speaker: Hashable, Sendable {
    package let id: UniqueID
    /// `customer`, or the kind of agent.
    package let kind: String
    package let name: String?

    package init(id: UniqueID, kind: String, name: String?) {
        self.id = id
        self.kind = kind
        self.name = name
    }
}

/// A ticket and everything that happened on it, in order.
package struct TicketAnswer: Hashable, Sendable {
    package let ticket: TicketSummary
    package let items: [ThreadItem]
    package let asOf: LogPosition

    package init(ticket: TicketSummary, items: [ThreadItem], asOf: LogPosition) {
        self.ticket = ticket
        self.items = items
        self.asOf = asOf
    }
}

/// A part of a customer's history over all channels, newest first.
package struct TimelineAnswer: Hashable, Sendable {
    package let items: [ThreadItem]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition

    package init(items: [ThreadItem], next: String?, asOf: LogPosition) {
        self.items = items
        self.next = next
        self.asOf = asOf
    }
}

/// An event as auditors and subscribers get it.
package struct LogEvent: Hashable, Sendable {
    package let position: LogPosition
    /// The bytes that are hashed and exported: one line of JSON.
    package let entry: [UInt8]
    /// What was sealed, as `PersonalCodec` wrote it: a JSON object; nil if nothing was or if it is erased.
    package let personal: [UInt8]?
    /// What is to be sent because of it, for those who follow the outbox.
    package let outbox: OutboxItem?

    package init(position: LogPosition, entry: [UInt8], personal: [UInt8]?, outbox: OutboxItem? = nil) {
        self.position = position
        self.entry = entry
        self.personal = personal
        self.outbox = outbox
    }
}

/// A stretch of the log: everything in `(after, upTo]` that passes the filter, which may be nothing.
package struct LogStretch: Hashable, Sendable {
    package let after: LogPosition
    package let upTo: LogPosition
    package let events: [LogEvent]
    /// The last position that exists, as far as is known.
    package let head: LogPosition

    package init(after: LogPosition, upTo: LogPosition, events: [LogEvent], head: LogPosition) {
        self.after = after
        self.upTo = upTo
        self.events = events
        self.head = head
    }
}

/// What of the log somebody wants to see; empty means everything.
package struct FeedFilter: Hashable, Sendable {
    package let ticket: TicketID?
    package let customer: CustomerID?
    /// Names of types, such as `message.received`; nil means all.
    package let types: Set<String>?
    /// Only what asks connectors to send something, together with what that is.
    package let isOutbox: Bool
    /// Of the outbox only what goes to these; nil means all.
    package let channels: Set<ChannelID>?

    package init(
        ticket: TicketID? = nil, customer: CustomerID? = nil, types: Set<String>? = nil, isOutbox: Bool = false,
        channels: Set<ChannelID>? = nil
    ) {
        self.ticket = ticket
        self.customer = customer
        self.types = types
        self.isOutbox = isOutbox
        self.channels = channels
    }

    /// Lets everything pass.
    package static let everything = FeedFilter()
}
