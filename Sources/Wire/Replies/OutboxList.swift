package import JSON

/// How far a reply has come on its way to the customer.
package enum WireDelivery: String, Sendable, CaseIterable {
    /// It is to be sent.
    case requested
    /// A connector has it.
    case attempted
    /// Nobody can tell whether the channel has it.
    case unknown
    /// The channel has it.
    case sent
    /// The channel refused it.
    case failed
    /// The customer has it.
    case delivered
    /// The customer has read it.
    case read
}

/// A page of the replies that are not with their channels, the oldest first.
package struct OutboxList: WireRequest {
    package static let method = Method.outboxList
    package typealias Response = OutboxPage

    /// Only these.
    package var channels: [String]?
    /// Only what has come just so far; in the outbox is what is requested, attempted, failed or unknown.
    package var delivery: WireDelivery?
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(
        channels: [String]? = nil, delivery: WireDelivery? = nil, limit: Int? = nil, cursor: String? = nil,
        atLeast: Int64? = nil
    ) {
        self.channels = channels
        self.delivery = delivery
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        channels = try object.optionalChannels("channels")
        delivery = try object.optionalChoice("delivery")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "channels", channels)
        writer.member(ifPresent: "delivery", delivery?.rawValue)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Replies by key: one that gets through meanwhile does not make others appear twice or vanish.
package struct OutboxPage: WireValue {
    /// At most `limit`.
    package var items: [WireOutboxItem]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes: whoever follows the outbox after it misses nothing.
    package var asOf: Int64

    package init(items: [WireOutboxItem], next: String? = nil, asOf: Int64) {
        self.items = items
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        items = try object.decodeArray("items")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("items", items)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// Something to be sent, with all that is needed for that.
package struct WireOutboxItem: WireValue {
    package var reply: String
    /// With `reply` the key under which it goes out: a retry is another.
    package var attempt: Int
    package var ticket: String
    /// Where it goes, as `kind:account`.
    package var channel: String
    package var delivery: WireDelivery
    /// The connector that took it.
    package var taker: WireAgent?
    /// Whether the channel does once what is sent twice under one key, as the workspace's settings have it; true or nil.
    package var isIdempotent: Bool?
    /// Whom it is for.
    package var to: WireCustomer
    /// What the channel calls the customer's last message before it that they have not taken back.
    package var inReplyTo: String?
    /// What to say; missing if it was erased.
    package var text: String?
    /// Of the event that says so.
    package var position: Int64
    package var at: WireTime

    package init(
        reply: String, attempt: Int, ticket: String, channel: String, delivery: WireDelivery, taker: WireAgent? = nil,
        isIdempotent: Bool? = nil, to: WireCustomer, inReplyTo: String? = nil, text: String? = nil, position: Int64,
        at: WireTime
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

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        reply = try object.id("reply")
        attempt = try object.int("attempt")
        ticket = try object.id("ticket")
        channel = try object.string("channel")
        delivery = try object.choice("delivery")
        taker = try object.decodeIfPresent("taker")
        isIdempotent = try object.optionalBool("idempotent")
        to = try object.decode("to")
        inReplyTo = try object.optionalString("inReplyTo")
        text = try object.optionalString("text")
        position = try object.position("position")
        at = try object.decode("at")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("reply", reply)
        writer.member("attempt", attempt)
        writer.member("ticket", ticket)
        writer.member("channel", channel)
        writer.member("delivery", delivery.rawValue)
        writer.member(ifPresent: "taker", taker)
        writer.member(ifPresent: "idempotent", isIdempotent)
        writer.member("to", to)
        writer.member(ifPresent: "inReplyTo", inReplyTo)
        writer.member(ifPresent: "text", text)
        writer.member("position", position)
        writer.member("at", at)
        writer.endObject()
    }
}
