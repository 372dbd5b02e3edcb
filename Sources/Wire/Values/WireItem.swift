package import JSON

/// One thing that happened to a ticket or a customer. Which of the optional members there are depends on `type`.
///
/// Clients show types they do not know by their name, and ignore members they do not know.
package struct WireItem: WireValue {
    /// Of the event in the log.
    package var position: Int64
    /// When it was recorded.
    package var at: WireTime
    /// When it happened on the channel, if that is known to differ.
    package var occurredAt: WireTime?
    /// Of the event, such as `message.received`.
    package var type: String
    /// Which ticket it belongs to; always there on a timeline's ticket items.
    package var ticket: String?
    /// Where, as `kind:account`.
    package var channel: String?
    /// Who did it.
    package var by: WireActor
    /// What was said; missing if nothing was, or if it was erased.
    package var text: String?
    /// Of a message from the customer.
    package var message: String?
    /// Of a reply to the customer.
    package var reply: String?
    /// Of an internal note.
    package var note: String?
    /// Of the channel's own thread, where it has such.
    package var thread: String?
    /// Whom a ticket was given to.
    package var agent: WireAgent?
    /// Which team a ticket was given to.
    package var team: String?
    /// Added or removed.
    package var tags: [String]?
    /// When a snoozed ticket comes back.
    package var until: WireTime?
    /// What the channel calls the message or reply.
    package var externalID: String?
    /// What the channel calls the one it answers.
    package var inReplyTo: String?
    /// Of a reply: `sent`, `draft`, `rejected`, `lapsed`, `delivered`, `failed`; of a ticket: its new state.
    package var state: String?
    /// Of a reply that is on its way: `requested`, `attempted`, `sent`, `delivered`, `read`, `failed` or `unknown`.
    package var delivery: String?
    /// Which time it was to be sent, from 1.
    package var attempt: Int?
    /// Why, such as why a reply failed.
    package var reason: String?
    /// Agents a note calls in.
    package var mentions: [String]?
    /// True if there was a text and it was destroyed.
    package var erased: Bool?
    /// Of a message: what it says now is not what it said first.
    package var edited: Bool?
    /// Of a message: the customer took it back.
    package var withdrawn: Bool?
    /// Of a message: in which way it came.
    package var kind: WireMessageKind?
    /// Of a message: whether everybody can read it.
    package var isPublic: Bool?
    /// Of a message, or of what opened a ticket.
    package var language: String?
    /// What came with a message.
    package var attachments: [WireAttachment]?
    /// What somebody did instead of writing.
    package var signal: WireSignal?
    /// How that is meant.
    package var tone: WireTone?
    /// With which they reacted.
    package var emoji: String?
    /// How urgent a ticket is from here on.
    package var priority: WirePriority?
    /// What it is about and what came of it.
    package var cause: String?
    package var outcome: String?
    package var product: String?
    /// Another customer: into or from whom this one was merged, or who was merged into this one.
    package var customer: String?
    /// Of an identity: the kind of the channels on which it is the customer's.
    package var network: String?
    /// Of an identity: by which they are known there.
    package var handle: String?
    /// Of feedback: how many points, of `scale`.
    package var score: Int?
    /// How many points the best is.
    package var scale: Int?
    /// Where a customer is asked to go on: a channel, or only its kind; `reason` says why.
    package var to: String?
    /// Why, in words for colleagues.
    package var words: String?
    /// Of a reply: what of what was prepared it is made of.
    package var material: WireMaterial?
    /// The ticket that this one was merged with, or is merged with no more, or was split from or into.
    package var other: String?
    /// The problem that it is of.
    package var problem: String?

    package init(
        position: Int64, at: WireTime, occurredAt: WireTime? = nil, type: String, ticket: String? = nil,
        channel: String? = nil, by: WireActor, text: String? = nil, message: String? = nil, reply: String? = nil,
        note: String? = nil, thread: String? = nil, agent: WireAgent? = nil, team: String? = nil,
        tags: [String]? = nil, until: WireTime? = nil, externalID: String? = nil, inReplyTo: String? = nil,
        state: String? = nil, delivery: String? = nil, attempt: Int? = nil, reason: String? = nil,
        mentions: [String]? = nil, erased: Bool? = nil
    ) {
        self.position = position
        self.at = at
        self.occurredAt = occurredAt
        self.type = type
        self.ticket = ticket
        self.channel = channel
        self.by = by
        self.text = text
        self.message = message
        self.reply = reply
        self.note = note
        self.thread = thread
        self.agent = agent
        self.team = team
        self.tags = tags
        self.until = until
        self.externalID = externalID
        self.inReplyTo = inReplyTo
        self.state = state
        self.delivery = delivery
        self.attempt = attempt
        self.reason = reason
        self.mentions = mentions
        self.erased = erased
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        at = try object.decode("at")
        occurredAt = try object.decodeIfPresent("occurredAt")
        type = try object.string("type")
        ticket = try object.optionalID("ticket")
        channel = try object.optionalString("channel")
        by = try object.decode("by")
        text = try object.optionalString("text")
        message = try object.optionalID("message")
        reply = try object.optionalID("reply")
        note = try object.optionalID("note")
        thread = try object.optionalID("thread")
        agent = try object.decodeIfPresent("agent")
        team = try object.optionalID("team")
        tags = try object.optionalStrings("tags")
        until = try object.decodeIfPresent("until")
        externalID = try object.optionalString("externalId")
        inReplyTo = try object.optionalString("inReplyTo")
        state = try object.optionalString("state")
        delivery = try object.optionalString("delivery")
        attempt = try object.optionalInt("attempt")
        reason = try object.optionalString("reason")
        mentions = try object.ids("mentions", countMax: Limits.mentionsMax)
        erased = try object.optionalBool("erased")
        edited = try object.optionalBool("edited")
        withdrawn = try object.optionalBool("withdrawn")
        kind = try object.optionalString("kind").flatMap { WireMessageKind(rawValue: $0) }
        isPublic = try object.optionalBool("public")
        language = try object.optionalString("language")
        if let elements = try object.optionalArray("attachments") {
            var read: [WireAttachment] = []
            for element in elements { read.append(try WireAttachment(json: element)) }
            attachments = read
        }
        signal = try object.optionalString("signal").flatMap { WireSignal(rawValue: $0) }
        tone = try object.optionalString("tone").flatMap { WireTone(rawValue: $0) }
        emoji = try object.optionalString("emoji")
        priority = try object.optionalString("priority").flatMap { WirePriority(rawValue: $0) }
        cause = try object.optionalString("cause")
        outcome = try object.optionalString("outcome")
        product = try object.optionalString("product")
        customer = try object.optionalID("customer")
        network = try object.optionalString("network")
        handle = try object.optionalString("handle")
        score = try object.optionalInt("score")
        scale = try object.optionalInt("scale")
        to = try object.optionalString("to")
        words = try object.optionalString("words")
        material = try object.decodeIfPresent("material")
        other = try object.optionalID("other")
        problem = try object.optionalID("problem")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("at", at)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.member("type", type)
        writer.member(ifPresent: "ticket", ticket)
        writer.member(ifPresent: "channel", channel)
        writer.member("by", by)
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "message", message)
        writer.member(ifPresent: "reply", reply)
        writer.member(ifPresent: "note", note)
        writer.member(ifPresent: "thread", thread)
        writer.member(ifPresent: "agent", agent)
        writer.member(ifPresent: "team", team)
        writer.member(ifPresent: "tags", tags)
        writer.member(ifPresent: "until", until)
        writer.member(ifPresent: "externalId", externalID)
        writer.member(ifPresent: "inReplyTo", inReplyTo)
        writer.member(ifPresent: "state", state)
        writer.member(ifPresent: "delivery", delivery)
        writer.member(ifPresent: "attempt", attempt)
        writer.member(ifPresent: "reason", reason)
        writer.member(ifPresent: "mentions", mentions)
        writer.member(ifPresent: "erased", erased)
        writer.member(ifPresent: "edited", edited)
        writer.member(ifPresent: "withdrawn", withdrawn)
        writer.member(ifPresent: "kind", kind?.rawValue)
        writer.member(ifPresent: "public", isPublic)
        writer.member(ifPresent: "language", language)
        if let attachments { writer.member("attachments", attachments) }
        writer.member(ifPresent: "signal", signal?.rawValue)
        writer.member(ifPresent: "tone", tone?.rawValue)
        writer.member(ifPresent: "emoji", emoji)
        writer.member(ifPresent: "priority", priority?.rawValue)
        writer.member(ifPresent: "cause", cause)
        writer.member(ifPresent: "outcome", outcome)
        writer.member(ifPresent: "product", product)
        writer.member(ifPresent: "customer", customer)
        writer.member(ifPresent: "network", network)
        writer.member(ifPresent: "handle", handle)
        writer.member(ifPresent: "score", score)
        writer.member(ifPresent: "scale", scale)
        writer.member(ifPresent: "to", to)
        writer.member(ifPresent: "words", words)
        writer.member(ifPresent: "material", material)
        writer.member(ifPresent: "other", other)
        writer.member(ifPresent: "problem", problem)
        writer.endObject()
    }
}
