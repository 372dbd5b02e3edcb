/// Somebody changed how the workspace works. Whole documents: what it was before is what the event before it said.
///
/// They stand on the workspace's stream, whose version is the version of the policy that other events name.
package enum SettingEvent: Hashable, Sendable {
    case channelSet(ChannelSettings)
    case channelRetired(ChannelID)
    case teamSet(TeamSettings)
    case teamRetired(TeamID)
    case policySet(PolicySettings)
    case treeSet(ClassKind, ClassTree)

    case crisisDeclared(CrisisSettings)
    case crisisLifted(CrisisLifted)
    case crisisReported(CrisisReport)
}
