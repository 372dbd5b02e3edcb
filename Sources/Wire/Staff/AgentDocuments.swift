package import JSON

/// How many tickets of one network an agent holds at most.
package struct WireNetworkCapacity: WireValue {
    package var network: String
    package var max: Int

    package init(network: String, max: Int) {
        self.network = network
        self.max = max
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        network = try object.string("network", utf8Max: Limits.networkBytesMax, utf8Min: 1)
        max = try object.int("max", in: Limits.capacity)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("network", network)
        writer.member("max", max)
        writer.endObject()
    }
}

/// What an agent can do, and how much.
package struct WireProfile: WireDocument {
    package static let method = Method.agentSet

    package var agent: String
    package var teams: [String]
    package var skills: [String]
    package var languages: [String]
    /// How many tickets that wait for us they hold at most; nil for no limit.
    package var capacity: Int?
    package var networkCapacity: [WireNetworkCapacity]

    package init(
        agent: String, teams: [String] = [], skills: [String] = [], languages: [String] = [], capacity: Int? = nil,
        networkCapacity: [WireNetworkCapacity] = []
    ) {
        self.agent = agent
        self.teams = teams
        self.skills = skills
        self.languages = languages
        self.capacity = capacity
        self.networkCapacity = networkCapacity
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        agent = try object.id("agent")
        teams = try object.ids("teams", countMax: Limits.agentTeamsMax) ?? []
        skills = try object.ids("skills", countMax: Limits.agentSkillsMax) ?? []
        languages = try object.ids("languages", countMax: Limits.agentLanguagesMax) ?? []
        capacity = try object.optionalInt("capacity", in: Limits.capacity)
        networkCapacity = []
        if let limits = try object.optionalArray("networkCapacity", countMax: Limits.networkCapacitiesMax) {
            for limit in limits { networkCapacity.append(try WireNetworkCapacity(json: limit)) }
        }
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("agent", agent)
        writer.member("teams", teams)
        writer.member("skills", skills)
        writer.member("languages", languages)
        writer.member(ifPresent: "capacity", capacity)
        writer.member("networkCapacity", networkCapacity)
    }
}

/// Whether an agent wants to be given anything.
package enum WireAvailability: String, Sendable, CaseIterable {
    case online, away, offline
}

/// An agent chooses whether to be given anything, or a supervisor chooses for them.
package struct WireAvailabilityChoice: WireDocument {
    package static let method = Method.agentAvailability

    /// Nil for whoever asks.
    package var agent: String?
    package var state: WireAvailability
    /// Until when it holds without a session; nil if it holds only while one is there.
    package var until: WireTime?

    package init(agent: String? = nil, state: WireAvailability, until: WireTime? = nil) {
        self.agent = agent
        self.state = state
        self.until = until
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        agent = try object.optionalID("agent")
        state = try object.choice("state")
        until = try object.decodeIfPresent("until")
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member(ifPresent: "agent", agent)
        writer.member("state", state.rawValue)
        writer.member(ifPresent: "until", until)
    }
}
