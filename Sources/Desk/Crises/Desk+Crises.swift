internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// What somebody wants to hold until it is lifted.
package struct CrisisDeclaration: Hashable, Sendable {
    /// Sorted, each once; empty for all.
    package var channels: [ChannelID]
    /// Sorted, each once.
    package var freezes: [Freeze]
    package var raises: CrisisRaise?
    /// Teams of whom everybody is told. Sorted, each once; nil for those on duty.
    package var notify: [TeamID]?
    package var reason: String

    package init(
        channels: [ChannelID] = [], freezes: [Freeze] = [], raises: CrisisRaise? = nil, notify: [TeamID]? = nil,
        reason: String
    ) {
        self.channels = channels
        self.freezes = freezes
        self.raises = raises
        self.notify = notify
        self.reason = reason
    }
}

/// A crisis with all that became of it.
package struct CrisisAnswer: Hashable, Sendable {
    package let settings: CrisisSettings
    /// Where and when it was declared, and by whom.
    package let declared: CrisisMoment
    /// Nil while it holds.
    package internal(set) var lifted: CrisisMoment?
    /// What it did, as far as it was reported; nil before that.
    package internal(set) var report: CrisisReport?
    /// Where that was said, and when.
    package internal(set) var reported: CrisisMoment?
}

/// When something became of a crisis.
package struct CrisisMoment: Hashable, Sendable {
    package let position: LogPosition
    package let at: Instant
    package let by: PersonName
    package let kind: AgentKind
}

extension Desk {
    private static let crisisReaders: Set<Role> = [.admin, .agent, .supervisor, .bot, .auditor, .trainee]
    /// How long a crisis waits for the views to know who is in its teams: it must be declared all the same.
    private static let rosterPatience = Duration.seconds(2)

    /// Decides on a crisis: who is told are those of whom the views know that they are in its teams.
    func planCrisis(_ declaration: CrisisDeclaration, in workspace: DeskWorkspace) async throws -> Plan {
        var settings = CrisisSettings(
            crisis: CrisisID(makeID()), channels: declaration.channels, freezes: declaration.freezes,
            raises: declaration.raises, notify: declaration.notify ?? [], reason: declaration.reason)
        if declaration.notify == nil {
            let rulebook = try await rulebook(in: workspace, fresh: true)
            settings.notify = rulebook.policy.duty.filter { rulebook.teams[$0] != nil }
        }
        if !settings.notify.isEmpty {
            let last = try await log.last(of: workspace.id)
            do {
                try await waitForViews(last, in: workspace.id, deadline: .now + Self.rosterPatience)
            } catch let error as DeskError where error.code == .notYetVisible {}
            let roster = try await views.roster(of: workspace.id, queue: nil, limit: 0).roster
            let wanted = Set(settings.notify)
            settings.agents = roster.standings.map(\.agent)
                .filter { $0.profile.map { !wanted.isDisjoint(with: $0.teams) } ?? false }.map(\.id).sorted()
            guard settings.agents.count <= CrisisSettings.agentsMax else {
                throw DeskError(
                    .invalid(path: "params.notify"),
                    "more than \(CrisisSettings.agentsMax) agents are in these teams; name others")
            }
        }
        var plan = try await plan(.declareCrisis(settings), in: workspace)
        plan.receipt.crisis = settings.crisis
        return plan
    }

    /// A crisis, and what it did. **Errors**: `notFound`.
    package func crisis(
        _ id: CrisisID, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> CrisisAnswer {
        let found = try await crises(limit: .max, as: principal, deadline: deadline).first { $0.settings.crisis == id }
        guard let found else { throw DeskError(.notFound(.crisis), "there is no crisis \(id) in this workspace") }
        return found
    }

    /// The last crises, the newest first.
    package func crises(
        limit: Int, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> [CrisisAnswer] {
        try authorise(principal, for: Self.crisisReaders)
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            var events: [(recorded: RecordedEvent, event: SettingEvent)] = []
            for record in try await self.settingRecords(of: workspace) {
                let recorded = try Entry.decode(record.entry, at: record.position)
                guard case .setting(let event) = recorded.event else { continue }
                switch event {
                case .crisisDeclared, .crisisLifted, .crisisReported: events.append((recorded, event))
                default: continue
                }
            }
            let names = try await self.names(of: Set(events.map(\.recorded.actor.id)), in: workspace)
            var found: [CrisisAnswer] = []
            for (recorded, event) in events {
                let actor = recorded.actor
                let moment = CrisisMoment(
                    position: recorded.position, at: recorded.at,
                    by: names[actor.id] ?? PersonName(id: actor.id, name: nil), kind: actor.kind)
                func change(_ id: CrisisID, _ body: (inout CrisisAnswer) -> Void) {
                    if let index = found.firstIndex(where: { $0.settings.crisis == id }) { body(&found[index]) }
                }
                switch event {
                case .crisisDeclared(let settings):
                    found.append(CrisisAnswer(settings: settings, declared: moment))
                case .crisisLifted(let lifted): change(lifted.crisis) { $0.lifted = moment }
                case .crisisReported(let report):
                    change(report.crisis) {
                        $0.report = report
                        $0.reported = moment
                    }
                default: break
                }
            }
            return Array(found.reversed().prefix(limit))
        }
    }
}
