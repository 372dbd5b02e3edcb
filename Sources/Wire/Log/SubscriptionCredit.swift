package import JSON

/// Lets the server send more. What is outstanding may not pass the limit: `credit_exceeded`.
package struct SubscriptionCredit: WireRequest {
    package static let method = Method.subscriptionCredit
    package typealias Response = SubscriptionCreditResult

    /// Names the subscription within its session.
    package var subscription: String
    /// How many more.
    package var events: Int

    package init(subscription: String, events: Int) {
        self.subscription = subscription
        self.events = events
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        subscription = try object.id("subscription")
        events = try object.int("events", in: Limits.creditEvents)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("subscription", subscription)
        writer.member("events", events)
        writer.endObject()
    }
}

/// The grant counts.
package struct SubscriptionCreditResult: WireValue {
    /// What is outstanding now.
    package var credit: Int

    package init(credit: Int) {
        self.credit = credit
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        credit = try object.int("credit")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("credit", credit)
        writer.endObject()
    }
}

/// Ends a subscription. Notifications already on their way may still arrive.
package struct SubscriptionCancel: WireRequest {
    package static let method = Method.subscriptionCancel
    package typealias Response = SubscriptionCancelResult

    /// Names the subscription within its session.
    package var subscription: String

    package init(subscription: String) {
        self.subscription = subscription
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        subscription = try object.id("subscription")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("subscription", subscription)
        writer.endObject()
    }
}

/// The subscription has ended.
package struct SubscriptionCancelResult: WireValue {
    /// The last position it covered.
    package var upTo: Int64

    package init(upTo: Int64) {
        self.upTo = upTo
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        upTo = try object.position("upTo")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("upTo", upTo)
        writer.endObject()
    }
}
