internal import Identity
internal import Testing
internal import Ticketing

@Suite("Following a ticket")
struct FollowRules {
    private static func followed(by actor: Actor) -> Happened {
        Happened(.follow(.ticketFollowed(TicketFollowed(agent: actor.id))), by: actor)
    }

    private static func unfollowed(by actor: Actor) -> Happened {
        Happened(.follow(.ticketUnfollowed(TicketFollowed(agent: actor.id))), by: actor)
    }

    private static let crowd = (0..<100).map { number in
        followed(by: Actor(id: AgentID(.numbered(0xf000 + UInt64(number))), kind: .human))
    }

    @Test("is for everybody, up to a hundred", arguments: rules)
    func decides(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "whoever wants to follow does",
            given([.opened]).when(.follow, by: alice)
                .then(.accepts(.follow(.ticketFollowed(TicketFollowed(agent: alice.id)))))),
        Rule(
            "a resolved one, too",
            given([.opened, .resolved]).when(.follow, by: alice)
                .then(.accepts(.follow(.ticketFollowed(TicketFollowed(agent: alice.id)))))),
        Rule(
            "who follows already changes nothing",
            given([.opened, followed(by: alice)]).when(.follow, by: alice).then(.unchanged)),
        Rule(
            "a colleague is another follower",
            given([.opened, followed(by: alice)]).when(.follow, by: bob)
                .then(.accepts(.follow(.ticketFollowed(TicketFollowed(agent: bob.id)))))),
        Rule(
            "the hundred and first cannot",
            given([.opened] + crowd).when(.follow, by: alice).then(.rejected(.tooManyFollowers(maximum: 100)))),
        Rule(
            "unless somebody goes",
            given([.opened] + crowd.dropLast()).when(.follow, by: alice)
                .then(.accepts(.follow(.ticketFollowed(TicketFollowed(agent: alice.id)))))),
        Rule(
            "who follows can go",
            given([.opened, followed(by: alice)]).when(.unfollow, by: alice)
                .then(.accepts(.follow(.ticketUnfollowed(TicketFollowed(agent: alice.id)))))),
        Rule(
            "who does not follow has nothing to leave",
            given([.opened, followed(by: bob)]).when(.unfollow, by: alice).then(.unchanged)),
        Rule(
            "who went does not follow",
            given([.opened, followed(by: alice), unfollowed(by: alice)]).when(.unfollow, by: alice).then(.unchanged)),
    ]
}
