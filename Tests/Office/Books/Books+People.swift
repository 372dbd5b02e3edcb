internal import Identity
internal import Ticketing

extension Books {
    mutating func enterSetting(_ event: RecordedEvent) throws(Breach) {
        rules.version += 1
        guard case .setting(let setting) = event.event else { return }
        switch setting {
        case .channelSet(let channel):
            if let team = channel.team, rules.teams[team] == nil { throw breach(.settings, event, "no such team") }
            rules.channels[channel.channel] = channel
        case .channelRetired(let channel): rules.channels[channel] = nil
        case .teamSet(let team): rules.teams[team.team] = team
        case .teamRetired(let team):
            if rules.channels.values.contains(where: { $0.team == team }) {
                throw breach(.settings, event, "a channel's tickets go there")
            }
            rules.teams[team] = nil
        case .policySet(let policy): rules.policy = policy
        // What stands in trees no office asks.
        case .treeSet: break
        case .crisisDeclared(let settings): try declare(settings, event)
        case .crisisLifted(let lifted): try lift(lifted, event)
        case .crisisReported(let told): try report(told, event)
        }
    }

    mutating func enter(_ event: RecordedEvent, of agent: AgentID) throws(Breach) {
        switch event.event {
        case .agentRegistered: people[agent] = Person()
        case .agent(.profileSet(let profile)):
            if !profile.teams.allSatisfy({ rules.teams[$0] != nil }) { throw breach(.settings, event, "no such team") }
            people[agent]?.profile = profile
        case .agent(.availabilitySet(let chosen)): people[agent]?.chosen = chosen
        case .agent(.connected):
            if people[agent]?.isHere != false { throw breach(.state, event, "they were there") }
            people[agent]?.isHere = true
            people[agent]?.goneSince = nil
        case .agent(.disconnected(let gone)):
            if people[agent]?.isHere != true { throw breach(.state, event, "they were not there") }
            people[agent]?.isHere = false
            people[agent]?.goneSince = gone.since
        default: break
        }
    }
}
