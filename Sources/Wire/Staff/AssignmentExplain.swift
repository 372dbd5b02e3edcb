package import JSON

/// Why rules gave a ticket to whom they did.
package struct AssignmentExplain: WireRequest {
    package static let method = Method.assignmentExplain
    package typealias Response = AssignmentExplainResult

    package var ticket: String

    package init(ticket: String) { self.ticket = ticket }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        ticket = try object.id("ticket")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ticket", ticket)
        writer.endObject()
    }
}

/// Every time that a rule gave a ticket to somebody, the oldest first; none for a ticket that people gave.
package struct AssignmentExplainResult: WireValue {
    /// Somebody who could have had it, with all that was compared.
    package struct Candidate: WireValue {
        package var agent: WireAgent
        package var load: Int
        package var capacity: Int?
        package var lastGiven: Int64?
        package var knows: Int64?
        package var speaks: Bool

        package init(
            agent: WireAgent, load: Int, capacity: Int? = nil, lastGiven: Int64? = nil, knows: Int64? = nil,
            speaks: Bool
        ) {
            self.agent = agent
            self.load = load
            self.capacity = capacity
            self.lastGiven = lastGiven
            self.knows = knows
            self.speaks = speaks
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            agent = try object.decode("agent")
            load = try object.int("load")
            capacity = try object.optionalInt("capacity")
            lastGiven = try object.optionalPosition("lastGiven")
            knows = try object.optionalPosition("knows")
            speaks = try object.bool("speaks")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("agent", agent)
            writer.member("load", load)
            writer.member(ifPresent: "capacity", capacity)
            writer.member(ifPresent: "lastGiven", lastGiven)
            writer.member(ifPresent: "knows", knows)
            writer.member("speaks", speaks)
            writer.endObject()
        }
    }

    /// One decision.
    package struct Assignment: WireValue {
        package var position: Int64
        package var at: WireTime
        package var agent: WireAgent
        package var team: String
        package var rule: [WireAssignmentOrder]
        package var language: WireLanguageDemand
        /// The version of the settings.
        package var policy: Int64
        /// Everything is as of this position.
        package var asOf: Int64
        package var skills: [String]
        package var speaks: String?
        /// How urgent the ticket was; nil for normal.
        package var priority: WirePriority?
        /// Who gave it back and is not given it again.
        package var declined: [WireAgent]
        package var eligible: Int
        /// The best first; at most a hundred of the eligible.
        package var candidates: [Candidate]

        package init(
            position: Int64, at: WireTime, agent: WireAgent, team: String, rule: [WireAssignmentOrder],
            language: WireLanguageDemand, policy: Int64, asOf: Int64, skills: [String], speaks: String?,
            priority: WirePriority? = nil, declined: [WireAgent], eligible: Int, candidates: [Candidate]
        ) {
            self.position = position
            self.at = at
            self.agent = agent
            self.team = team
            self.rule = rule
            self.language = language
            self.policy = policy
            self.asOf = asOf
            self.skills = skills
            self.speaks = speaks
            self.priority = priority
            self.declined = declined
            self.eligible = eligible
            self.candidates = candidates
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            position = try object.position("position")
            at = try object.decode("at")
            agent = try object.decode("agent")
            team = try object.string("team")
            rule = try object.optionalChoices("rule") ?? []
            language = try object.choice("language")
            policy = try object.count("policy")
            asOf = try object.position("asOf")
            skills = try object.strings("skills")
            speaks = try object.optionalString("speaks")
            priority = try object.optionalString("priority").flatMap { WirePriority(rawValue: $0) }
            declined = try object.decodeArray("declined")
            eligible = try object.int("eligible")
            candidates = try object.decodeArray("candidates")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("position", position)
            writer.member("at", at)
            writer.member("agent", agent)
            writer.member("team", team)
            writer.member("rule", rule.map(\.rawValue))
            writer.member("language", language.rawValue)
            writer.member("policy", policy)
            writer.member("asOf", asOf)
            writer.member("skills", skills)
            writer.member(ifPresent: "speaks", speaks)
            writer.member(ifPresent: "priority", priority?.rawValue)
            writer.member("declined", declined)
            writer.member("eligible", eligible)
            writer.member("candidates", candidates)
            writer.endObject()
        }
    }

    package var assignments: [Assignment]

    package init(assignments: [Assignment]) { self.assignments = assignments }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        assignments = try object.decodeArray("assignments")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("assignments", assignments)
        writer.endObject()
    }
}
