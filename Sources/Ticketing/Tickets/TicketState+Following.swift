internal import Identity

extension TicketState {
    /// A ticket has at most so many followers: what everybody is told, nobody hears.
    package static let followerCountMax = 100

    func decideFollow(_ agent: AgentID) -> Decision {
        if followers.contains(agent) { return .unchanged }
        if followers.count >= Self.followerCountMax {
            return .rejected(.tooManyFollowers(maximum: Self.followerCountMax))
        }
        return accept(.follow(.ticketFollowed(TicketFollowed(agent: agent))))
    }

    func decideUnfollow(_ agent: AgentID) -> Decision {
        guard followers.contains(agent) else { return .unchanged }
        return accept(.follow(.ticketUnfollowed(TicketFollowed(agent: agent))))
    }
}
