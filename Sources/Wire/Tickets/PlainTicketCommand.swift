package import JSON

/// What a command does to a ticket where there is nothing to say but to which one.
package protocol TicketDeed: Sendable {
    static var method: Method { get }
}

/// A command about a ticket that says no more than which one.
package struct PlainTicketCommand<Deed: TicketDeed>: WireCommand {
    package static var method: Method { Deed.method }
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String

    package init(commandID: String, ticket: String) {
        self.commandID = commandID
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.endObject()
    }
}

/// Takes a ticket for oneself. Of many who try, one wins; the others get `already_claimed`.
package typealias TicketClaim = PlainTicketCommand<TicketDeeds.Claim>

/// Gives back a ticket that one holds; else `not_claimed`.
package typealias TicketRelease = PlainTicketCommand<TicketDeeds.Release>

/// Closes a ticket; of one that is closed already it changes nothing.
package typealias TicketResolve = PlainTicketCommand<TicketDeeds.Resolve>

/// Opens a resolved ticket again; `invalid_state` while the customer has another one open on the channel.
package typealias TicketReopen = PlainTicketCommand<TicketDeeds.Reopen>

/// Wants to be told when the customer writes; of a ticket that one follows already it changes nothing.
package typealias TicketFollow = PlainTicketCommand<TicketDeeds.Follow>

/// Wants to be told no more.
package typealias TicketUnfollow = PlainTicketCommand<TicketDeeds.Unfollow>

/// Keeps a ticket apart as spam: no view but `spam` shows it, and nothing counts it.
package typealias TicketMarkSpam = PlainTicketCommand<TicketDeeds.MarkSpam>

/// Puts a ticket back to where it was, whatever hid it.
package typealias TicketUnmarkSpam = PlainTicketCommand<TicketDeeds.UnmarkSpam>

/// The deeds, by what they are called on the wire.
package enum TicketDeeds {
    /// Of `TicketClaim`.
    package enum Claim: TicketDeed {
        package static let method = Method.ticketClaim
    }
    /// Of `TicketRelease`.
    package enum Release: TicketDeed {
        package static let method = Method.ticketRelease
    }
    /// Of `TicketResolve`.
    package enum Resolve: TicketDeed {
        package static let method = Method.ticketResolve
    }
    /// Of `TicketFollow`.
    package enum Follow: TicketDeed {
        package static let method = Method.ticketFollow
    }
    /// Of `TicketUnfollow`.
    package enum Unfollow: TicketDeed {
        package static let method = Method.ticketUnfollow
    }
    /// Of `TicketMarkSpam`.
    package enum MarkSpam: TicketDeed {
        package static let method = Method.ticketSpam
    }
    /// Of `TicketUnmarkSpam`.
    package enum UnmarkSpam: TicketDeed {
        package static let method = Method.ticketUnspam
    }
    /// Of `TicketReopen`.
    package enum Reopen: TicketDeed {
        package static let method = Method.ticketReopen
    }
}
