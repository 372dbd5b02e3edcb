internal import Desk
internal import Identity
internal import JSON
internal import Projections
internal import Ticketing
internal import Wire

// How a workspace works, and who works in it.
extension Dispatcher {
    func setChannel(_ params: DocumentCommand<WireChannel>) throws(RPCError) -> DeskCommand {
        let document = params.document
        let channel = try Params.channel(document.channel)
        var settings = ChannelSettings(channel: channel, access: document.access == .direct ? .direct : .public)
        settings.purpose = try Params.optional(document.purpose) { text throws(RPCError) in
            try Params.skill(text, "purpose")
        }
        settings.language = try Params.optional(document.language) { text throws(RPCError) in
            try Params.language(text, "language")
        }
        settings.team = try Params.optional(document.team) { text throws(RPCError) in try Params.team(text) }
        settings.skills = try Params.sorted(document.skills, "skills", Params.skill)
        if let alone = document.alone {
            settings.alone = Set(alone.compactMap { Role(rawValue: $0.rawValue) }).sorted()
        }
        settings.isIdempotent = document.isIdempotent
        settings.requires = Set(document.requires.compactMap { ClassRequirement(rawValue: $0.rawValue) }).sorted()
        return .setting(.setChannel(settings))
    }

    func retireChannel(_ params: DocumentCommand<WireChannelName>) throws(RPCError) -> DeskCommand {
        .setting(.retireChannel(try Params.channel(params.document.channel)))
    }

    func setTeam(_ params: DocumentCommand<WireTeam>) throws(RPCError) -> DeskCommand {
        let document = params.document
        let rule = document.rule.compactMap { AssignmentOrder(rawValue: $0.rawValue) }
        if Set(rule).count < rule.count { throw Params.invalid("params.rule", "must name each order once") }
        return .setting(
            .setTeam(
                TeamSettings(
                    team: try Params.team(document.team), name: document.name, rule: rule,
                    language: LanguageDemand(rawValue: document.language.rawValue) ?? .preferred)))
    }

    func retireTeam(_ params: DocumentCommand<WireTeamName>) throws(RPCError) -> DeskCommand {
        .setting(.retireTeam(try Params.team(params.document.team)))
    }

    func setPolicy(_ params: DocumentCommand<WirePolicy>) throws(RPCError) -> DeskCommand {
        let document = params.document
        var called: [TagSkill] = []
        for (index, pair) in document.tagSkills.enumerated() {
            called.append(
                TagSkill(
                    tag: try Params.tag(pair.tag, "tagSkills[\(index)].tag"),
                    skill: try Params.skill(pair.skill, "tagSkills[\(index)].skill")))
        }
        if Set(called.map(\.tag)).count < called.count {
            throw Params.invalid("params.tagSkills", "must name each tag once")
        }
        let presence = PresencePolicy(
            quietSeconds: document.quietSeconds, graceSeconds: document.graceSeconds,
            whenGone: document.whenGone == .requeue ? .requeue : .keep)
        return .setting(
            .setPolicy(
                PolicySettings(
                    presence: presence, capacityBinds: document.capacityBinds == .automatic ? .automatic : .everyone,
                    tagSkills: called.sorted { $0.tag < $1.tag },
                    duty: try Params.sorted(document.duty, "duty", Params.team))))
    }

    func setAgent(_ params: DocumentCommand<WireProfile>) throws(RPCError) -> DeskCommand {
        let document = params.document
        var networks: [NetworkCapacity] = []
        for (index, limit) in document.networkCapacity.enumerated() {
            guard ChannelID("\(limit.network):a") != nil else {
                throw Params.invalid("params.networkCapacity[\(index)].network", "must be the network of a channel")
            }
            networks.append(NetworkCapacity(network: limit.network, max: limit.max))
        }
        if Set(networks.map(\.network)).count < networks.count {
            throw Params.invalid("params.networkCapacity", "must name each network once")
        }
        let capacity = Capacity(all: document.capacity, networks: networks.sorted { $0.network < $1.network })
        return .agent(
            try Params.agent(document.agent),
            .setProfile(
                AgentProfile(
                    teams: try Params.sorted(document.teams, "teams", Params.team),
                    skills: try Params.sorted(document.skills, "skills", Params.skill),
                    languages: try Params.sorted(document.languages, "languages", Params.language), capacity: capacity))
        )
    }

    func setAvailability(
        _ params: DocumentCommand<WireAvailabilityChoice>, _ context: RequestContext
    ) throws(RPCError) -> DeskCommand {
        let document = params.document
        let agent = try Params.optional(document.agent) { text throws(RPCError) in try Params.agent(text) }
        let state = AgentAvailability.State(rawValue: document.state.rawValue) ?? .offline
        return .agent(
            agent ?? context.principal.agent,
            .setAvailability(AgentAvailability(state, until: document.until.map { Instant($0) })))
    }

    func documentSet(_ done: CommandResult) throws(RPCError) -> DocumentVersion {
        DocumentVersion(position: done.position.value, version: Int64(try done.told(done.receipt.version).value))
    }

    func getSettings(_ params: SettingsGet, _ context: RequestContext) async throws(RPCError) -> SettingsGetResult {
        do {
            let version = params.version.map { StreamVersion(Int($0)) }
            let answer = try await desk.settings(at: version, as: context.principal, deadline: context.deadline)
            let rulebook = answer.rulebook
            return SettingsGetResult(
                version: Int64(rulebook.version.value),
                channels: rulebook.channels.values.map { WireChannel($0) }.sorted { $0.channel < $1.channel },
                teams: rulebook.teams.values.map { WireTeam($0) }.sorted { $0.team < $1.team },
                policy: WirePolicy(rulebook.policy),
                causes: rulebook.tree(.cause).nodes.map { WireClassNode($0) },
                products: rulebook.tree(.product).nodes.map { WireClassNode($0) })
        } catch {
            throw RPCError(error, repeating: .settingsGet)
        }
    }

    func listSettingChanges(
        _ params: SettingsHistory, _ context: RequestContext
    ) async throws(RPCError) -> SettingsHistoryResult {
        do {
            let changes = try await desk.settingChanges(
                before: params.before.map { StreamVersion(Int($0)) }, limit: params.limit ?? Limits.pageItemsDefault,
                as: context.principal, deadline: context.deadline)
            return SettingsHistoryResult(
                changes: changes.map { change in
                    let actor = change.recorded.actor
                    return SettingsHistoryResult.Change(
                        position: change.recorded.position.value, version: Int64(change.recorded.version.value),
                        at: WireTime(change.recorded.at),
                        by: WireActor(
                            id: actor.id.description, kind: WireActorKind(actor.kind), name: change.by?.name),
                        type: change.type, before: change.before.map { JSONBytes(trusted: $0) },
                        after: JSONBytes(trusted: change.after))
                })
        } catch {
            throw RPCError(error, repeating: .settingsHistory)
        }
    }

    func listAgents(_ params: AgentList, _ context: RequestContext) async throws(RPCError) -> AgentListResult {
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let (agents, asOf) = try await desk.roster(
                atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return AgentListResult(agents: agents.map { AgentListResult.Member($0) }, asOf: asOf.value)
        } catch {
            throw RPCError(error, repeating: .agentList)
        }
    }

    func explainAssignments(
        _ params: AssignmentExplain, _ context: RequestContext
    ) async throws(RPCError) -> AssignmentExplainResult {
        let ticket = try Params.ticket(params.ticket)
        do {
            let found = try await desk.explanations(of: ticket, as: context.principal, deadline: context.deadline)
            return AssignmentExplainResult(assignments: found.map { AssignmentExplainResult.Assignment($0) })
        } catch {
            throw RPCError(error, repeating: .assignmentExplain)
        }
    }
}
