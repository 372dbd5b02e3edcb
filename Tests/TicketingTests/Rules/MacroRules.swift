internal import Identity
internal import Testing
internal import Ticketing

@Suite("Several steps in one")
struct MacroRules {
    @Test("a macro", arguments: rules)
    func running(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "does all of its steps, in their order, with what their claims come to in the end",
            given([.opened, .written, .claimed(by: alice)])
                .when(.all([answer(), .tag(tags("late")), .assign(agent: nil, team: billing), .resolve]), by: alice)
                .then(
                    accepts(
                        [
                            .replySent(ReplySent(reply: reply(5), seen: at(3))),
                            .ticketTagged(TicketTagged(tags: tags("late"))),
                            .ticketAssigned(TicketAssigned(agent: nil, team: billing)), .ticketResolved,
                        ], releases: [unresolved, .held(alice.id, network: "x", ticket)]))),
        Rule(
            "leaves out what is so already",
            given([.opened, .written, .tagged(tags("late")), .resolved])
                .when(.all([.tag(tags("late", "vip")), .untag(tags("none")), .resolve]), by: alice)
                .then(accepts([.ticketTagged(TicketTagged(tags: tags("vip")))]))),
        Rule(
            "changes nothing where all of it is so already",
            given([.opened, .tagged(tags("late"))]).when(.all([.tag(tags("late"))]), by: alice).then(.unchanged)),
        Rule(
            "decides each step on what those before it leave behind",
            given([.opened, .written])
                .when(.all([.tag(tags("a")), .untag(tags("a")), .tag(tags("a"))]), by: alice)
                .then(
                    accepts([
                        .ticketTagged(TicketTagged(tags: tags("a"))), .ticketUntagged(TicketUntagged(tags: tags("a"))),
                        .ticketTagged(TicketTagged(tags: tags("a"))),
                    ]))),
        Rule(
            "does nothing if its last step cannot be done",
            given([.opened, .written])
                .when(.all([answer(seen: nil), .resolve, .snooze(until: noon.advanced(bySeconds: 60))]), by: alice)
                .then(.rejected(.invalidState(.resolved)))),
        Rule(
            "does nothing if its answer is stale",
            given([.opened, .written, .written]).when(.all([answer(seen: at(2)), .resolve]), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "of somebody who may not answer alone leaves its answer to a person and does the rest",
            given([.opened, .written]).when(.all([answer(seen: nil), .tag(tags("late"))]), by: theo, alone: false)
                .then(
                    accepts([
                        .replyDrafted(ReplyDrafted(reply: reply(5), seen: nil)),
                        .ticketTagged(TicketTagged(tags: tags("late"))),
                    ]))),
        Rule(
            "may pass more tags through than it leaves, but no more than a ticket can have at once",
            given([.opened, .tagged((1...32).map { Tag("t\($0)")! })])
                .when(.all([.tag(tags("more")), .untag(tags("t1"))]), by: alice)
                .then(.rejected(.tooManyTags(maximum: 32)))),
    ]

    @Test("is the steps that it was written of, a while counting from when it is run")
    func actions() {
        let steps: [MacroAction] = [.tag(Tag("a")!), .untag(Tag("b")!), .team(billing), .snooze(seconds: 60), .resolve]
        #expect(
            steps.map { $0.command(at: noon) } == [
                .tag(tags("a")), .untag(tags("b")), .assign(agent: nil, team: billing),
                .snooze(until: noon.advanced(bySeconds: 60)),
                .resolve,
            ])
    }

    private static func answer(seen: LogPosition? = at(3)) -> TicketCommand {
        .reply(reply(5), text: "Done.", seen: seen)
    }

    private static func accepts(_ events: [Event], releases: [Claim] = []) -> Decision {
        let new = events.map { event in
            var personal = Personal()
            switch event {
            case .replySent, .replyDrafted: personal.text = "Done."
            default: break
            }
            return NewEvent(event, on: .ticket(ticket), sealing: personal, about: .customer(customer))
        }
        let takes: [Changes.Take] = new.first?.personal == nil ? [] : [.init(.reply(reply(5)), by: 0)]
        return .accepted(Changes(new, takes: takes, releases: releases))
    }
}
