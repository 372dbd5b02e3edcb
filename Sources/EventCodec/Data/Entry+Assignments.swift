internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: AssignmentEvent) {
        switch event {
        case .routed: self = .ticketRouted
        case .requeued: self = .ticketRequeued
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: AssignmentEvent, to writer: inout JSONWriter) {
        switch event {
        case .routed(let fact):
            writer.member("agent", fact.agent.description)
            write(fact.decision, to: &writer)
        case .requeued(let fact):
            writer.member("agent", fact.agent.description)
            writer.member("goneSince", fact.goneSince.description)
            writer.member("policy", fact.policy.value)
        }
    }

    private static func write(_ decision: AssignmentDecision, to writer: inout JSONWriter) {
        writer.member("asOf", decision.asOf.value)
        writer.member("at", decision.at.description)
        writer.key("candidates")
        writer.beginArray()
        for candidate in decision.candidates {
            writer.beginObject()
            writer.member("agent", candidate.agent.description)
            writer.member(ifPresent: "capacity", candidate.capacity)
            writer.member(ifPresent: "knows", candidate.knows?.value)
            writer.member(ifPresent: "lastGiven", candidate.lastGiven?.value)
            writer.member("load", candidate.load)
            writer.member("speaks", candidate.isSpeaker)
            writer.endObject()
        }
        writer.endArray()
        writer.member("declined", decision.declined.map(\.description))
        writer.member("eligible", decision.eligible)
        writer.member("language", decision.language.rawValue)
        writer.member("policy", decision.policy.value)
        if decision.priority != .normal { writer.member("priority", decision.priority.rawValue) }
        writer.member("rule", decision.rule.map(\.rawValue))
        writer.member("skills", decision.skills.map(\.name))
        writer.member(ifPresent: "speaks", decision.speaks?.tag)
        writer.member("team", decision.team.name)
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readTicketRouted(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let agent: AgentID = try data.id("agent")
        let asOf = try data.position("asOf")
        let at = try data.instant("at")
        var candidates: [AssignmentCandidate] = []
        for element in try data.array("candidates") {
            var object = try JSONObjectReader(element)
            candidates.append(try readCandidate(&object))
            try object.finish()
        }
        let declined = try data.list("declined") { text -> AgentID? in JSONObjectReader.id(text) }
        let eligible = try data.int("eligible")
        let language: LanguageDemand = try data.word("language")
        let policy = StreamVersion(try data.int("policy"))
        let priority: TicketPriority = try data.wordIfPresent("priority") ?? .normal
        let rule = try data.list("rule") { AssignmentOrder(rawValue: $0) }
        let skills = try data.list("skills") { Skill($0) }
        let speaks = try data.nameIfPresent("speaks") { Language($0) }
        let team = try data.name("team") { TeamID($0) }
        let decision = AssignmentDecision(
            team: team, rule: rule, language: language, policy: policy, asOf: asOf, at: at, skills: skills,
            speaks: speaks, priority: priority, declined: declined, eligible: eligible, candidates: candidates)
        return .assignment(.routed(TicketRouted(agent: agent, decision: decision)))
    }

    private static func readCandidate(_ object: inout JSONObjectReader) throws(JSONFieldError) -> AssignmentCandidate {
        let agent: AgentID = try object.id("agent")
        let capacity = try object.intIfPresent("capacity")
        let knows = try object.positionIfPresent("knows")
        let lastGiven = try object.positionIfPresent("lastGiven")
        let load = try object.int("load")
        return AssignmentCandidate(
            agent: agent, load: load, capacity: capacity, lastGiven: lastGiven, knows: knows,
            isSpeaker: try object.bool("speaks"))
    }

    /// As `readTicketRouted`.
    static func readTicketRequeued(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let agent: AgentID = try data.id("agent")
        let since = try data.instant("goneSince")
        return .assignment(
            .requeued(TicketRequeued(agent: agent, goneSince: since, policy: StreamVersion(try data.int("policy")))))
    }
}
