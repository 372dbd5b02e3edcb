package import Identity
package import Ticketing

/// Something that a connector is to send, with all that it needs for that.
package struct OutboxItem: Hashable, Sendable {
    package let reply: ReplyID
    /// With the reply's id the key under which it goes out: a retry is another.
    package let attempt: Int
    package let ticket: TicketID
    package let channel: ChannelID
    /// How far it has come.
    package let delivery: Delivery
    /// The connector that took it; nil if none did or said so.
    package let taker: PersonName?
    /// Whether the settings say that the channel does once what is sent twice under one key.
    package let isIdempotent: Bool
    package let to: CustomerName
    /// The network's own id of the customer's last message before it that they have not taken back.
    package let inReplyTo: String?
    /// What to say; nil if it is erased.
    package let text: String?
    /// Where the event stands that says so.
    package let position: LogPosition
    package let at: Instant

    package init(
        reply: ReplyID, attempt: Int, ticket: TicketID, channel: ChannelID, delivery: Delivery, taker: PersonName?,
        isIdempotent: Bool, to: CustomerName, inReplyTo: String?, text: String?, position: LogPosition, at: Instant
    ) {
        self.reply = reply
        self.attempt = attempt
        self.ticket = ticket
        self.channel = channel
        self.delivery = delivery
        self.taker = taker
        self.isIdempotent = isIdempotent
        self.to = to
        self.inReplyTo = inReplyTo
        self.text = text
        self.position = position
        self.at = at
    }
}

/// What part of the outbox a client wants to see.
package struct OutboxRequest: Hashable, Sendable {
    /// None means all.
    package var channels: [ChannelID]
    package var delivery: Delivery?
    /// **Range**: 1 to 200.
    package var limit: Int
    /// As the page before gave it; nil for the first page.
    package var cursor: String?

    package init(channels: [ChannelID] = [], delivery: Delivery? = nil, limit: Int = 50, cursor: String? = nil) {
        self.channels = channels
        self.delivery = delivery
        self.limit = limit
        self.cursor = cursor
    }
}

/// Replies that are not with their networks, the oldest first, where the next ones begin, and of which moment.
package struct OutboxAnswer: Hashable, Sendable {
    package let items: [OutboxItem]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition

    package init(items: [OutboxItem], next: String?, asOf: LogPosition) {
        self.items = items
        self.next = next
        self.asOf = asOf
    }
}
