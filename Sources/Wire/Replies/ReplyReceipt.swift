package import JSON

/// What has become of a reply on its channel.
package protocol ReplyFate: Sendable {
    static var method: Method { get }
}

/// The channel has taken a reply and will see to it.
package typealias ReplyCarried = ReplyReceipt<ReplyFates.Carried>

/// The customer has read a reply.
package typealias ReplyRead = ReplyReceipt<ReplyFates.Read>

/// Nobody can tell whether the channel has a reply.
package typealias ReplyUnknown = ReplyReceipt<ReplyFates.Unknown>

/// A reply has reached the customer. Receipts may come early, late or twice: a reply's state never moves backwards.
package typealias ReplyDelivered = ReplyReceipt<ReplyFates.Delivered>

/// The channel has refused a reply. After `reply.delivered` it changes nothing.
package typealias ReplyFailed = ReplyReceipt<ReplyFates.Failed>

/// The fates, by what they are called on the wire.
package enum ReplyFates {
    /// Of `ReplyCarried`.
    package enum Carried: ReplyFate {
        package static let method = Method.replyCarried
    }
    /// Of `ReplyRead`.
    package enum Read: ReplyFate {
        package static let method = Method.replyRead
    }
    /// Of `ReplyUnknown`.
    package enum Unknown: ReplyFate {
        package static let method = Method.replyUnknown
    }
    /// Of `ReplyDelivered`.
    package enum Delivered: ReplyFate {
        package static let method = Method.replyDelivered
    }
    /// Of `ReplyFailed`.
    package enum Failed: ReplyFate {
        package static let method = Method.replyFailed
    }
}

/// A channel's word on a reply.
package struct ReplyReceipt<Fate: ReplyFate>: WireCommand {
    package static var method: Method { Fate.method }
    package typealias Response = ReplyReceiptResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Ours for the reply.
    package var reply: String
    /// Which time it was sent, from 1; the last one if nil.
    package var attempt: Int?
    /// What the channel calls it.
    package var externalID: String?
    /// Why, or whatever else the channel had to say, in its words.
    package var reason: String?

    package init(
        commandID: String, reply: String, attempt: Int? = nil, externalID: String? = nil, reason: String? = nil
    ) {
        self.commandID = commandID
        self.reply = reply
        self.attempt = attempt
        self.externalID = externalID
        self.reason = reason
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        reply = try object.id("reply")
        attempt = try object.optionalInt("attempt", in: Limits.attempts)
        externalID = try object.optionalExternalID("externalId")
        reason = try object.optionalString("reason", utf8Max: Limits.reasonBytesMax)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("reply", reply)
        writer.member(ifPresent: "attempt", attempt)
        writer.member(ifPresent: "externalId", externalID)
        writer.member(ifPresent: "reason", reason)
        writer.endObject()
    }
}

/// The receipt is recorded, now or before.
package struct ReplyReceiptResult: WireValue {
    /// Of the event that recorded it; if nothing changed, of the one that stands.
    package var position: Int64

    package init(position: Int64) {
        self.position = position
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.endObject()
    }
}
