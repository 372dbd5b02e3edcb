internal import Identity
internal import Testing
internal import Ticketing

@Suite("A reply on its way")
struct DeliveryRules {
    private static let sent: [Happened] = [.opened, .written, .sent(reply(1), by: alice)]
    private static let taken = sent + [.attempted(reply(1), words: at(3))]
    private static let failed = taken + [.failed(reply(1))]
    private static let again = failed + [.retried(reply(1), words: at(3))]

    @Test("an attempt", arguments: attempts)
    func attempting(rule: Rule) { rule.check() }

    static let attempts: [Rule] = [
        Rule("of what is to go out is recorded with its words", given(sent).when(take(), by: hook).then(took())),
        Rule(
            "of an approved draft takes the draft's words",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: alice)]).when(take(), by: hook)
                .then(took(words: at(2)))),
        Rule(
            "of a draft that was approved in other words takes those",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: alice, edited: true)]).when(take(), by: hook)
                .then(took(words: at(3)))),
        Rule(
            "of what a connector has is refused, and says who",
            given(taken).when(take(), by: robo).then(.rejected(.alreadyTaken(by: hook.id)))),
        Rule(
            "of what one has oneself is refused: nobody knows how far one came",
            given(taken).when(take(), by: hook).then(.rejected(.alreadyTaken(by: hook.id)))),
        Rule(
            "of what was retried is the second", given(again).when(take(2), by: hook).then(took(2))),
        Rule(
            "that a retry has overtaken is refused",
            given(again).when(take(1), by: hook).then(.rejected(.invalidDelivery(.requested)))),
        Rule(
            "that there was none of is refused",
            given(sent).when(take(2), by: hook).then(.rejected(.noSuchAttempt(latest: 1)))),
        Rule(
            "of what the network has is refused",
            given(taken + [.carried(reply(1))]).when(take(), by: hook).then(.rejected(.invalidDelivery(.sent)))),
        Rule(
            "of what failed is refused until somebody retries it",
            given(failed).when(take(), by: hook).then(.rejected(.invalidDelivery(.failed)))),
        Rule(
            "of what got through by the first attempt is refused",
            given(again + [.delivered(reply(1))]).when(take(2), by: hook)
                .then(.rejected(.invalidDelivery(.delivered)))),
        Rule(
            "of a draft is refused",
            given([.opened, .drafted(reply(1))]).when(take(), by: hook).then(.rejected(.invalidReplyState(.draft)))),
        Rule(
            "of a rejected draft is refused",
            given([.opened, .drafted(reply(1)), .rejected(reply(1))]).when(take(), by: hook)
                .then(.rejected(.invalidReplyState(.rejected)))),
        Rule(
            "of an unknown reply is refused",
            given([.opened]).when(take(), by: hook).then(.rejected(.noSuchReply(reply(1))))),
    ]

    @Test("a receipt", arguments: receipts)
    func hearing(rule: Rule) { rule.check() }

    static let receipts: [Rule] = [
        Rule(
            "that the network has it seals what it calls it, and claims that for the reply",
            given(taken).when(.heard(.sent, of: reply(1), externalId: "1790"), by: hook)
                .then(
                    .accepts(
                        .reply(.carried(ReplyCarried(reply: reply(1), attempt: 1))),
                        sealing: Personal(externalId: "1790"), takes: [.external(channel, id: "1790")]))),
        Rule(
            "that it was read does so, too",
            given(taken).when(.heard(.read, of: reply(1), externalId: "1790"), by: hook)
                .then(
                    .accepts(
                        .reply(.read(ReplyRead(reply: reply(1), attempt: 1))),
                        sealing: Personal(externalId: "1790"), takes: [.external(channel, id: "1790")]))),
        Rule(
            "counts though what the network calls the reply is the name of something already",
            given(taken).when(.heard(.delivered, of: reply(1), externalId: "1790"), by: hook, nameTaken: true)
                .then(
                    .accepts(
                        .replyDelivered(ReplyDelivered(reply: reply(1))), sealing: Personal(externalId: "1790")))),
        Rule(
            "that nobody can tell seals why",
            given(taken).when(.heard(.unknown, of: reply(1), reason: "died"), by: hook)
                .then(
                    .accepts(
                        .reply(.lost(ReplyLost(reply: reply(1), attempt: 1))), sealing: Personal(reason: "died")))),
        Rule(
            "that nobody can tell is a person's word, too, of what a connector has",
            given(taken).when(.heard(.unknown, of: reply(1), reason: "replaced"), by: bob, supervisor: true)
                .then(
                    .accepts(
                        .reply(.lost(ReplyLost(reply: reply(1), attempt: 1))),
                        sealing: Personal(reason: "replaced")))),
        Rule(
            "that nobody can tell changes nothing of what is in doubt, whoever says so",
            given(taken + [.lost(reply(1))]).when(.heard(.unknown, of: reply(1)), by: bob, supervisor: true)
                .then(.unchanged)),
        Rule(
            "that nobody can tell is no person's word of what no connector has taken",
            given(sent).when(.heard(.unknown, of: reply(1)), by: bob, supervisor: true)
                .then(.rejected(.invalidDelivery(.requested)))),
        Rule(
            "that nobody can tell is no person's word of what the network has",
            given(taken + [.carried(reply(1))]).when(.heard(.unknown, of: reply(1)), by: bob, supervisor: true)
                .then(.rejected(.invalidDelivery(.sent)))),
        Rule(
            "that it was read is recorded",
            given(taken).when(.heard(.read, of: reply(1)), by: hook)
                .then(.accepts(.reply(.read(ReplyRead(reply: reply(1), attempt: 1)))))),
        Rule(
            "counts without an attempt having been told, as connectors of old do",
            given(sent).when(.heard(.sent, of: reply(1)), by: hook)
                .then(.accepts(.reply(.carried(ReplyCarried(reply: reply(1), attempt: 1)))))),
        Rule(
            "of no particular attempt is of the current one",
            given(again).when(.heard(.failed, of: reply(1)), by: hook)
                .then(.accepts(.replyFailed(ReplyFailed(reply: reply(1), attempt: 2))))),
        Rule(
            "of failure of an attempt that a retry has overtaken changes nothing",
            given(again).when(.heard(.failed, of: reply(1), attempt: 1), by: hook).then(.unchanged)),
        Rule(
            "that the network has an attempt that a retry has overtaken changes nothing",
            given(again).when(.heard(.sent, of: reply(1), attempt: 1), by: hook).then(.unchanged)),
        Rule(
            "of delivery by an attempt that a retry has overtaken stands",
            given(again).when(.heard(.delivered, of: reply(1), attempt: 1), by: hook)
                .then(.accepts(.replyDelivered(ReplyDelivered(reply: reply(1), attempt: 1))))),
        Rule(
            "of failure of the second attempt, where the first got through, changes nothing",
            given(again + [.delivered(reply(1))]).when(.heard(.failed, of: reply(1), attempt: 2), by: hook)
                .then(.unchanged)),
        Rule(
            "of an attempt that there was none of is refused",
            given(taken).when(.heard(.delivered, of: reply(1), attempt: 2), by: hook)
                .then(.rejected(.noSuchAttempt(latest: 1)))),
        Rule(
            "of failure after the network had it counts",
            given(taken + [.carried(reply(1))]).when(.heard(.failed, of: reply(1)), by: hook)
                .then(.accepts(.replyFailed(ReplyFailed(reply: reply(1)))))),
        Rule(
            "that the network has it, after it failed, changes nothing",
            given(failed).when(.heard(.sent, of: reply(1)), by: hook).then(.unchanged)),
        Rule(
            "that nobody can tell, after the network had it, changes nothing",
            given(taken + [.carried(reply(1))]).when(.heard(.unknown, of: reply(1)), by: hook).then(.unchanged)),
        Rule(
            "that the network has it, where nobody could tell, counts",
            given(taken + [.lost(reply(1))]).when(.heard(.sent, of: reply(1)), by: hook)
                .then(.accepts(.reply(.carried(ReplyCarried(reply: reply(1), attempt: 1)))))),
        Rule(
            "of delivery after it was read changes nothing",
            given(taken + [.read(reply(1))]).when(.heard(.delivered, of: reply(1)), by: hook).then(.unchanged)),
        Rule(
            "that is ours to say is refused",
            given([.opened, .sent(reply(1), by: alice)]).when(.heard(.attempted, of: reply(1)), by: hook)
                .then(.rejected(.invalidDelivery(.requested)))),
    ]

    @Test("a retry", arguments: retries)
    func retrying(rule: Rule) { rule.check() }

    static let retries: [Rule] = [
        Rule(
            "of what failed is the second attempt, with the same words",
            given(failed).when(retry, by: bob).then(tried(2))),
        Rule(
            "of what nobody can tell of is the second attempt",
            given(taken + [.lost(reply(1))]).when(retry, by: alice).then(tried(2))),
        Rule(
            "of a retry that failed is the third",
            given(again + [.failed(reply(1), attempt: 2)]).when(retry, by: alice).then(tried(3))),
        Rule(
            "of what is to go out is refused",
            given(sent).when(retry, by: alice).then(.rejected(.invalidDelivery(.requested)))),
        Rule(
            "of what a connector has is refused",
            given(taken).when(retry, by: alice).then(.rejected(.invalidDelivery(.attempted)))),
        Rule(
            "of what the network has is refused",
            given(taken + [.carried(reply(1))]).when(retry, by: alice).then(.rejected(.invalidDelivery(.sent)))),
        Rule(
            "of what got through is refused",
            given(failed + [.delivered(reply(1))]).when(retry, by: alice)
                .then(.rejected(.invalidDelivery(.delivered)))),
        Rule(
            "of what was recorded is refused",
            given([.opened, .recorded(reply(1), author: carol)]).when(retry, by: alice)
                .then(.rejected(.invalidDelivery(.delivered)))),
        Rule(
            "of a lapsed draft is refused",
            given([.opened, .drafted(reply(1)), .lapsed(reply(1)), .written]).when(retry, by: alice)
                .then(.rejected(.invalidReplyState(.lapsed)))),
        Rule(
            "of an unknown reply is refused",
            given([.opened]).when(retry, by: alice).then(.rejected(.noSuchReply(reply(1))))),
    ]

    @Test("the receipts of an attempt, in any order and however often, come to what outweighs the others")
    func anyOrder() {
        let heard: [Delivery] = [.sent, .failed, .unknown, .delivered, .read]
        var orders: [[Delivery]] = [[]]
        for _ in 0..<4 { orders = orders.flatMap { order in heard.map { order + [$0] } } }
        for order in orders {
            var state: TicketState? = given(Self.taken).state
            var count = Self.taken.count
            for delivery in order {
                let command = TicketCommand.heard(delivery, of: reply(1))
                let context = TicketContext(actor: hook, now: noon)
                guard case .accepted(let changes) = state?.decide(command, context) else { continue }
                for new in changes.events {
                    count += 1
                    TicketState.evolve(&state, with: Happened(new.event, by: hook).logged(as: count))
                }
                #expect(state?.decide(command, context) == .unchanged)
            }
            #expect(state?.replies[reply(1)]?.stage == order.max().map { .out($0) }, "\(order)")
        }
    }

    private static func take(_ attempt: Int = 1) -> TicketCommand { .attempt(reply(1), attempt) }

    private static func took(_ attempt: Int = 1, words: LogPosition = at(3)) -> Decision {
        .accepts(.reply(.attempted(ReplyAttempted(reply: reply(1), attempt: attempt, words: words))))
    }

    private static let retry = TicketCommand.retry(reply(1))

    private static func tried(_ attempt: Int) -> Decision {
        .accepts(.reply(.retried(ReplyRetried(reply: reply(1), attempt: attempt, words: at(3)))))
    }
}
