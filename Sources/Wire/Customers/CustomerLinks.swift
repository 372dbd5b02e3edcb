package import JSON

/// What is done with one identity of a customer's.
package protocol IdentityDeed: Sendable {
    static var method: Method { get }
}

/// A command about one identity of a customer's.
package struct IdentityCommand<Deed: IdentityDeed>: WireCommand {
    package static var method: Method { Deed.method }
    package typealias Response = CustomerResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Whose identity it is to be, or to be no more.
    package var customer: String
    /// The kind of the channels on which it is theirs.
    package var network: String
    /// By which they are known there; kept as personal data.
    package var handle: String

    package init(commandID: String, customer: String, network: String, handle: String) {
        self.commandID = commandID
        self.customer = customer
        self.network = network
        self.handle = handle
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        customer = try object.id("customer")
        network = try object.string("network", utf8Max: Limits.networkBytesMax, utf8Min: 1)
        handle = try object.string("handle", utf8Max: Limits.handleBytesMax, utf8Min: 1)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("customer", customer)
        writer.member("network", network)
        writer.member("handle", handle)
        writer.endObject()
    }
}

/// What is written under an identity is this customer's from now on.
package typealias CustomerLink = IdentityCommand<IdentityDeeds.Link>

/// What is written under an identity is somebody else's from now on; what was written stays theirs.
package typealias CustomerUnlink = IdentityCommand<IdentityDeeds.Unlink>

/// The deeds, by what they are called on the wire.
package enum IdentityDeeds {
    /// Of `CustomerLink`.
    package enum Link: IdentityDeed {
        package static let method = Method.customerLink
    }
    /// Of `CustomerUnlink`.
    package enum Unlink: IdentityDeed {
        package static let method = Method.customerUnlink
    }
}

/// Shows two customers as one person from now on; nothing of either moves.
package struct CustomerMerge: WireCommand {
    package static let method = Method.customerMerge
    package typealias Response = CustomerResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Who is merged; merged into nobody before.
    package var from: String
    /// Into whom; merged into nobody either.
    package var into: String

    package init(commandID: String, from: String, into: String) {
        self.commandID = commandID
        self.from = from
        self.into = into
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        from = try object.id("from")
        into = try object.id("into")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("from", from)
        writer.member("into", into)
        writer.endObject()
    }
}

/// Ends a merge, as if it had never been.
package struct CustomerUnmerge: WireCommand {
    package static let method = Method.customerUnmerge
    package typealias Response = CustomerResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Who was merged.
    package var from: String

    package init(commandID: String, from: String) {
        self.commandID = commandID
        self.from = from
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        from = try object.id("from")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("from", from)
        writer.endObject()
    }
}
