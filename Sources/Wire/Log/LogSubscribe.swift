package import JSON

/// Which events to send; those left out are still covered by the ranges. Several criteria must all hold.
package struct LogFilter: WireValue {
    /// Only events of this ticket.
    package var ticket: String?
    /// Only events about this customer.
    package var customer: String?
    /// Only events of these types, such as `message.received`.
    package var types: [String]?
    /// If true, only events that ask connectors to send something, together with what that is.
    package var outbox: Bool?
    /// Of the outbox only what goes to these.
    package var channels: [String]?

    package init(
        ticket: String? = nil, customer: String? = nil, types: [String]? = nil, outbox: Bool? = nil,
        channels: [String]? = nil
    ) {
        self.ticket = ticket
        self.customer = customer
        self.types = types
        self.outbox = outbox
        self.channels = channels
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        ticket = try object.optionalID("ticket")
        customer = try object.optionalID("customer")
        types = try object.optionalStrings(
            "types", countMax: Limits.filterTypesMax, utf8Max: Limits.eventTypeBytesMax, utf8Min: 1)
        outbox = try object.optionalBool("outbox")
        channels = try object.optionalChannels("channels")
        guard channels == nil || outbox == true else {
            throw json.error(.invalid, "channels are for those who follow the outbox")
        }
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "ticket", ticket)
        writer.member(ifPresent: "customer", customer)
        writer.member(ifPresent: "types", types)
        writer.member(ifPresent: "outbox", outbox)
        writer.member(ifPresent: "channels", channels)
        writer.endObject()
    }
}

/// Follow the log from a position on. Nothing is sent without credit, and nothing is kept: the log is the buffer.
package struct LogSubscribe: WireRequest {
    package static let method = Method.logSubscribe
    package typealias Response = LogSubscribeResult

    /// Events with greater positions; -1 for all; to resume, the last `upTo`.
    package var after: Int64
    /// All events if nil.
    package var filter: LogFilter?
    /// How many events may be sent.
    package var credit: Int

    package init(after: Int64, filter: LogFilter? = nil, credit: Int) {
        self.after = after
        self.filter = filter
        self.credit = credit
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        after = try object.position("after")
        filter = try object.decodeIfPresent("filter")
        credit = try object.int("credit", in: Limits.creditEvents)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("after", after)
        writer.member(ifPresent: "filter", filter)
        writer.member("credit", credit)
        writer.endObject()
    }
}

/// The subscription runs.
package struct LogSubscribeResult: WireValue {
    /// Names the subscription within its session.
    package var subscription: String

    package init(subscription: String) {
        self.subscription = subscription
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        subscription = try object.id("subscription")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("subscription", subscription)
        writer.endObject()
    }
}
