package import JSON

/// Everybody of whom it is known what they can do, with what they hold.
package struct AgentList: WireRequest {
    package static let method = Method.agentList
    package typealias Response = AgentListResult

    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(atLeast: Int64? = nil) { self.atLeast = atLeast }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// The staff at one moment.
package struct AgentListResult: WireValue {
    /// One of them.
    package struct Member: WireValue {
        package var name: String?
        package var roles: [WireRole]
        package var profile: WireProfile
        /// What they chose last; nil if they never did.
        package var availability: WireAvailability?
        package var until: WireTime?
        package var isConnected: Bool
        /// How many tickets that wait for us they hold.
        package var load: Int

        package init(
            name: String?, roles: [WireRole], profile: WireProfile, availability: WireAvailability? = nil,
            until: WireTime? = nil, isConnected: Bool, load: Int
        ) {
            self.name = name
            self.roles = roles
            self.profile = profile
            self.availability = availability
            self.until = until
            self.isConnected = isConnected
            self.load = load
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            profile = try WireProfile(reading: &object)
            name = try object.optionalString("name")
            roles = try object.optionalChoices("roles") ?? []
            availability = try object.optionalChoice("availability")
            until = try object.decodeIfPresent("until")
            isConnected = try object.bool("connected")
            load = try object.int("load")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            profile.writeMembers(to: &writer)
            writer.member(ifPresent: "name", name)
            writer.member("roles", roles.map(\.rawValue))
            writer.member(ifPresent: "availability", availability?.rawValue)
            writer.member(ifPresent: "until", until)
            writer.member("connected", isConnected)
            writer.member("load", load)
            writer.endObject()
        }
    }

    /// By id.
    package var agents: [Member]
    /// The last position the answer includes.
    package var asOf: Int64

    package init(agents: [Member], asOf: Int64) {
        self.agents = agents
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        agents = try object.decodeArray("agents")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("agents", agents)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}
