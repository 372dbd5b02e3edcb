package import Identity

/// What somebody wants to be the rule from now on.
package enum SettingCommand: Hashable, Sendable {
    case setChannel(ChannelSettings)
    case retireChannel(ChannelID)
    case setTeam(TeamSettings)
    case retireTeam(TeamID)
    case setPolicy(PolicySettings)
    case setTree(ClassKind, ClassTree)

    case declareCrisis(CrisisSettings)
    case liftCrisis(CrisisID)
    /// All that it asked for is done; or all that its end did, for one that was lifted there.
    case reportCrisis(CrisisReport, lifted: LogPosition?)
}

extension Rulebook {
    /// A workspace has at most so many channels with settings.
    package static let channelsMax = 1_000
    /// A workspace has at most so many teams.
    package static let teamsMax = 500

    /// What follows from a command on the workspace's settings.
    package func decide(_ command: SettingCommand, in workspace: WorkspaceID) -> Decision {
        switch decide(command) {
        case .failure(let rejection): .rejected(rejection)
        case .success(nil): .unchanged
        case .success(let event?): .accepted(Changes([NewEvent(.setting(event), on: .workspace(workspace))]))
        }
    }

    private func decide(_ command: SettingCommand) -> Result<SettingEvent?, Rejection> {
        switch command {
        case .setChannel(let settings):
            if channels[settings.channel] == settings { return .success(nil) }
            if let team = settings.team, teams[team] == nil { return .failure(.noSuchTeam(team)) }
            if channels[settings.channel] == nil && channels.count >= Self.channelsMax {
                return .failure(.tooManySettings(maximum: Self.channelsMax))
            }
            return .success(.channelSet(settings))
        case .retireChannel(let channel):
            return .success(channels[channel] == nil ? nil : .channelRetired(channel))
        case .setTeam(let settings):
            if teams[settings.team] == settings { return .success(nil) }
            if teams[settings.team] == nil && teams.count >= Self.teamsMax {
                return .failure(.tooManySettings(maximum: Self.teamsMax))
            }
            return .success(.teamSet(settings))
        case .retireTeam(let team):
            if teams[team] == nil { return .success(nil) }
            // The first by name, so that the answer is always the same.
            let users = channels.values.filter { $0.team == team }.map(\.channel.name)
            if let user = users.min().flatMap({ ChannelID($0) }) { return .failure(.teamInUse(by: user)) }
            return .success(.teamRetired(team))
        case .setTree(let kind, let tree):
            if self.tree(kind) == tree { return .success(nil) }
            if let flaw = tree.flaw(after: self.tree(kind)) { return .failure(.malformedTree(flaw)) }
            return .success(.treeSet(kind, tree))
        case .setPolicy(let settings):
            if policy == settings { return .success(nil) }
            if let team = settings.duty.first(where: { teams[$0] == nil }) { return .failure(.noSuchTeam(team)) }
            return .success(.policySet(settings))
        case .declareCrisis(let settings): return decide(declare: settings)
        case .liftCrisis(let crisis): return decide(lift: crisis)
        case .reportCrisis(let report, let lifted): return decide(report: report, lifted: lifted)
        }
    }
}
