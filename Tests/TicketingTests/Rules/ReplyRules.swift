internal import Identity
internal import Testing
internal import Ticketing

@Suite("What may be said to a customer")
struct ReplyRules {
    @Test("a reply", arguments: replies)
    func saying(rule: Rule) { rule.check() }

    static let replies: [Rule] = [
        Rule(
            "goes out with its text sealed and its id claimed",
            given([.opened, .written]).when(say(seen: at(2)), by: alice).then(goesOut(seen: at(2)))),
        Rule(
            "goes out on a ticket that a colleague has",
            given([.opened, .written, .claimed(by: bob)]).when(say(seen: at(2)), by: alice)
                .then(goesOut(seen: at(2)))),
        Rule(
            "goes out on a resolved ticket, as a parting word",
            given([.opened, .written, .resolved]).when(say(seen: at(3)), by: alice).then(goesOut(seen: at(3)))),
        Rule(
            "is stale when the customer has spoken since",
            given([.opened, .written, .written]).when(say(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale when the customer spoke one position later",
            given([.opened, .written]).when(say(seen: LogPosition(19)), by: alice)
                .then(.rejected(.staleReply(seen: LogPosition(19))))),
        Rule(
            "is stale when its author has seen nothing",
            given([.opened, .written]).when(say(seen: .beforeAll), by: alice)
                .then(.rejected(.staleReply(seen: .beforeAll)))),
        Rule(
            "is stale when a colleague has replied since",
            given([.opened, .written, .sent(reply(1), by: bob)]).when(say(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale when a colleague has replied outside Carelog since",
            given([.opened, .written, .recorded(reply(1), author: carol)]).when(say(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale when a colleague has approved a draft since",
            given([.opened, .written, .drafted(reply(1)), .approved(reply(1), by: bob)])
                .when(say(seen: at(3)), by: alice).then(.rejected(.staleReply(seen: at(3))))),
        Rule(
            "is stale when a colleague spoke before one's own last reply",
            given([.opened, .written, .sent(reply(1), by: bob), .sent(reply(2), by: alice)])
                .when(say(seen: at(2)), by: alice).then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale for a bot whose draft was approved since: a person has spoken",
            given([.opened, .written, .drafted(reply(1)), .approved(reply(1), by: alice)])
                .when(say(seen: at(3)), by: robo, alone: true).then(.rejected(.staleReply(seen: at(3))))),
        Rule(
            "is not stale after one's own reply",
            given([.opened, .written, .sent(reply(1), by: alice)]).when(say(seen: at(2)), by: alice)
                .then(goesOut(seen: at(2)))),
        Rule(
            "is not stale after one's own reply outside Carelog",
            given([.opened, .written, .recorded(reply(1), author: alice.id)]).when(say(seen: at(2)), by: alice)
                .then(goesOut(seen: at(2)))),
        Rule(
            "is not stale after what the customer does not hear",
            given([
                .opened, .written, .noted, .claimed(by: bob), .assigned(bob, team: billing), .tagged(tags("vip")),
                .drafted(reply(1)), .resolved, .reopened, .snoozed(until: noon), .woken,
            ]).when(say(seen: at(2)), by: alice).then(goesOut(seen: at(2)))),
        Rule(
            "is not stale after receipts",
            given([.opened, .written, .sent(reply(1), by: bob), .failed(reply(1)), .delivered(reply(1))])
                .when(say(seen: at(3)), by: alice).then(goesOut(seen: at(3)))),
        Rule(
            "goes out whatever was missed when it names no position",
            given([.opened, .written, .sent(reply(1), by: bob), .written]).when(say(seen: nil), by: alice)
                .then(goesOut(seen: nil))),
        Rule(
            "by a bot is a draft",
            given([.opened, .written]).when(say(seen: at(2)), by: robo)
                .then(accepts(.replyDrafted(ReplyDrafted(reply: reply(5), seen: at(2)))))),
        Rule(
            "by a bot that names no position is a draft",
            given([.opened, .written]).when(say(seen: nil), by: robo)
                .then(accepts(.replyDrafted(ReplyDrafted(reply: reply(5), seen: nil))))),
        Rule(
            "by a bot with a supervisor's role is a draft all the same",
            given([.opened, .written]).when(say(seen: at(2)), by: robo, supervisor: true)
                .then(accepts(.replyDrafted(ReplyDrafted(reply: reply(5), seen: at(2)))))),
        Rule(
            "by a bot goes out where the channel allows it",
            given([.opened, .written]).when(say(seen: at(2)), by: robo, alone: true)
                .then(goesOut(seen: at(2)))),
        Rule(
            "by a bot is refused when it is stale, even as a draft",
            given([.opened, .written, .written]).when(say(seen: at(2)), by: robo)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "by a person who may not answer alone is a draft",
            given([.opened, .written]).when(say(seen: at(2)), by: theo, alone: false)
                .then(accepts(.replyDrafted(ReplyDrafted(reply: reply(5), seen: at(2)))))),
        Rule(
            "by a person who may not answer alone is refused when it is stale",
            given([.opened, .written, .written]).when(say(seen: at(2)), by: theo, alone: false)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is not stale after drafts that came to nothing",
            given([.opened, .written, .drafted(reply(1)), .rejected(reply(1)), .drafted(reply(2)), .lapsed(reply(2))])
                .when(say(seen: at(2)), by: alice).then(goesOut(seen: at(2)))),
    ]

    private static func say(seen: LogPosition?) -> TicketCommand { .reply(reply(5), text: "Have a look.", seen: seen) }

    private static func goesOut(seen: LogPosition?) -> Decision {
        accepts(.replySent(ReplySent(reply: reply(5), seen: seen)))
    }

    private static func accepts(_ event: Event) -> Decision {
        .accepts(event, sealing: Personal(text: "Have a look."), takes: [.reply(reply(5))])
    }
}
