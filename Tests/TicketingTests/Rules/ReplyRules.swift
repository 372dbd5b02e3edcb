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
                .when(say(seen: at(3)), by: robo, botMaySend: true).then(.rejected(.staleReply(seen: at(3))))),
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
            given([.opened, .written]).when(say(seen: at(2)), by: robo, botMaySend: true)
                .then(goesOut(seen: at(2)))),
        Rule(
            "by a bot is refused when it is stale, even as a draft",
            given([.opened, .written, .written]).when(say(seen: at(2)), by: robo)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "by a person goes out whether or not bots may send",
            given([.opened, .written]).when(say(seen: at(2)), by: alice, botMaySend: true)
                .then(goesOut(seen: at(2)))),
    ]

    @Test("an approval", arguments: approvals)
    func approving(rule: Rule) { rule.check() }

    static let approvals: [Rule] = [
        Rule(
            "by a person lets a draft go out",
            given([.opened, .written, .drafted(reply(1))]).when(.approve(reply(1), seen: at(3)), by: alice)
                .then(.accepts(.replyApproved(ReplyApproved(reply: reply(1)))))),
        Rule(
            "that names no position, as its draft did, lets it go out whatever was missed",
            given([.opened, .drafted(reply(1)), .written, .sent(reply(2), by: bob)])
                .when(.approve(reply(1), seen: nil), by: alice)
                .then(.accepts(.replyApproved(ReplyApproved(reply: reply(1)))))),
        Rule(
            "after one's own reply is not stale",
            given([.opened, .drafted(reply(1)), .sent(reply(2), by: alice)])
                .when(.approve(reply(1), seen: at(2)), by: alice)
                .then(.accepts(.replyApproved(ReplyApproved(reply: reply(1)))))),
        Rule(
            "is stale when the customer has spoken since",
            given([.opened, .drafted(reply(1)), .written]).when(.approve(reply(1), seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale when a colleague has spoken since",
            given([.opened, .drafted(reply(1)), .sent(reply(2), by: bob)])
                .when(.approve(reply(1), seen: at(2)), by: alice).then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "that names no position is stale when the customer has spoken since the draft's author looked",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .written])
                .when(.approve(reply(1), seen: nil), by: alice).then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "that names no position is stale when a colleague has spoken since the draft's author looked",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .sent(reply(2), by: bob)])
                .when(.approve(reply(1), seen: nil), by: alice).then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "that names no position lets a draft go out that nobody has overtaken",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .noted])
                .when(.approve(reply(1), seen: nil), by: alice)
                .then(.accepts(.replyApproved(ReplyApproved(reply: reply(1)))))),
        Rule(
            "that names what was missed lets a stale draft go out knowingly",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .written])
                .when(.approve(reply(1), seen: at(4)), by: alice)
                .then(.accepts(.replyApproved(ReplyApproved(reply: reply(1)))))),
        Rule(
            "is stale by what it names, even if the draft's author saw more",
            given([.opened, .written, .drafted(reply(1), seen: at(2))])
                .when(.approve(reply(1), seen: at(1)), by: alice).then(.rejected(.staleReply(seen: at(1))))),
        Rule(
            "by a bot is refused",
            given([.opened, .drafted(reply(1))]).when(.approve(reply(1), seen: nil), by: robo)
                .then(.rejected(.personRequired))),
        Rule(
            "by a bot is refused even where bots may send",
            given([.opened, .drafted(reply(1))])
                .when(.approve(reply(1), seen: nil), by: robo, supervisor: true, botMaySend: true)
                .then(.rejected(.personRequired))),
        Rule(
            "by a connector is refused",
            given([.opened, .drafted(reply(1))]).when(.approve(reply(1), seen: nil), by: hook)
                .then(.rejected(.personRequired))),
        Rule(
            "by Carelog itself is refused",
            given([.opened, .drafted(reply(1))]).when(.approve(reply(1), seen: nil), by: .clock)
                .then(.rejected(.personRequired))),
        Rule(
            "by the operator's command line is refused",
            given([.opened, .drafted(reply(1))]).when(.approve(reply(1), seen: nil), by: .operator)
                .then(.rejected(.personRequired))),
        Rule(
            "is for once",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: bob)])
                .when(.approve(reply(1), seen: nil), by: alice).then(.rejected(.invalidReplyState(.sent)))),
        Rule(
            "of what a person sent is refused",
            given([.opened, .sent(reply(1), by: bob)]).when(.approve(reply(1), seen: nil), by: alice)
                .then(.rejected(.invalidReplyState(.sent)))),
        Rule(
            "of what the network refused is refused",
            given([.opened, .sent(reply(1), by: bob), .failed(reply(1))])
                .when(.approve(reply(1), seen: nil), by: alice).then(.rejected(.invalidReplyState(.failed)))),
        Rule(
            "of what was recorded is refused",
            given([.opened, .recorded(reply(1), author: carol)]).when(.approve(reply(1), seen: nil), by: alice)
                .then(.rejected(.invalidReplyState(.delivered)))),
        Rule(
            "of an unknown reply is refused",
            given([.opened, .drafted(reply(1))]).when(.approve(reply(2), seen: nil), by: alice)
                .then(.rejected(.noSuchReply(reply(2))))),
    ]

    private static func say(seen: LogPosition?) -> TicketCommand { .reply(reply(5), text: "Have a look.", seen: seen) }

    private static func goesOut(seen: LogPosition?) -> Decision {
        accepts(.replySent(ReplySent(reply: reply(5), seen: seen)))
    }

    private static func accepts(_ event: Event) -> Decision {
        .accepts(event, sealing: Personal(text: "Have a look."), takes: [.reply(reply(5))])
    }
}
