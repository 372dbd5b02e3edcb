package import Identity

/// What holds on some channels until it is lifted: somebody has seen that things go wrong there.
///
/// Nothing in it is sealed: it is about nobody.
package struct CrisisSettings: Hashable, Sendable {
    package let crisis: CrisisID
    /// Sorted, each once; empty for all there are. **Range**: at most 64.
    package var channels: [ChannelID]
    /// Sorted, each once.
    package var freezes: [Freeze]
    /// Which tickets become urgent; nil for none.
    package var raises: CrisisRaise?
    /// Who is told. Sorted, each once. **Range**: at most 8.
    package var notify: [TeamID]
    /// Who was in these teams then, and is told. Sorted, each once. **Range**: at most 500.
    package var agents: [AgentID]
    /// **Range**: 1 to 1,024 bytes.
    package var reason: String

    package static let agentsMax = 500

    package init(
        crisis: CrisisID, channels: [ChannelID] = [], freezes: [Freeze] = [], raises: CrisisRaise? = nil,
        notify: [TeamID] = [], agents: [AgentID] = [], reason: String
    ) {
        self.crisis = crisis
        self.channels = channels
        self.freezes = freezes
        self.raises = raises
        self.notify = notify
        self.agents = agents
        self.reason = reason
    }

    /// Whether it is about a channel.
    package func covers(_ channel: ChannelID) -> Bool { channels.isEmpty || channels.contains(channel) }
}

/// What stands still in a crisis.
package enum Freeze: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Whatever goes out by itself: bots that may answer alone write drafts for people.
    case automation
    /// Whatever bots do with tickets.
    case bots
    /// Answers whose words are a template's and nobody's own.
    case templates

    package static func < (left: Freeze, right: Freeze) -> Bool { left.rawValue < right.rawValue }
}

/// Which of the tickets that wait for us become urgent: any of these.
package struct CrisisRaise: Hashable, Sendable {
    /// Those with one of these tags. Sorted, each once. **Range**: at most 8.
    package var tags: [Tag]
    /// Those whose customers had waited so long already. **Units**: seconds, 0 and up; nil for however long.
    package var waitingSeconds: Int?

    package init(tags: [Tag] = [], waitingSeconds: Int? = nil) {
        self.tags = tags
        self.waitingSeconds = waitingSeconds
    }

    /// Whether a ticket is one of them.
    package func matches(tags: [Tag], waitingSince: Instant?, at moment: Instant) -> Bool {
        if self.tags.contains(where: { tags.contains($0) }) { return true }
        guard let waitingSeconds, let waitingSince else { return false }
        return waitingSince.advanced(bySeconds: Int64(waitingSeconds)) <= moment
    }
}

/// A crisis is over.
package struct CrisisLifted: Hashable, Sendable {
    package let crisis: CrisisID
    /// Who was told of it, and is told of this.
    package let agents: [AgentID]

    package init(crisis: CrisisID, agents: [AgentID]) {
        self.crisis = crisis
        self.agents = agents
    }
}

/// What a crisis did so far; said when all that it asked for is done, and once more when all that its end asked for is.
package struct CrisisReport: Hashable, Sendable {
    package let crisis: CrisisID
    /// How many tickets it made urgent.
    package let raised: Int
    /// How many of these were put back by its end.
    package let restored: Int
    /// How many agents were told.
    package let notified: Int

    package init(crisis: CrisisID, raised: Int, restored: Int, notified: Int) {
        self.crisis = crisis
        self.raised = raised
        self.restored = restored
        self.notified = notified
    }
}

/// A crisis that is not through: declared, or lifted and not reported on to its end.
package struct Crisis: Hashable, Sendable {
    package let settings: CrisisSettings
    /// Where it was declared, and when.
    package let declared: LogPosition
    package let declaredAt: Instant
    /// What it did until all that it asked for was done; nil before.
    package internal(set) var report: CrisisReport?
    /// Where it was lifted; nil while it holds.
    package internal(set) var lifted: LogPosition?

    /// Whether something of it is left to do.
    package var isUnsettled: Bool { lifted != nil || report == nil }
}

/// What stands still on one channel, by the crisis that wants it so.
package struct FrozenChannel: Hashable, Sendable {
    package var bots: CrisisID?
    package var automation: CrisisID?
    package var templates: CrisisID?

    /// Nothing does.
    package static let nothing = FrozenChannel()

    package init(bots: CrisisID? = nil, automation: CrisisID? = nil, templates: CrisisID? = nil) {
        self.bots = bots
        self.automation = automation
        self.templates = templates
    }
}

extension Rulebook {
    /// At most so many crises are not through at once.
    package static let crisesMax = 16

    /// What stands still on a channel; of several crises the first says so.
    package func frozen(on channel: ChannelID) -> FrozenChannel {
        func first(_ freeze: Freeze) -> CrisisID? {
            crises.first {
                $0.lifted == nil && $0.settings.covers(channel) && $0.settings.freezes.contains(freeze)
            }?.settings.crisis
        }
        // Nearly always.
        if crises.isEmpty { return .nothing }
        return FrozenChannel(bots: first(.bots), automation: first(.automation), templates: first(.templates))
    }

    /// Whether somebody of this kind with these roles may answer on a channel without anybody's approval.
    package func mayAnswerAlone(_ kind: AgentKind, _ roles: [Role], on channel: ChannelID) -> Bool {
        if kind == .bot, frozen(on: channel).automation != nil { return false }
        return answers(on: channel).allows(kind, roles)
    }

    func decide(declare settings: CrisisSettings) -> Result<SettingEvent?, Rejection> {
        if let team = settings.notify.first(where: { teams[$0] == nil }) { return .failure(.noSuchTeam(team)) }
        if crises.count >= Self.crisesMax { return .failure(.tooManySettings(maximum: Self.crisesMax)) }
        return .success(.crisisDeclared(settings))
    }

    func decide(lift id: CrisisID) -> Result<SettingEvent?, Rejection> {
        if liftedCrises.contains(id) { return .success(nil) }
        guard let crisis = crises.first(where: { $0.settings.crisis == id }) else {
            return .failure(.noSuchCrisis(id))
        }
        return .success(.crisisLifted(CrisisLifted(crisis: id, agents: crisis.settings.agents)))
    }

    /// Once for what was declared, and once for what was lifted: what was done for the one says nothing of the other.
    func decide(report: CrisisReport, lifted: LogPosition?) -> Result<SettingEvent?, Rejection> {
        guard let crisis = crises.first(where: { $0.settings.crisis == report.crisis }) else { return .success(nil) }
        return .success(crisis.isUnsettled && crisis.lifted == lifted ? .crisisReported(report) : nil)
    }

    mutating func evolve(with settings: CrisisSettings, by recorded: RecordedEvent) {
        crises.append(Crisis(settings: settings, declared: recorded.position, declaredAt: recorded.at))
    }

    mutating func evolve(with lifted: CrisisLifted, by recorded: RecordedEvent) {
        liftedCrises.insert(lifted.crisis)
        guard let index = crises.firstIndex(where: { $0.settings.crisis == lifted.crisis }) else { return }
        crises[index].lifted = recorded.position
    }

    mutating func evolve(with report: CrisisReport) {
        guard let index = crises.firstIndex(where: { $0.settings.crisis == report.crisis }) else { return }
        if crises[index].lifted == nil {
            crises[index].report = report
        } else {
            crises.remove(at: index)
        }
    }
}
