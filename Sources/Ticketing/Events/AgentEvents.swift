package import Identity

/// What became known of an agent after they were registered.
package enum AgentEvent: Hashable, Sendable {
    /// What they can do, and how much.
    case profileSet(AgentProfile)
    /// Whether they want to be given anything.
    case availabilitySet(AgentAvailability)
    /// A first session of theirs began.
    case connected
    /// Their last session has ended.
    case disconnected(AgentDisconnected)
}

/// Nobody of an agent's sessions is there any more.
package struct AgentDisconnected: Hashable, Sendable {
    /// Since when.
    package let since: Instant

    package init(since: Instant) {
        self.since = since
    }
}

/// What an agent can do, and how much. Whole: what it was before is what the event before it said.
package struct AgentProfile: Hashable, Sendable {
    /// Sorted, each once. **Range**: at most 16.
    package var teams: [TeamID]
    /// Sorted, each once. **Range**: at most 32.
    package var skills: [Skill]
    /// Sorted, each once. **Range**: at most 16.
    package var languages: [Language]
    package var capacity: Capacity

    package init(
        teams: [TeamID] = [], skills: [Skill] = [], languages: [Language] = [], capacity: Capacity = Capacity()
    ) {
        self.teams = teams
        self.skills = skills
        self.languages = languages
        self.capacity = capacity
    }
}

/// How many tickets an agent holds at most; only those count that wait for us.
package struct Capacity: Hashable, Sendable {
    /// On all networks together; nil for no limit. **Range**: 0 to 1,000.
    package var all: Int?
    /// On one network. **Range**: sorted by network, each once, at most 8; 0 to 1,000 each.
    package var networks: [NetworkCapacity]

    package init(all: Int? = nil, networks: [NetworkCapacity] = []) {
        self.all = all
        self.networks = networks
    }

    package static let range = 0...1_000

    /// The limit of one network; nil for none.
    package func limit(on network: String) -> Int? { networks.first { $0.network == network }?.max }
}

/// How many tickets of one network an agent holds at most.
package struct NetworkCapacity: Hashable, Sendable {
    /// As in a channel's name.
    package let network: String
    package let max: Int

    package init(network: String, max: Int) {
        self.network = network
        self.max = max
    }
}

/// Whether an agent wants to be given anything.
package struct AgentAvailability: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case online
        /// Here, but not to be given anything.
        case away
        case offline
    }

    package let state: State
    /// Until when it holds whether a session is there or not; nil if it holds only while one is.
    package let until: Instant?

    package init(_ state: State, until: Instant? = nil) {
        self.state = state
        self.until = until
    }
}
