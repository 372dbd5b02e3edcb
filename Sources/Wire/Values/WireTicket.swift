package import JSON

/// Where a ticket stands.
package enum WireTicketState: String, Sendable, CaseIterable {
    /// The customer waits for us.
    case open
    /// We wait for the customer.
    case pending
    /// Put off until a time.
    case snoozed
    /// Done, until somebody reopens it or the customer writes again.
    case resolved
}

/// A customer, named where one is referred to. Handle and name are missing once erased.
package struct WireCustomer: WireValue {
    /// Of the customer.
    package var id: String
    /// On the channel of the ticket.
    package var handle: String?
    /// As last seen.
    package var name: String?
    /// True if the personal data were destroyed.
    package var erased: Bool?

    package init(id: String, handle: String? = nil, name: String? = nil, erased: Bool? = nil) {
        self.id = id
        self.handle = handle
        self.name = name
        self.erased = erased
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        id = try object.id("id")
        handle = try object.optionalString("handle")
        name = try object.optionalString("name")
        erased = try object.optionalBool("erased")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member(ifPresent: "handle", handle)
        writer.member(ifPresent: "name", name)
        writer.member(ifPresent: "erased", erased)
        writer.endObject()
    }
}

/// A ticket as lists and pages show it.
package struct WireTicket: WireValue {
    /// Of the ticket.
    package var id: String
    /// Whose conversation it is.
    package var customer: WireCustomer
    /// Where, as `kind:account`.
    package var channel: String
    /// Where it stands.
    package var state: WireTicketState
    /// Who has it.
    package var assignee: WireAgent?
    /// Which team it is queued for.
    package var team: String?
    /// In order of their bytes.
    package var tags: [String]
    /// When it was first opened.
    package var openedAt: WireTime
    /// When anything last happened on it.
    package var lastAt: WireTime
    /// Since when the customer has been waiting for an answer.
    package var waitingSince: WireTime?
    /// When it comes back.
    package var snoozedUntil: WireTime?
    /// The beginning of the last text.
    package var preview: String?
    /// Of its stream.
    package var version: Int64
    /// Of its last event in the log.
    package var position: Int64
    /// The language of what opened it.
    package var language: String?
    /// Ids of the agents who are told when the customer writes; nil if nobody is.
    package var followers: [String]?
    /// True if it is kept apart as spam.
    package var spam: Bool?
    /// How urgent it is; nil for normal.
    package var priority: WirePriority?
    /// What it is about and what came of it.
    package var cause: String?
    package var outcome: String?
    package var product: String?
    /// Of which ticket it is a part, which stands for it in every list.
    package var mergedInto: String?
    /// What was merged into it, and not what was merged into those; nil if nothing was.
    package var parts: [String]?
    /// The problem that it is of.
    package var problem: String?

    package init(
        id: String, customer: WireCustomer, channel: String, state: WireTicketState, assignee: WireAgent? = nil,
        team: String? = nil, tags: [String], openedAt: WireTime, lastAt: WireTime, waitingSince: WireTime? = nil,
        snoozedUntil: WireTime? = nil, preview: String? = nil, version: Int64, position: Int64, language: String? = nil,
        followers: [String]? = nil, spam: Bool? = nil, priority: WirePriority? = nil, mergedInto: String? = nil,
        parts: [String]? = nil
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.state = state
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
        self.spam = spam
        self.priority = priority
        self.mergedInto = mergedInto
        self.parts = parts
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        id = try object.id("id")
        customer = try object.decode("customer")
        channel = try object.string("channel")
        state = try object.choice("state")
        assignee = try object.decodeIfPresent("assignee")
        team = try object.optionalID("team")
        tags = try object.strings("tags")
        openedAt = try object.decode("openedAt")
        lastAt = try object.decode("lastAt")
        waitingSince = try object.decodeIfPresent("waitingSince")
        snoozedUntil = try object.decodeIfPresent("snoozedUntil")
        preview = try object.optionalString("preview")
        version = try object.count("version")
        position = try object.position("position")
        language = try object.optionalString("language")
        followers = try object.ids("followers", countMax: .max)
        spam = try object.optionalBool("spam")
        priority = try object.optionalString("priority").flatMap { WirePriority(rawValue: $0) }
        cause = try object.optionalString("cause")
        outcome = try object.optionalString("outcome")
        product = try object.optionalString("product")
        mergedInto = try object.optionalID("mergedInto")
        parts = try object.ids("parts", countMax: .max)
        problem = try object.optionalID("problem")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("customer", customer)
        writer.member("channel", channel)
        writer.member("state", state.rawValue)
        writer.member(ifPresent: "assignee", assignee)
        writer.member(ifPresent: "team", team)
        writer.member("tags", tags)
        writer.member("openedAt", openedAt)
        writer.member("lastAt", lastAt)
        writer.member(ifPresent: "waitingSince", waitingSince)
        writer.member(ifPresent: "snoozedUntil", snoozedUntil)
        writer.member(ifPresent: "preview", preview)
        writer.member("version", version)
        writer.member("position", position)
        writer.member(ifPresent: "language", language)
        writer.member(ifPresent: "followers", followers)
        writer.member(ifPresent: "spam", spam)
        writer.member(ifPresent: "priority", priority?.rawValue)
        writer.member(ifPresent: "cause", cause)
        writer.member(ifPresent: "outcome", outcome)
        writer.member(ifPresent: "product", product)
        writer.member(ifPresent: "mergedInto", mergedInto)
        writer.member(ifPresent: "parts", parts)
        writer.member(ifPresent: "problem", problem)
        writer.endObject()
    }
}
