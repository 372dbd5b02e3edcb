/// What follows from a command.
package enum Decision: Hashable, Sendable {
    /// These facts, all or none.
    case accepted(Changes)
    /// It is so already: there is no event.
    case unchanged
    case rejected(Rejection)
}

/// Events of one command and the claims that must hold for them.
package struct Changes: Hashable, Sendable {
    /// In order; those of one stream have consecutive versions.
    package var events: [NewEvent]
    package var takes: [Take]
    package var releases: [Claim]
    /// How many of what there may be once this is done.
    package var limits: [ClaimLimit]

    package init(_ events: [NewEvent], takes: [Take] = [], releases: [Claim] = [], limits: [ClaimLimit] = []) {
        self.events = events
        self.takes = takes
        self.releases = releases
        self.limits = limits
    }

    /// A claim, and which of the events took it: the claim then leads to that event and its stream.
    package struct Take: Hashable, Sendable {
        package let claim: Claim
        /// **Range**: an index into `events`.
        package let event: Int

        package init(_ claim: Claim, by event: Int) {
            self.claim = claim
            self.event = event
        }
    }
}

/// Something of which there is at most one in a workspace.
///
/// It says so in the clear; the log holds a keyed hash of it, so that a claim reveals nobody. Two claims are one if their
/// bytes are.
package enum Claim: Hashable, Sendable {
    /// One person per identity. Leads to the customer's stream.
    case customer(network: String, handle: String)
    /// One agent per identity. Leads to the agent's stream.
    case author(network: String, handle: String)
    /// One message, reply or post per external id. Leads to the event that recorded it; where it is a reply of ours, to the
    /// receipt by which its network named it.
    case external(ChannelID, id: String)
    /// One unresolved ticket per customer and channel. Leads to the ticket's stream.
    case unresolved(CustomerID, ChannelID)
    /// One ticket per reply. Leads to the ticket's stream.
    case reply(ReplyID)
    /// One agent per token. Leads to the agent's stream.
    case token(TokenID)
    /// A ticket that waits for us, it or one that is merged with it, and whose agent this is. Leads to the event since which
    /// that is so, on the stream of any of them. Those of an agent can be counted.
    case held(AgentID, network: String, TicketID)

    /// One edit per revision of a message. Leads to the edit.
    case edit(ChannelID, id: String, Revision)
    /// One signal per id that the network, or who speaks for it, gave it. Leads to the signal.
    case signal(ChannelID, id: String)
    /// One feedback per id that whoever asked for it gave it. Leads to the feedback.
    case feedback(ChannelID, id: String)

    /// What tells two edits of one message apart.
    package enum Revision: Hashable, Sendable {
        /// As the network calls it.
        case named(String)
        /// The words themselves, where it does not: the same words again are the same edit.
        case words(String)
    }
}

/// Claims that can be counted.
package enum ClaimGroup: Hashable, Sendable {
    /// What an agent holds.
    case held(AgentID)
    /// What an agent holds on a network.
    case heldOn(AgentID, network: String)
}

/// How many claims of a group there may be.
package struct ClaimLimit: Hashable, Sendable {
    package let group: ClaimGroup
    package let max: Int

    package init(_ group: ClaimGroup, max: Int) {
        self.group = group
        self.max = max
    }
}
