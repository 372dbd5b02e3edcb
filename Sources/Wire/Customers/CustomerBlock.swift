package import JSON

/// What somebody does with a customer where there is nothing to say but with which one, and why.
package protocol CustomerDeed: Sendable {
    static var method: Method { get }
}

/// A command about a customer that says no more than which one, and why.
package struct PlainCustomerCommand<Deed: CustomerDeed>: WireCommand {
    package static var method: Method { Deed.method }
    package typealias Response = CustomerResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The customer it is about.
    package var customer: String
    /// Why, for colleagues; kept as personal data.
    package var reason: String?

    package init(commandID: String, customer: String, reason: String? = nil) {
        self.commandID = commandID
        self.customer = customer
        self.reason = reason
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        customer = try object.id("customer")
        reason = try object.optionalString("reason", utf8Max: Limits.reasonBytesMax)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("customer", customer)
        writer.member(ifPresent: "reason", reason)
        writer.endObject()
    }
}

/// Keeps what a customer writes apart as spam: the unresolved tickets that they have, and all that they open from now on.
package typealias CustomerBlock = PlainCustomerCommand<CustomerDeeds.Block>

/// Hears a customer again, and puts back what the block has hidden.
package typealias CustomerUnblock = PlainCustomerCommand<CustomerDeeds.Unblock>

/// The deeds, by what they are called on the wire.
package enum CustomerDeeds {
    /// Of `CustomerBlock`.
    package enum Block: CustomerDeed {
        package static let method = Method.customerBlock
    }
    /// Of `CustomerUnblock`.
    package enum Unblock: CustomerDeed {
        package static let method = Method.customerUnblock
    }
}

/// What commands about a customer answer.
package struct CustomerResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64

    package init(position: Int64) { self.position = position }

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
