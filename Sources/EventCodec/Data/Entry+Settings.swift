internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: SettingEvent) {
        switch event {
        case .channelSet: self = .channelSet
        case .channelRetired: self = .channelRetired
        case .teamSet: self = .teamSet
        case .teamRetired: self = .teamRetired
        case .policySet: self = .policySet
        case .treeSet(.cause, _): self = .causesSet
        case .treeSet(.product, _): self = .productsSet
        case .crisisDeclared: self = .crisisDeclared
        case .crisisLifted: self = .crisisLifted
        case .crisisReported: self = .crisisReported
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: SettingEvent, to writer: inout JSONWriter) {
        switch event {
        case .channelSet(let fact): write(fact, to: &writer)
        case .channelRetired(let channel): writer.member("channel", channel.name)
        case .teamSet(let fact):
            writer.member("language", fact.language.rawValue)
            writer.member("name", fact.name)
            writer.member("rule", fact.rule.map(\.rawValue))
            writer.member("team", fact.team.name)
        case .teamRetired(let team): writer.member("team", team.name)
        case .policySet(let fact): write(fact, to: &writer)
        case .treeSet(_, let tree): write(tree, to: &writer)
        case .crisisDeclared(let fact): write(fact, to: &writer)
        case .crisisLifted(let fact):
            writer.member("agents", fact.agents.map(\.description))
            writer.member("crisis", fact.crisis.description)
        case .crisisReported(let fact):
            writer.member("crisis", fact.crisis.description)
            writer.member("notified", fact.notified)
            writer.member("raised", fact.raised)
            writer.member("restored", fact.restored)
        }
    }

    private static func write(_ fact: ChannelSettings, to writer: inout JSONWriter) {
        writer.member("access", fact.access.rawValue)
        writer.member("alone", fact.alone.map(\.rawValue))
        writer.member("channel", fact.channel.name)
        writer.member("idempotent", fact.isIdempotent)
        writer.member(ifPresent: "language", fact.language?.tag)
        writer.member(ifPresent: "purpose", fact.purpose?.name)
        if !fact.requires.isEmpty { writer.member("requires", fact.requires.map(\.rawValue)) }
        writer.member("skills", fact.skills.map(\.name))
        writer.member(ifPresent: "team", fact.team?.name)
    }

    private static func write(_ fact: PolicySettings, to writer: inout JSONWriter) {
        writer.member("capacityBinds", fact.capacityBinds.rawValue)
        if !fact.duty.isEmpty { writer.member("duty", fact.duty.map(\.name)) }
        writer.key("presence")
        writer.beginObject()
        writer.member("graceSeconds", fact.presence.graceSeconds)
        writer.member("quietSeconds", fact.presence.quietSeconds)
        writer.member("whenGone", fact.presence.whenGone.rawValue)
        writer.endObject()
        writer.key("tagSkills")
        writer.beginArray()
        for called in fact.tagSkills {
            writer.beginObject()
            writer.member("skill", called.skill.name)
            writer.member("tag", called.tag.name)
            writer.endObject()
        }
        writer.endArray()
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readChannelSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let access: ChannelAccess = try data.word("access")
        let alone = try data.list("alone") { Role(rawValue: $0) }
        let channel = try data.channel("channel")
        let isIdempotent = try data.bool("idempotent")
        let language = try data.nameIfPresent("language") { Language($0) }
        let purpose = try data.nameIfPresent("purpose") { Skill($0) }
        let requires = try data.listIfPresent("requires") { ClassRequirement(rawValue: $0) } ?? []
        let skills = try data.list("skills") { Skill($0) }
        let team = try data.teamIfPresent("team")
        return .setting(
            .channelSet(
                ChannelSettings(
                    channel: channel, access: access, purpose: purpose, language: language, team: team, skills: skills,
                    alone: alone, isIdempotent: isIdempotent, requires: requires)))
    }

    /// As `readChannelSet`.
    static func readTeamSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let language: LanguageDemand = try data.word("language")
        let name = try data.string("name")
        let rule = try data.list("rule") { AssignmentOrder(rawValue: $0) }
        let team = try data.name("team") { TeamID($0) }
        return .setting(.teamSet(TeamSettings(team: team, name: name, rule: rule, language: language)))
    }

    /// As `readChannelSet`.
    static func readPolicySet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let binds: CapacityBinding = try data.word("capacityBinds")
        let duty = data.member("duty") == nil ? [] : try data.list("duty") { TeamID($0) }
        var presence = try data.object("presence")
        let grace = try presence.int("graceSeconds")
        let quiet = try presence.int("quietSeconds")
        let whenGone: WhenGone = try presence.word("whenGone")
        try presence.finish()
        var called: [TagSkill] = []
        for element in try data.array("tagSkills") {
            var pair = try JSONObjectReader(element)
            let skill = try pair.name("skill") { Skill($0) }
            called.append(TagSkill(tag: try pair.name("tag") { Tag($0) }, skill: skill))
            try pair.finish()
        }
        return .setting(
            .policySet(
                PolicySettings(
                    presence: PresencePolicy(quietSeconds: quiet, graceSeconds: grace, whenGone: whenGone),
                    capacityBinds: binds, tagSkills: called, duty: duty)))
    }
}
