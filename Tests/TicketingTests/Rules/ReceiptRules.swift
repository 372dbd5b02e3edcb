internal import Identity
internal import Testing
internal import Ticketing

@Suite("What the network says of a reply")
struct ReceiptRules {
    @Test("a receipt", arguments: receipts)
    func receipt(rule: Rule) { rule.check() }

    static let receipts: [Rule] = [
        Rule("that a sent reply was delivered is recorded", after(.sent(reply(1), by: alice)).then(delivered)),
        Rule("that a sent reply failed is recorded", after(.sent(reply(1), by: alice), fail).then(failed)),
        Rule(
            "that an approved draft was delivered is recorded",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: alice)]).when(deliver, by: hook)
                .then(delivered)),
        Rule(
            "that an approved draft failed is recorded",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: alice)]).when(fail, by: hook).then(failed)),
        Rule(
            "of delivery after a failure is recorded: the reply got through after all",
            given([.opened, .sent(reply(1), by: alice), .failed(reply(1))]).when(deliver, by: hook).then(delivered)),
        Rule(
            "of failure after delivery changes nothing",
            given([.opened, .sent(reply(1), by: alice), .delivered(reply(1))]).when(fail, by: hook).then(.unchanged)),
        Rule(
            "of delivery, doubled, changes nothing",
            given([.opened, .sent(reply(1), by: alice), .delivered(reply(1))]).when(deliver, by: hook)
                .then(.unchanged)),
        Rule(
            "of failure, doubled, changes nothing",
            given([.opened, .sent(reply(1), by: alice), .failed(reply(1))]).when(fail, by: hook).then(.unchanged)),
        Rule(
            "of delivery of what was recorded changes nothing: it was on the network",
            after(.recorded(reply(1), author: carol)).then(.unchanged)),
        Rule(
            "of failure of what was recorded changes nothing",
            after(.recorded(reply(1), author: carol), fail).then(.unchanged)),
        Rule(
            "of delivery of a draft is refused: it never went out",
            after(.drafted(reply(1))).then(.rejected(.invalidReplyState(.draft)))),
        Rule(
            "of delivery of a rejected draft is refused",
            given([.opened, .drafted(reply(1)), .rejected(reply(1))]).when(deliver, by: hook)
                .then(.rejected(.invalidReplyState(.rejected)))),
        Rule(
            "of delivery of a lapsed draft is refused",
            given([.opened, .drafted(reply(1)), .lapsed(reply(1)), .written]).when(deliver, by: hook)
                .then(.rejected(.invalidReplyState(.lapsed)))),
        Rule(
            "of failure of a draft is refused",
            after(.drafted(reply(1)), fail).then(.rejected(.invalidReplyState(.draft)))),
        Rule(
            "of delivery of an unknown reply is refused",
            after(.sent(reply(2), by: alice)).then(.rejected(.noSuchReply(reply(1))))),
        Rule(
            "of failure of an unknown reply is refused",
            after(.sent(reply(2), by: alice), fail).then(.rejected(.noSuchReply(reply(1))))),
        Rule(
            "on a resolved ticket is recorded",
            given([.opened, .sent(reply(1), by: alice), .resolved]).when(deliver, by: hook).then(delivered)),
        Rule(
            "without the network's id seals nothing",
            given([.opened, .sent(reply(1), by: alice)]).when(.deliver(reply(1), externalId: nil), by: hook)
                .then(.accepts(.replyDelivered(ReplyDelivered(reply: reply(1)))))),
        Rule(
            "without a reason seals nothing",
            given([.opened, .sent(reply(1), by: alice)]).when(.fail(reply(1), reason: nil), by: hook)
                .then(.accepts(.replyFailed(ReplyFailed(reply: reply(1)))))),
    ]

    /// Receipts in every order of up to four, and what the reply must be in the end.
    static let orders: [[ReplyStatus]] = (1...4).flatMap { length in
        (0..<(1 << length)).map { bits in (0..<length).map { bits >> $0 & 1 == 0 ? .delivered : .failed } }
    }

    @Test(
        "receipts in any order, early, late or doubled, end with the furthest and record each step once",
        arguments: orders)
    func anyOrder(receipts: [ReplyStatus]) {
        var state: TicketState? = given([.opened, .sent(reply(1), by: alice)]).state
        var recorded: [ReplyStatus] = []
        for receipt in receipts {
            let command = receipt == .delivered ? Self.deliver : Self.fail
            guard case .accepted(let changes) = state?.decide(command, TicketContext(actor: hook, now: noon)) else {
                continue
            }
            for new in changes.events {
                TicketState.evolve(
                    &state, with: Happened(new.event, by: hook).logged(as: 3 + recorded.count))
            }
            recorded.append(receipt)
        }
        #expect(state?.replies[reply(1)]?.status == (receipts.contains(.delivered) ? .delivered : .failed))
        #expect(
            recorded == (receipts.prefix(while: { $0 == .failed }).isEmpty ? [] : [.failed])
                + (receipts.contains(.delivered) ? [.delivered] : []))
    }

    @Test("to those who know no attempts a reply is on its way until something is certain")
    func statuses() {
        #expect(
            Delivery.allCases.map { ReplyStatus($0) } == [.sent, .sent, .sent, .sent, .failed, .delivered, .delivered])
    }

    private static let deliver = TicketCommand.deliver(reply(1), externalId: "1790")
    private static let fail = TicketCommand.fail(reply(1), reason: "too long")
    private static let delivered = Decision.accepts(
        .replyDelivered(ReplyDelivered(reply: reply(1))), sealing: Personal(externalId: "1790"),
        takes: [.external(channel, id: "1790")])
    private static let failed = Decision.accepts(
        .replyFailed(ReplyFailed(reply: reply(1))), sealing: Personal(reason: "too long"))

    private static func after(_ happened: Happened, _ receipt: TicketCommand = deliver) -> When {
        given([.opened, happened]).when(receipt, by: hook)
    }
}
