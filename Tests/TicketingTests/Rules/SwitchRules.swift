internal import Identity
internal import Testing
internal import Ticketing

@Suite("Asking a customer to go on elsewhere")
struct SwitchRules {
    private static let mail = SwitchTarget("email")!
    private static let reason = SwitchReason("documents")!

    private static func wish(
        to target: SwitchTarget = mail, words: String? = nil, text: String? = nil, seen: LogPosition? = nil
    ) -> TicketCommand {
        .askSwitch(SwitchWish(to: target, because: reason, words: words, text: text, seen: seen), reply(1))
    }

    private static func asked(_ words: String? = nil, by reply: ReplyID? = nil) -> NewEvent {
        NewEvent(
            .switchAsked(SwitchAsked(to: mail, because: reason, by: reply)), on: .ticket(ticket),
            sealing: Personal(reason: words), about: .customer(customer))
    }

    private static func said(_ event: Event, _ text: String) -> NewEvent {
        NewEvent(event, on: .ticket(ticket), sealing: Personal(text: text), about: .customer(customer))
    }

    private static let take = [Changes.Take(.reply(reply(1)), by: 1)]

    @Test("is", arguments: rules)
    func asking(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "recorded with its reason, and why in words is sealed",
            given([.opened, .written]).when(wish(words: "needs a signature"), by: alice)
                .then(.accepted(Changes([asked("needs a signature")])))),
        Rule(
            "recorded of a resolved ticket, too",
            given([.opened, .resolved]).when(wish(), by: alice).then(.accepted(Changes([asked()])))),
        Rule(
            "told by a reply in the same append",
            given([.opened, .written]).when(wish(text: "By mail, please.", seen: at(2)), by: alice)
                .then(
                    .accepted(
                        Changes(
                            [
                                asked(by: reply(1)),
                                said(.replySent(ReplySent(reply: reply(1), seen: at(2))), "By mail, please."),
                            ], takes: take)))),
        Rule(
            "told by a draft, of who may not answer alone",
            given([.opened, .written]).when(wish(text: "By mail?"), by: theo, alone: false)
                .then(
                    .accepted(
                        Changes(
                            [
                                asked(by: reply(1)),
                                said(.replyDrafted(ReplyDrafted(reply: reply(1), seen: nil)), "By mail?"),
                            ], takes: take)))),
        Rule(
            "refused as the reply is: nothing is recorded",
            given([.opened, .written]).when(wish(text: "By mail, please.", seen: at(1)), by: alice)
                .then(.rejected(.staleReply(seen: at(1))))),
        Rule(
            "refused where they are already",
            given([.opened, .written]).when(wish(to: SwitchTarget(channel.name)!), by: alice)
                .then(.rejected(.sameChannel(channel)))),
        Rule(
            "recorded of a channel that only looks the same",
            given([Happened(.ticketOpened(TicketOpened(customer: customer, channel: composed)), by: hook)])
                .when(wish(to: decomposed), by: alice)
                .then(
                    .accepts(.switchAsked(SwitchAsked(to: decomposed, because: reason, by: nil))))),
    ]

    private static let composed = ChannelID("x:@caf\u{e9}")!
    private static let decomposed = SwitchTarget("x:@cafe\u{301}")!

    @Test("changes nothing about the ticket")
    func unchanged() {
        let asked = Happened(.switchAsked(SwitchAsked(to: Self.mail, because: Self.reason)), by: alice)
        var expected = given([.opened, .written]).state
        expected.version = StreamVersion(3)
        expected.position = at(3)
        #expect(given([.opened, .written, asked]).state == expected)
    }

    @Test("knows channels and networks, and words that can be counted")
    func names() {
        for name in ["email", "x:@acme", "phone", "in-app"] { #expect(SwitchTarget(name)?.name == name, "\(name)") }
        for name in ["", "E-mail", "a b", ":", "x:", "x: y"] { #expect(SwitchTarget(name) == nil, "\(name)") }
        for code in ["privacy", "id_check", "a-1", String(repeating: "a", count: 32)] {
            #expect(SwitchReason(code)?.code == code, "\(code)")
        }
        for code in ["", "A", "a b", "\u{e9}", String(repeating: "a", count: 33)] {
            #expect(SwitchReason(code) == nil, "\(code)")
        }
    }
}
