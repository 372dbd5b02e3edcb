internal import Identity
internal import Testing
internal import Ticketing

@Suite("Who may have a ticket")
struct CapacityRules {
    private static let five = [ClaimLimit(.held(alice.id), max: 5)]
    private static let ofBilling: [Happened] = [.opened, .assigned(nil, team: billing)]

    private static let onlyShipping = SettingRules.rulebook([
        .teamSet(TeamSettings(team: shipping, name: "Shipping"))
    ])

    @Test("within teams and capacity", arguments: limits)
    func limit(rule: Rule) { rule.check() }

    static let limits: [Rule] = [
        Rule(
            "whoever claims holds one ticket more, of at most so many",
            given([.opened]).when(.claim, by: alice, taker: agent(alice, capacity: 5))
                .then(.accepts(.ticketClaimed, takes: [held(by: alice.id)], limits: five))),
        Rule(
            "a limit of the network comes beside that of all",
            given([.opened]).when(.claim, by: alice, taker: agent(alice, capacity: 5, networks: ["mail": 1, "x": 2]))
                .then(
                    .accepts(
                        .ticketClaimed, takes: [held(by: alice.id)],
                        limits: five + [ClaimLimit(.heldOn(alice.id, network: "x"), max: 2)]))),
        Rule(
            "who has no profile is held to nothing",
            given(ofBilling).when(.claim, by: alice).then(.accepts(.ticketClaimed, takes: [held(by: alice.id)]))),
        Rule(
            "who has no limit in their profile has none",
            given([.opened]).when(.claim, by: alice, taker: agent(alice))
                .then(.accepts(.ticketClaimed, takes: [held(by: alice.id)]))),
        Rule(
            "where capacity binds rules only, people take what they want",
            given([.opened]).when(.claim, by: alice, taker: agent(alice, capacity: 5), capacityBinds: .automatic)
                .then(.accepts(.ticketClaimed, takes: [held(by: alice.id)]))),
        Rule(
            "a ticket that waits for the customer takes no room",
            given([.opened, .sent(reply(1), by: bob)]).when(.claim, by: alice, taker: agent(alice, capacity: 0))
                .then(.accepts(.ticketClaimed))),
        Rule(
            "who answers has room again",
            given([.opened, .claimed(by: alice)]).when(.reply(reply(1), text: "Hi.", seen: nil), by: alice)
                .then(
                    .accepts(
                        .replySent(ReplySent(reply: reply(1), seen: nil)), sealing: Personal(text: "Hi."),
                        takes: [.reply(reply(1))], releases: [held(by: alice.id)]))),
        Rule(
            "who hands over has room again, and the other has less",
            given([.opened, .claimed(by: alice)])
                .when(.assign(agent: bob.id, team: nil), by: alice, taker: agent(bob, capacity: 5))
                .then(
                    .accepts(
                        .ticketAssigned(TicketAssigned(agent: bob.id, team: nil)), takes: [held(by: bob.id)],
                        releases: [held(by: alice.id)], limits: [ClaimLimit(.held(bob.id), max: 5)]))),
        Rule(
            "a resolved ticket is held by nobody, and waits for nobody",
            given([.opened, .claimed(by: alice)]).when(.resolve, by: alice)
                .then(.accepts(.ticketResolved, releases: [unresolved, held(by: alice.id)]))),
        Rule(
            "what is reopened is held again by who had it, with or without room",
            given([.opened, .claimed(by: alice), .resolved])
                .when(.reopen, by: bob)
                .then(.accepts(.ticketReopened, takes: [unresolved, held(by: alice.id)]))),
        Rule(
            "a ticket of a team is for its agents",
            given(ofBilling).when(.claim, by: alice, taker: agent(alice, teams: [shipping]))
                .then(.rejected(.notInTeam(billing)))),
        Rule(
            "but not of a team that is not there any more, which nobody else looks after",
            given(ofBilling)
                .when(.claim, by: alice, taker: agent(alice, teams: [shipping]), rulebook: onlyShipping)
                .then(.accepts(.ticketClaimed, takes: [held(by: alice.id)]))),
        Rule(
            "where there are teams, a ticket goes to none that is not one of them",
            given([.opened]).when(.assign(agent: nil, team: billing), by: alice, rulebook: onlyShipping)
                .then(.rejected(.noSuchTeam(billing)))),
        Rule(
            "where nobody has said what teams there are, to any",
            given([.opened]).when(.assign(agent: nil, team: billing), by: alice)
                .then(.accepts(.ticketAssigned(TicketAssigned(agent: nil, team: billing))))),
        Rule(
            "a supervisor takes it all the same",
            given(ofBilling).when(.claim, by: alice, supervisor: true, taker: agent(alice, teams: [shipping]))
                .then(.accepts(.ticketClaimed, takes: [held(by: alice.id)]))),
        Rule(
            "nobody is given what is another team's",
            given(ofBilling).when(.assign(agent: bob.id, team: nil), by: alice, taker: agent(bob, teams: [shipping]))
                .then(.rejected(.notInTeam(billing)))),
        Rule(
            "but by a supervisor, and the event says so",
            given(ofBilling)
                .when(
                    .assign(agent: bob.id, team: nil), by: alice, supervisor: true, taker: agent(bob, teams: [shipping])
                )
                .then(
                    .accepts(
                        .ticketAssigned(TicketAssigned(agent: bob.id, team: billing, isOverride: true)),
                        takes: [held(by: bob.id)]))),
        Rule(
            "who was found to be full is given more only by who may, and the event says so",
            given([.opened])
                .when(
                    .assign(agent: bob.id, team: nil), by: alice, supervisor: true, taker: agent(bob, capacity: 5),
                    mayExceed: true
                )
                .then(
                    .accepts(
                        .ticketAssigned(TicketAssigned(agent: bob.id, team: nil, isOverride: true)),
                        takes: [held(by: bob.id)]))),
    ]

    @Test("what rules give and take", arguments: rules)
    func routing(rule: Rule) { rule.check() }

    private static let routed = Event.assignment(
        .routed(TicketRouted(agent: alice.id, decision: decision(for: billing))))
    private static let gone = TicketRequeued(agent: alice.id, goneSince: noon, policy: StreamVersion(1))

    static let rules: [Rule] = [
        Rule(
            "a rule gives what waits in the team's queue, within capacity",
            given(ofBilling)
                .when(.route(alice.id, decision(for: billing)), by: .rule, taker: agent(alice, capacity: 5))
                .then(.accepts(routed, takes: [held(by: alice.id)], limits: five))),
        Rule(
            "also where capacity binds nobody else",
            given(ofBilling)
                .when(
                    .route(alice.id, decision(for: billing)), by: .rule, taker: agent(alice, capacity: 5),
                    capacityBinds: .automatic
                )
                .then(.accepts(routed, takes: [held(by: alice.id)], limits: five))),
        Rule(
            "it takes a ticket out of nobody's hands",
            given(ofBilling + [.claimed(by: bob)]).when(.route(alice.id, decision(for: billing)), by: .rule)
                .then(.unchanged)),
        Rule(
            "it gives nothing that does not wait for us",
            given(ofBilling + [.sent(reply(1), by: bob)]).when(.route(alice.id, decision(for: billing)), by: .rule)
                .then(.unchanged)),
        Rule(
            "it gives nothing of another team's",
            given([.opened, .assigned(nil, team: shipping)]).when(.route(alice.id, decision(for: billing)), by: .rule)
                .then(.unchanged)),
        Rule(
            "nothing goes back to who gave it back",
            given(ofBilling + [.claimed(by: alice), .released(by: alice)])
                .when(.route(alice.id, decision(for: billing)), by: .rule).then(.unchanged)),
        Rule(
            "but to who lost it to a supervisor it may",
            given(ofBilling + [.claimed(by: alice), .released(by: bob)])
                .when(.route(alice.id, decision(for: billing)), by: .rule).then(.accepts(routed))),
        Rule(
            "what somebody holds who is gone goes back to the queue",
            given(ofBilling + [.routed(alice)]).when(.requeue(gone), by: .rule)
                .then(.accepts(.assignment(.requeued(gone)), releases: [held(by: alice.id)]))),
        Rule(
            "but not what somebody else has by now",
            given(ofBilling + [.routed(alice), .assigned(bob, team: billing)]).when(.requeue(gone), by: .rule)
                .then(.unchanged)),
        Rule(
            "nor what waits for the customer",
            given(ofBilling + [.routed(alice), .sent(reply(1), by: alice)]).when(.requeue(gone), by: .rule)
                .then(.unchanged)),
    ]
}
