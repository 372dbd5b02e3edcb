internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: AgentEvent) {
        switch event {
        case .profileSet: self = .agentSet
        case .availabilitySet: self = .agentAvailability
        case .connected: self = .agentConnected
        case .disconnected: self = .agentDisconnected
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: AgentEvent, to writer: inout JSONWriter) {
        switch event {
        case .profileSet(let profile):
            writer.key("capacity")
            write(profile.capacity, to: &writer)
            writer.member("languages", profile.languages.map(\.tag))
            writer.member("skills", profile.skills.map(\.name))
            writer.member("teams", profile.teams.map(\.name))
        case .availabilitySet(let availability):
            writer.member("state", availability.state.rawValue)
            writer.member(ifPresent: "until", availability.until?.description)
        case .connected: break
        case .disconnected(let gone): writer.member("since", gone.since.description)
        }
    }

    private static func write(_ capacity: Capacity, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "all", capacity.all)
        writer.key("networks")
        writer.beginArray()
        for limit in capacity.networks {
            writer.beginObject()
            writer.member("max", limit.max)
            writer.member("network", limit.network)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readAgentSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        var object = try data.object("capacity")
        var capacity = Capacity(all: try object.intIfPresent("all"))
        for element in try object.array("networks") {
            var limit = try JSONObjectReader(element)
            let max = try limit.int("max")
            capacity.networks.append(NetworkCapacity(network: try limit.string("network"), max: max))
            try limit.finish()
        }
        try object.finish()
        let languages = try data.list("languages") { Language($0) }
        let skills = try data.list("skills") { Skill($0) }
        let teams = try data.list("teams") { TeamID($0) }
        return .agent(
            .profileSet(AgentProfile(teams: teams, skills: skills, languages: languages, capacity: capacity)))
    }

    /// As `readAgentSet`.
    static func readAgentAvailability(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let state: AgentAvailability.State = try data.word("state")
        return .agent(.availabilitySet(AgentAvailability(state, until: try data.instantIfPresent("until"))))
    }
}
