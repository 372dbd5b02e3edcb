package import JSON

/// Who a customer is, with all that they are one person with.
package struct CustomerGet: WireRequest {
    package static let method = Method.customerGet
    package typealias Response = CustomerGetResult

    /// Any of the customers that they are.
    package var customer: String
    /// How many tickets at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(customer: String, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil) {
        self.customer = customer
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        customer = try object.id("customer")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("customer", customer)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Somebody, over all customers that they are.
package struct CustomerGetResult: WireValue {
    /// The customer into whom all others were merged, by whatever way.
    package var root: String
    /// All of them, in the order in which they became known.
    package var customers: [WireMember]
    /// Over all of them.
    package var counts: WireCustomerCounts
    /// How content they are, by all that they said of it; nil if they said nothing.
    package var satisfaction: WireSatisfaction?
    /// Who has or had tickets of theirs; who had to do with them last comes first. At most 10.
    package var knows: [WireAcquaintance]
    /// The newest first.
    package var tickets: [WireTicket]
    /// Cursor of the next page of tickets; nil on the last.
    package var next: String?
    /// The last position the answer includes.
    package var asOf: Int64

    package init(
        root: String, customers: [WireMember], counts: WireCustomerCounts, satisfaction: WireSatisfaction? = nil,
        knows: [WireAcquaintance], tickets: [WireTicket], next: String? = nil, asOf: Int64
    ) {
        self.root = root
        self.customers = customers
        self.counts = counts
        self.satisfaction = satisfaction
        self.knows = knows
        self.tickets = tickets
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        root = try object.id("root")
        customers = try object.decodeArray("customers")
        counts = try object.decode("counts")
        satisfaction = try object.decodeIfPresent("satisfaction")
        knows = try object.decodeArray("knows")
        tickets = try object.decodeArray("tickets")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("root", root)
        writer.member("customers", customers)
        writer.member("counts", counts)
        writer.member(ifPresent: "satisfaction", satisfaction)
        writer.member("knows", knows)
        writer.member("tickets", tickets)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// One of the customers that are one person.
package struct WireMember: WireValue {
    /// Of the customer.
    package var id: String
    /// As first known.
    package var name: String?
    /// True if the personal data were destroyed.
    package var erased: Bool?
    /// Into whom they were merged; nil of the root.
    package var into: String?
    /// True if what they write is kept apart.
    package var blocked: Bool?
    /// The first is the one by which they became known.
    package var identities: [WireIdentity]
    /// How many they have, spam included.
    package var tickets: Int64
    /// How many they wrote, spam included.
    package var messages: Int64
    /// When they last wrote, or first became known.
    package var lastAt: WireTime

    package init(
        id: String, name: String? = nil, erased: Bool? = nil, into: String? = nil, blocked: Bool? = nil,
        identities: [WireIdentity], tickets: Int64, messages: Int64, lastAt: WireTime
    ) {
        self.id = id
        self.name = name
        self.erased = erased
        self.into = into
        self.blocked = blocked
        self.identities = identities
        self.tickets = tickets
        self.messages = messages
        self.lastAt = lastAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        id = try object.id("id")
        name = try object.optionalString("name")
        erased = try object.optionalBool("erased")
        into = try object.optionalID("into")
        blocked = try object.optionalBool("blocked")
        identities = try object.decodeArray("identities")
        tickets = try object.count("tickets")
        messages = try object.count("messages")
        lastAt = try object.decode("lastAt")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member(ifPresent: "name", name)
        writer.member(ifPresent: "erased", erased)
        writer.member(ifPresent: "into", into)
        writer.member(ifPresent: "blocked", blocked)
        writer.member("identities", identities)
        writer.member("tickets", tickets)
        writer.member("messages", messages)
        writer.member("lastAt", lastAt)
        writer.endObject()
    }
}

/// By what somebody is known on a network.
package struct WireIdentity: WireValue {
    /// The kind of the channels on which it is theirs.
    package var network: String
    /// Missing once erased.
    package var handle: String?
    /// Since when it is theirs.
    package var since: WireTime

    package init(network: String, handle: String? = nil, since: WireTime) {
        self.network = network
        self.handle = handle
        self.since = since
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        network = try object.string("network")
        handle = try object.optionalString("handle")
        since = try object.decode("since")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("network", network)
        writer.member(ifPresent: "handle", handle)
        writer.member("since", since)
        writer.endObject()
    }
}

/// How much there is of somebody; what is kept apart as spam counts as such alone.
package struct WireCustomerCounts: WireValue {
    /// Tickets.
    package var tickets: Int64
    /// Those that are not resolved.
    package var unresolved: Int64
    /// Of theirs.
    package var messages: Int64
    /// To them.
    package var replies: Int64
    /// About them.
    package var notes: Int64
    /// Tickets that are kept apart.
    package var spam: Int64

    package init(
        tickets: Int64, unresolved: Int64, messages: Int64, replies: Int64, notes: Int64, spam: Int64
    ) {
        self.tickets = tickets
        self.unresolved = unresolved
        self.messages = messages
        self.replies = replies
        self.notes = notes
        self.spam = spam
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        tickets = try object.count("tickets")
        unresolved = try object.count("unresolved")
        messages = try object.count("messages")
        replies = try object.count("replies")
        notes = try object.count("notes")
        spam = try object.count("spam")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("tickets", tickets)
        writer.member("unresolved", unresolved)
        writer.member("messages", messages)
        writer.member("replies", replies)
        writer.member("notes", notes)
        writer.member("spam", spam)
        writer.endObject()
    }
}

/// Somebody who has or had tickets of a customer's.
package struct WireAcquaintance: WireValue {
    /// Who.
    package var agent: WireAgent
    /// How many.
    package var tickets: Int64
    /// Of the last event on one of them.
    package var position: Int64

    package init(agent: WireAgent, tickets: Int64, position: Int64) {
        self.agent = agent
        self.tickets = tickets
        self.position = position
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        agent = try object.decode("agent")
        tickets = try object.count("tickets")
        position = try object.position("position")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("agent", agent)
        writer.member("tickets", tickets)
        writer.member("position", position)
        writer.endObject()
    }
}
