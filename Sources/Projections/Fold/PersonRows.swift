package import Identity
package import Ticketing

/// A customer as the views know them; who they are is sealed in the log.
///
/// **Shape**: a row of `view_<n>.customer`.
package struct CustomerRow: Hashable, Identifiable, Sendable {
    package let id: CustomerID
    package let network: String
    /// Where handle and name are sealed.
    package let registeredAt: LogPosition
    package var tickets: Int
    package var messages: Int
    /// When they last wrote, by the network's clock if it told us; when we first heard of them if they never did.
    package var lastAt: Instant

    package init(
        id: CustomerID, network: String, registeredAt: LogPosition, tickets: Int, messages: Int, lastAt: Instant
    ) {
        self.id = id
        self.network = network
        self.registeredAt = registeredAt
        self.tickets = tickets
        self.messages = messages
        self.lastAt = lastAt
    }

    /// They wrote; a message that comes late was not their last one.
    mutating func heard(at: Instant) {
        lastAt = messages == 0 ? at : max(lastAt, at)
        messages += 1
    }
}

/// An agent as the views know them; what they are called is sealed in the log.
///
/// **Shape**: a row of `view_<n>.agent`.
package struct AgentRow: Hashable, Sendable {
    /// As the rules know them: what decides folds the same.
    package var state: AgentState
    /// Where they write; nil for an agent of ours.
    package let network: String?
    /// Where handle and name are sealed.
    package let registeredAt: LogPosition
    /// Where a rule last gave them something; nil if none ever did.
    package var lastGiven: LogPosition?

    package init(state: AgentState, network: String?, registeredAt: LogPosition, lastGiven: LogPosition? = nil) {
        self.state = state
        self.network = network
        self.registeredAt = registeredAt
        self.lastGiven = lastGiven
    }

    package var id: AgentID { state.id }
    package var kind: AgentKind { state.kind }
    /// Sorted, each once.
    package var roles: [Role] { state.roles }
}

/// What agents answer with, by where it was said last.
///
/// **Shape**: a row of `view_<n>.material`.
package struct MaterialRow: Hashable, Sendable {
    package let id: MaterialID
    /// Of the last event of its stream.
    package let position: LogPosition
    package let isRetired: Bool

    package init(id: MaterialID, position: LogPosition, isRetired: Bool) {
        self.id = id
        self.position = position
        self.isRetired = isRetired
    }
}

/// A token, by what it can be recognised with.
///
/// **Shape**: a row of `view_<n>.token`.
package struct TokenRow: Hashable, Sendable {
    package let sha256: [UInt8]
    package let token: TokenID
    package let agent: AgentID
    package var isRevoked: Bool

    package init(sha256: [UInt8], token: TokenID, agent: AgentID, isRevoked: Bool) {
        self.sha256 = sha256
        self.token = token
        self.agent = agent
        self.isRevoked = isRevoked
    }
}

/// How much of everything a workspace has. Tickets that are kept apart as spam, and what is on them, count as such alone.
///
/// **Shape**: the row of `view_<n>.tally`.
package struct Tally: Hashable, Sendable {
    package var customers = 0
    package var tickets = 0
    package var messages = 0
    package var replies = 0
    package var posts = 0
    /// Tickets that are kept apart.
    package var spam = 0
    /// How often customers said how content they were, on tickets of whatever kind.
    package var feedback = 0
    /// How often customers were asked to go on elsewhere, on tickets of whatever kind.
    package var switches = 0
    /// Replies that are a template's words and nobody's own.
    package var canned = 0

    package init(
        customers: Int = 0, tickets: Int = 0, messages: Int = 0, replies: Int = 0, posts: Int = 0, spam: Int = 0,
        canned: Int = 0, feedback: Int = 0, switches: Int = 0
    ) {
        self.switches = switches
        self.feedback = feedback
        self.canned = canned
        self.customers = customers
        self.tickets = tickets
        self.messages = messages
        self.replies = replies
        self.posts = posts
        self.spam = spam
    }

    /// A ticket is kept apart from now on, or not any more.
    mutating func move(_ row: TicketRow) {
        let sign = row.isSpam ? 1 : -1
        spam += sign
        tickets -= sign
        messages -= sign * row.messages
        replies -= sign * row.replies
        canned -= sign * (row.detail?.facts.canned ?? 0)
    }
}

/// One event that an agent is to be told of; what kind of news it is the event says.
///
/// **Shape**: a row of `view_<n>.notification`.
package struct NotificationRow: Hashable, Sendable {
    package let agent: AgentID
    package let position: LogPosition

    package init(agent: AgentID, position: LogPosition) {
        self.agent = agent
        self.position = position
    }
}

/// One event in a customer's history.
///
/// **Shape**: a row of `view_<n>.timeline`.
package struct TimelineRow: Hashable, Sendable {
    package let customer: CustomerID
    package let position: LogPosition

    package init(customer: CustomerID, position: LogPosition) {
        self.customer = customer
        self.position = position
    }
}
