internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// The settings of a workspace as they were at one version.
package struct SettingsAnswer: Hashable, Sendable {
    package let rulebook: Rulebook
}

/// One change of the settings: who, when, and what it said before.
package struct SettingChange: Hashable, Sendable {
    package let recorded: RecordedEvent
    /// The event's name, such as `channel.set`.
    package let type: String
    package let by: PersonName?
    /// The `data` of the entry that said something of the same thing before; nil if none did.
    package let before: [UInt8]?
    /// The `data` of its entry.
    package let after: [UInt8]
}

/// An agent with what they can do and what they hold.
package struct StaffStanding: Hashable, Sendable {
    package let standing: Standing
    package let name: PersonName
}

/// Why a rule gave a ticket to somebody.
package struct AssignmentExplanation: Hashable, Sendable {
    package let position: LogPosition
    package let at: Instant
    package let routed: TicketRouted
    /// Of everybody in it.
    package let names: [AgentID: PersonName]
}

extension Desk {
    private static let settingsReaders: Set<Role> = [.admin, .agent, .supervisor, .bot, .auditor, .trainee]

    /// The settings now, or under a version of the past.
    package func settings(
        at version: StreamVersion?, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> SettingsAnswer {
        try authorise(principal, for: Self.settingsReaders)
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            let current = try await self.rulebook(in: workspace, fresh: true)
            guard let version, version != current.version else { return SettingsAnswer(rulebook: current) }
            guard current.version > version, version > StreamVersion.none else {
                throw DeskError(
                    .invalid(path: "params.version"), "the settings have the versions 1 to \(current.version)")
            }
            var past = Rulebook()
            for record in try await self.settingRecords(of: workspace) where past.version < version {
                past.evolve(with: try Entry.decode(record.entry, at: record.position))
            }
            return SettingsAnswer(rulebook: past)
        }
    }

    /// Changes of the settings before a version, the newest first.
    package func settingChanges(
        before version: StreamVersion?, limit: Int, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> [SettingChange] {
        try authorise(principal, for: [.admin, .supervisor, .auditor])
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            var last: [SettingSubject: [UInt8]] = [:]
            var changes: [SettingChange] = []
            for record in try await self.settingRecords(of: workspace) {
                let recorded = try Entry.decode(record.entry, at: record.position)
                guard case .setting(let setting) = recorded.event else { continue }
                let subject = SettingSubject(of: setting)
                let data = try Entry.data(of: record.entry, at: record.position)
                changes.append(
                    SettingChange(
                        recorded: recorded, type: EventType(of: recorded.event).rawValue, by: nil,
                        before: last[subject], after: data))
                last[subject] = data
            }
            if let version { changes.removeAll { $0.recorded.version >= version } }
            let shown = changes.suffix(limit).reversed()
            // Whoever changed something was registered before that: then the views know what they are called.
            if let newest = shown.first?.recorded.position {
                try await self.waitForViews(newest, in: workspace.id, deadline: deadline)
            }
            let names = try await self.names(of: Set(shown.map(\.recorded.actor.id)), in: workspace)
            return shown.map {
                SettingChange(
                    recorded: $0.recorded, type: $0.type, by: names[$0.recorded.actor.id], before: $0.before,
                    after: $0.after)
            }
        }
    }

    func settingRecords(of workspace: DeskWorkspace) async throws -> [LogRecord] {
        try await log.readStream(workspace.id, StreamID.workspace(workspace.id).description)
    }

    /// Everybody of whom something was said, with what they hold. `atLeast` is a position that must be in it.
    package func roster(
        atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> (agents: [StaffStanding], asOf: LogPosition) {
        try authorise(principal, for: Self.settingsReaders)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let roster = try await self.views.roster(of: workspace.id, queue: nil, limit: 0).roster
            let names = try await self.names(of: Set(roster.standings.map(\.agent.id)), in: workspace)
            let agents = roster.standings.map { standing in
                let id = standing.agent.id
                return StaffStanding(standing: standing, name: names[id] ?? PersonName(id: id, name: nil))
            }
            return (agents, roster.asOf)
        }
    }

    /// What rules did with a ticket, the oldest first.
    package func explanations(
        of ticket: TicketID, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> [AssignmentExplanation] {
        try authorise(principal, for: Self.settingsReaders)
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            let records = try await self.log.readStream(workspace.id, StreamID.ticket(ticket).description)
            if records.isEmpty {
                throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
            }
            var found: [(RecordedEvent, TicketRouted)] = []
            for record in records {
                let recorded = try Entry.decode(record.entry, at: record.position)
                if case .assignment(.routed(let routed)) = recorded.event { found.append((recorded, routed)) }
            }
            let people = found.flatMap { $0.1.decision.candidates.map(\.agent) + $0.1.decision.declined }
            let names = try await self.names(of: Set(people), in: workspace)
            return found.map { recorded, routed in
                AssignmentExplanation(position: recorded.position, at: recorded.at, routed: routed, names: names)
            }
        }
    }
}

/// What a setting is about.
private enum SettingSubject: Hashable {
    case channel(ChannelID)
    case team(TeamID)
    case policy
    case tree(ClassKind)
    case crisis(CrisisID)

    init(of event: SettingEvent) {
        switch event {
        case .channelSet(let settings): self = .channel(settings.channel)
        case .channelRetired(let channel): self = .channel(channel)
        case .teamSet(let settings): self = .team(settings.team)
        case .teamRetired(let team): self = .team(team)
        case .policySet: self = .policy
        case .treeSet(let kind, _): self = .tree(kind)
        case .crisisDeclared(let settings): self = .crisis(settings.crisis)
        case .crisisLifted(let lifted): self = .crisis(lifted.crisis)
        case .crisisReported(let report): self = .crisis(report.crisis)
        }
    }
}
