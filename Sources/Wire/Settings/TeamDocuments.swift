package import JSON

/// By what one agent is preferred to another.
package enum WireAssignmentOrder: String, Sendable, CaseIterable {
    /// Who had this customer last.
    case knows
    /// Whose capacity is taken least.
    case leastLoaded = "least_loaded"
    /// Who was given something the longest time ago.
    case roundRobin = "round_robin"
}

/// How much it matters that an agent speaks a ticket's language.
package enum WireLanguageDemand: String, Sendable, CaseIterable {
    case required, preferred, ignored
}

/// A team, and how its queue is given out.
package struct WireTeam: WireDocument, WireValue {
    package static let method = Method.teamSet

    package var team: String
    package var name: String
    /// The first decides first; empty for a queue from which people take by hand.
    package var rule: [WireAssignmentOrder]
    package var language: WireLanguageDemand

    package init(
        team: String, name: String, rule: [WireAssignmentOrder] = [], language: WireLanguageDemand = .preferred
    ) {
        self.team = team
        self.name = name
        self.rule = rule
        self.language = language
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        team = try object.id("team")
        name = try object.string("name", utf8Max: Limits.teamNameBytesMax, utf8Min: 1)
        rule = try object.optionalChoices("rule") ?? []
        language = try object.optionalChoice("language") ?? .preferred
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("team", team)
        writer.member("name", name)
        writer.member("rule", rule.map(\.rawValue))
        writer.member("language", language.rawValue)
    }
}

/// A team that ends; no channel may give it tickets any more.
package struct WireTeamName: WireDocument {
    package static let method = Method.teamRetire

    package var team: String

    package init(team: String) { self.team = team }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        team = try object.id("team")
    }

    package func writeMembers(to writer: inout JSONWriter) { writer.member("team", team) }
}
