internal import Identity
internal import Testing
internal import Ticketing

@Suite("Who has a ticket")
struct AssignmentRules {
    @Test("a claim", arguments: claims)
    func claim(rule: Rule) { rule.check() }

    static let claims: [Rule] = [
        Rule("wins a ticket nobody has", given([.opened]).when(.claim, by: alice).then(.accepts(.ticketClaimed))),
        Rule(
            "wins a ticket that was released",
            given([.opened, .claimed(by: bob), .released(by: bob)]).when(.claim, by: alice)
                .then(.accepts(.ticketClaimed))),
        Rule(
            "wins a ticket that waits for the customer",
            given([.opened, .sent(reply(1), by: bob)]).when(.claim, by: alice).then(.accepts(.ticketClaimed))),
        Rule(
            "wins a snoozed ticket",
            given([.opened, .snoozed(until: noon.advanced(bySeconds: 60))]).when(.claim, by: alice)
                .then(.accepts(.ticketClaimed))),
        Rule(
            "wins a ticket that only a team has",
            given([.opened, .assigned(nil, team: billing)]).when(.claim, by: alice).then(.accepts(.ticketClaimed))),
        Rule(
            "of what one has already changes nothing",
            given([.opened, .claimed(by: alice)]).when(.claim, by: alice).then(.unchanged)),
        Rule(
            "of what one was given changes nothing",
            given([.opened, .assigned(alice)]).when(.claim, by: alice).then(.unchanged)),
        Rule(
            "of a colleague's ticket is refused and says who has it",
            given([.opened, .claimed(by: bob)]).when(.claim, by: alice).then(.rejected(.alreadyClaimed(by: bob.id)))),
        Rule(
            "of a colleague's ticket is refused even to a supervisor, who can assign",
            given([.opened, .claimed(by: bob)]).when(.claim, by: alice, supervisor: true)
                .then(.rejected(.alreadyClaimed(by: bob.id)))),
        Rule(
            "of a resolved ticket nobody has is refused",
            given([.opened, .resolved]).when(.claim, by: alice).then(.rejected(.invalidState(.resolved)))),
        Rule(
            "of a resolved ticket one has changes nothing",
            given([.opened, .claimed(by: alice), .resolved]).when(.claim, by: alice).then(.unchanged)),
        Rule(
            "of a colleague's resolved ticket says who has it",
            given([.opened, .claimed(by: bob), .resolved]).when(.claim, by: alice)
                .then(.rejected(.alreadyClaimed(by: bob.id)))),
        Rule(
            "wins a ticket that was reopened",
            given([.opened, .resolved, .reopened]).when(.claim, by: alice).then(.accepts(.ticketClaimed))),
    ]

    @Test("of many agents claiming one ticket, exactly one gets it and the others learn who")
    func oneWinner() {
        let agents = (1...100).map { Actor(id: AgentID(.numbered(UInt64($0))), kind: .human) }
        var state: TicketState? = given([.opened]).state
        var winners: [Actor] = []
        for agent in agents {
            // Everybody decided on the same state; whoever lost the race has reloaded.
            switch state?.decide(.claim, TicketContext(actor: agent, now: noon)) {
            case .accepted(let changes):
                winners.append(agent)
                for new in changes.events {
                    TicketState.evolve(&state, with: Happened(new.event, by: agent).logged(as: 2))
                }
            case .rejected(let rejection): #expect(rejection == .alreadyClaimed(by: agents[0].id))
            case .unchanged, nil: Issue.record("a claim by somebody else cannot be unchanged")
            }
        }
        #expect(winners == [agents[0]])
    }

    @Test("a release", arguments: releases)
    func release(rule: Rule) { rule.check() }

    static let releases: [Rule] = [
        Rule(
            "by who has it frees the ticket",
            given([.opened, .claimed(by: alice)]).when(.release, by: alice).then(.accepts(.ticketReleased))),
        Rule(
            "by who was given it frees the ticket",
            given([.opened, .assigned(alice, team: billing)]).when(.release, by: alice)
                .then(.accepts(.ticketReleased))),
        Rule(
            "by a colleague is refused and says who has it",
            given([.opened, .claimed(by: alice)]).when(.release, by: bob)
                .then(.rejected(.notClaimed(heldBy: alice.id)))),
        Rule(
            "by a supervisor frees a colleague's ticket",
            given([.opened, .claimed(by: alice)]).when(.release, by: bob, supervisor: true)
                .then(.accepts(.ticketReleased))),
        Rule("of what nobody has changes nothing", given([.opened]).when(.release, by: alice).then(.unchanged)),
        Rule(
            "of what was released changes nothing",
            given([.opened, .claimed(by: alice), .released(by: alice)]).when(.release, by: alice).then(.unchanged)),
        Rule(
            "frees a resolved ticket",
            given([.opened, .claimed(by: alice), .resolved]).when(.release, by: alice).then(.accepts(.ticketReleased))),
    ]

    @Test("an assignment", arguments: assignments)
    func assign(rule: Rule) { rule.check() }

    static let assignments: [Rule] = [
        Rule(
            "to an agent gives them the ticket",
            given([.opened]).when(.assign(agent: alice.id, team: nil), by: bob).then(.accepts(assigned(alice, nil)))),
        Rule(
            "to an agent takes it from a colleague",
            given([.opened, .claimed(by: bob)]).when(.assign(agent: alice.id, team: nil), by: bob)
                .then(.accepts(assigned(alice, nil)))),
        Rule(
            "to an agent leaves it with its team",
            given([.opened, .assigned(nil, team: billing)]).when(.assign(agent: alice.id, team: nil), by: bob)
                .then(.accepts(assigned(alice, billing)))),
        Rule(
            "to a team gives it to the team",
            given([.opened]).when(.assign(agent: nil, team: billing), by: bob).then(.accepts(assigned(nil, billing)))),
        Rule(
            "to a team frees it for anyone there",
            given([.opened, .claimed(by: alice)]).when(.assign(agent: nil, team: billing), by: bob)
                .then(.accepts(assigned(nil, billing)))),
        Rule(
            "to the team that has it frees it from its agent",
            given([.opened, .assigned(alice, team: billing)]).when(.assign(agent: nil, team: billing), by: bob)
                .then(.accepts(assigned(nil, billing)))),
        Rule(
            "to another team moves it",
            given([.opened, .assigned(nil, team: billing)]).when(.assign(agent: nil, team: shipping), by: bob)
                .then(.accepts(assigned(nil, shipping)))),
        Rule(
            "to both sets both",
            given([.opened, .assigned(bob, team: billing)])
                .when(.assign(agent: alice.id, team: shipping), by: bob).then(.accepts(assigned(alice, shipping)))),
        Rule(
            "to the agent who has it changes nothing",
            given([.opened, .claimed(by: alice)]).when(.assign(agent: alice.id, team: nil), by: bob).then(.unchanged)),
        Rule(
            "to the agent who has it changes nothing though it has a team",
            given([.opened, .assigned(alice, team: billing)]).when(.assign(agent: alice.id, team: nil), by: bob)
                .then(.unchanged)),
        Rule(
            "to the team that has it, with no agent, changes nothing",
            given([.opened, .assigned(nil, team: billing)]).when(.assign(agent: nil, team: billing), by: bob)
                .then(.unchanged)),
        Rule(
            "to both as it is changes nothing",
            given([.opened, .assigned(alice, team: billing)]).when(.assign(agent: alice.id, team: billing), by: bob)
                .then(.unchanged)),
        Rule(
            "to nobody changes nothing where nobody has it",
            given([.opened, .assigned(nil, team: billing)]).when(.assign(agent: nil, team: nil), by: bob)
                .then(.unchanged)),
        Rule(
            "to nobody takes it from its agent and leaves it with its team",
            given([.opened, .assigned(alice, team: billing)]).when(.assign(agent: nil, team: nil), by: bob)
                .then(.accepts(assigned(nil, billing)))),
        Rule(
            "of a resolved ticket is for when it comes back",
            given([.opened, .resolved]).when(.assign(agent: alice.id, team: nil), by: bob)
                .then(.accepts(assigned(alice, nil)))),
    ]

    private static func assigned(_ agent: Actor?, _ team: TeamID?) -> Event {
        .ticketAssigned(TicketAssigned(agent: agent?.id, team: team))
    }
}
