internal import Identity
internal import Testing
internal import Ticketing

@Suite("What waits for a person")
struct DraftRules {
    @Test("a draft", arguments: drafts)
    func drafting(rule: Rule) { rule.check() }

    static let drafts: [Rule] = [
        Rule(
            "is written by whoever may answer alone, too, with its text sealed and its id claimed",
            given([.opened, .written]).when(write(seen: at(2)), by: alice).then(written(seen: at(2)))),
        Rule(
            "is written by a trainee",
            given([.opened, .written]).when(write(seen: nil), by: theo, alone: false)
                .then(written(seen: nil))),
        Rule(
            "is written by a bot",
            given([.opened, .written]).when(write(seen: at(2)), by: robo)
                .then(written(seen: at(2)))),
        Rule(
            "is stale when the customer has spoken since",
            given([.opened, .written, .written]).when(write(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "is stale when a colleague has replied since",
            given([.opened, .written, .sent(reply(1), by: bob)]).when(write(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "has its place beside fifteen others",
            given([.opened] + (1...15).map { .drafted(reply($0)) }).when(write(seen: nil, as: 20), by: alice)
                .then(written(seen: nil, as: 20))),
        Rule(
            "has no place beside sixteen others",
            given([.opened] + (1...16).map { .drafted(reply($0)) }).when(write(seen: nil, as: 20), by: alice)
                .then(.rejected(.tooManyDrafts(maximum: 16)))),
        Rule(
            "has a place again when one of sixteen was rejected",
            given([.opened] + (1...16).map { .drafted(reply($0)) } + [.rejected(reply(3))])
                .when(write(seen: nil, as: 20), by: alice).then(written(seen: nil, as: 20))),
        Rule(
            "that is a bot's reply has no place beside sixteen others either",
            given([.opened] + (1...16).map { .drafted(reply($0)) })
                .when(.reply(reply(20), text: "Have a look.", seen: nil), by: robo)
                .then(.rejected(.tooManyDrafts(maximum: 16)))),
        Rule(
            "keeps nobody from replying, however many there are",
            given([.opened] + (1...16).map { .drafted(reply($0)) })
                .when(.reply(reply(20), text: "Have a look.", seen: nil), by: alice)
                .then(
                    .accepts(
                        .replySent(ReplySent(reply: reply(20), seen: nil)), sealing: Personal(text: "Have a look."),
                        takes: [.reply(reply(20))]))),
    ]

    @Test("an approval", arguments: approvals)
    func approving(rule: Rule) { rule.check() }

    static let approvals: [Rule] = [
        Rule(
            "by a person lets a draft go out and says which words they had before them",
            given([.opened, .written, .drafted(reply(1))]).when(approve(seen: at(3)), by: alice).then(goesOut(at(3)))),
        Rule(
            "in other words seals those",
            given([.opened, .written, .drafted(reply(1))])
                .when(.approve(reply(1), text: "Rather this.", seen: nil), by: alice)
                .then(goesOut(at(3), text: "Rather this."))),
        Rule(
            "in other words is refused to whoever may not answer alone: nobody else has seen those",
            given([.opened, .written, .drafted(reply(1))])
                .when(.approve(reply(1), text: "Rather this.", seen: nil), by: alice, alone: false)
                .then(.rejected(.unapprovedWords))),
        Rule(
            "by whoever may not answer alone lets the draft go out as it is: two have seen it",
            given([.opened, .written, .drafted(reply(1))]).when(approve(), by: alice, alone: false)
                .then(goesOut(at(3)))),
        Rule(
            "of a colleague's draft lets it go out",
            given([.opened, .written, .drafted(reply(1), by: theo)]).when(approve(), by: alice).then(goesOut(at(3)))),
        Rule(
            "of one's own draft is refused",
            given([.opened, .written, .drafted(reply(1), by: alice)]).when(approve(), by: alice)
                .then(.rejected(.ownDraft))),
        Rule(
            "of one's own draft is refused to a supervisor, and in other words, too",
            given([.opened, .written, .drafted(reply(1), by: alice)])
                .when(.approve(reply(1), text: "Rather this.", seen: nil), by: alice, supervisor: true)
                .then(.rejected(.ownDraft))),
        Rule(
            "that names no position, as its draft did, lets it go out whatever colleagues said",
            given([.opened, .drafted(reply(1)), .sent(reply(2), by: bob)]).when(approve(), by: alice)
                .then(goesOut(at(2)))),
        Rule(
            "after one's own reply is not stale",
            given([.opened, .drafted(reply(1)), .sent(reply(2), by: alice)]).when(approve(seen: at(2)), by: alice)
                .then(goesOut(at(2)))),
        Rule(
            "is stale when a colleague has spoken since",
            given([.opened, .drafted(reply(1)), .sent(reply(2), by: bob)]).when(approve(seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "that names no position is stale when a colleague has spoken since the draft's author looked",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .sent(reply(2), by: bob)])
                .when(approve(), by: alice).then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "that names no position lets a draft go out that nobody has overtaken",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .noted]).when(approve(), by: alice)
                .then(goesOut(at(3)))),
        Rule(
            "that names what a colleague said lets a stale draft go out knowingly",
            given([.opened, .written, .drafted(reply(1), seen: at(2)), .sent(reply(2), by: bob)])
                .when(approve(seen: at(4)), by: alice).then(goesOut(at(3)))),
        Rule(
            "is stale by what it names, even if the draft's author saw more",
            given([.opened, .written, .drafted(reply(1), seen: at(2))]).when(approve(seen: at(1)), by: alice)
                .then(.rejected(.staleReply(seen: at(1))))),
        Rule(
            "of a draft that the customer has overtaken is refused",
            given([.opened, .written, .drafted(reply(1)), .lapsed(reply(1)), .written]).when(approve(), by: alice)
                .then(.rejected(.invalidReplyState(.lapsed)))),
        Rule(
            "of a draft that the customer has overtaken is refused even where the log does not say that it lapsed",
            given([.opened, .written, .drafted(reply(1)), .written]).when(approve(seen: at(4)), by: alice)
                .then(.rejected(.invalidReplyState(.lapsed)))),
        Rule(
            "of a rejected draft is refused",
            given([.opened, .drafted(reply(1)), .rejected(reply(1))]).when(approve(), by: bob)
                .then(.rejected(.invalidReplyState(.rejected)))),
        Rule(
            "by a bot is refused",
            given([.opened, .drafted(reply(1))]).when(approve(), by: robo).then(.rejected(.personRequired))),
        Rule(
            "by a bot is refused even where bots may answer alone",
            given([.opened, .drafted(reply(1))]).when(approve(), by: robo, supervisor: true, alone: true)
                .then(.rejected(.personRequired))),
        Rule(
            "by a connector is refused",
            given([.opened, .drafted(reply(1))]).when(approve(), by: hook).then(.rejected(.personRequired))),
        Rule(
            "by Carelog itself is refused",
            given([.opened, .drafted(reply(1))]).when(approve(), by: .clock).then(.rejected(.personRequired))),
        Rule(
            "by the operator's command line is refused",
            given([.opened, .drafted(reply(1))]).when(approve(), by: .operator).then(.rejected(.personRequired))),
        Rule(
            "is for once",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: bob)]).when(approve(), by: alice)
                .then(.rejected(.invalidReplyState(.sent)))),
        Rule(
            "of what a person sent is refused",
            given([.opened, .sent(reply(1), by: bob)]).when(approve(), by: alice)
                .then(.rejected(.invalidReplyState(.sent)))),
        Rule(
            "of what the network refused is refused",
            given([.opened, .sent(reply(1), by: bob), .failed(reply(1))]).when(approve(), by: alice)
                .then(.rejected(.invalidReplyState(.failed)))),
        Rule(
            "of what was recorded is refused",
            given([.opened, .recorded(reply(1), author: carol)]).when(approve(), by: alice)
                .then(.rejected(.invalidReplyState(.delivered)))),
        Rule(
            "of an unknown reply is refused",
            given([.opened, .drafted(reply(2))]).when(approve(), by: alice).then(.rejected(.noSuchReply(reply(1))))),
    ]

    @Test("a rejection", arguments: rejections)
    func rejecting(rule: Rule) { rule.check() }

    static let rejections: [Rule] = [
        Rule(
            "ends a draft, with its reason sealed",
            given([.opened, .written, .drafted(reply(1))]).when(reject, by: alice).then(rejected)),
        Rule(
            "of one's own draft takes it back",
            given([.opened, .written, .drafted(reply(1), by: alice)]).when(reject, by: alice).then(rejected)),
        Rule(
            "ends a draft that the customer has overtaken, where the log does not say so",
            given([.opened, .drafted(reply(1)), .written]).when(reject, by: alice).then(rejected)),
        Rule(
            "of a rejected draft changes nothing",
            given([.opened, .drafted(reply(1)), .rejected(reply(1))]).when(reject, by: bob).then(.unchanged)),
        Rule(
            "of a lapsed draft is refused",
            given([.opened, .drafted(reply(1)), .lapsed(reply(1)), .written]).when(reject, by: bob)
                .then(.rejected(.invalidReplyState(.lapsed)))),
        Rule(
            "of what went out is refused",
            given([.opened, .drafted(reply(1)), .approved(reply(1), by: bob)]).when(reject, by: alice)
                .then(.rejected(.invalidReplyState(.sent)))),
        Rule(
            "by a bot is refused",
            given([.opened, .drafted(reply(1))]).when(reject, by: robo).then(.rejected(.personRequired))),
        Rule(
            "of an unknown reply is refused",
            given([.opened, .drafted(reply(2))]).when(reject, by: alice).then(.rejected(.noSuchReply(reply(1))))),
    ]

    @Test("the customer's next message ends every draft that waits, in front of it and in their order")
    func lapsing() {
        let state = given([
            .opened, .drafted(reply(2)), .drafted(reply(1), by: theo), .drafted(reply(3)), .rejected(reply(3)),
            .drafted(reply(4)), .approved(reply(4), by: alice), .resolved,
        ]).state
        let writing = Intake.Writing(channel: channel, externalId: "m2", text: "Hello?", occurredAt: nil)
        let changes = Intake.receive(
            writing, as: message(9), from: .known(customer), answering: nil, to: .existing(state))
        #expect(
            changes.events.map(\.event).dropLast() == [
                .ticketReopened, .reply(.lapsed(ReplyLapsed(reply: reply(2), by: message(9)))),
                .reply(.lapsed(ReplyLapsed(reply: reply(1), by: message(9)))),
            ])
        #expect(changes.takes.last == .init(.external(channel, id: "m2"), by: 3))
        #expect(changes.takes.first == .init(unresolved, by: 0))
        guard case .messageReceived = changes.events.last?.event else {
            Issue.record("the message is not last")
            return
        }
    }

    @Test(
        "who may answer alone: agents and supervisors, but neither bots nor trainees, whatever else they are",
        arguments: [
            (AgentKind.human, [Role.agent], true), (.human, [.supervisor], true), (.human, [.trainee], false),
            (.human, [.agent, .trainee], false), (.human, [.agent, .supervisor], true), (.human, [], false),
            (.human, [.auditor], false), (.bot, [.bot], false), (.bot, [.agent, .bot], false),
            (.connector, [.connector], false),
        ])
    func alone(kind: AgentKind, roles: [Role], isAllowed: Bool) {
        #expect(AnswerPolicy.standard.allows(kind, roles) == isAllowed)
    }

    @Test("a policy may let bots or trainees answer alone, and keep agents from it")
    func otherPolicies() {
        let bots = AnswerPolicy(alone: [.bot, .supervisor])
        #expect(bots.allows(.bot, [.bot]) && !bots.allows(.human, [.agent]) && bots.allows(.human, [.supervisor]))
        #expect(AnswerPolicy(alone: [.trainee]).allows(.human, [.agent, .trainee]))
        #expect(!AnswerPolicy(alone: []).allows(.human, Role.allCases))
    }

    private static func write(seen: LogPosition?, as number: UInt64 = 5) -> TicketCommand {
        .draft(reply(number), text: "Have a look.", seen: seen)
    }

    private static func written(seen: LogPosition?, as number: UInt64 = 5) -> Decision {
        .accepts(
            .replyDrafted(ReplyDrafted(reply: reply(number), seen: seen)), sealing: Personal(text: "Have a look."),
            takes: [.reply(reply(number))])
    }

    private static func approve(seen: LogPosition? = nil) -> TicketCommand {
        .approve(reply(1), text: nil, seen: seen)
    }

    private static func goesOut(_ draft: LogPosition, text: String? = nil) -> Decision {
        .accepts(.replyApproved(ReplyApproved(reply: reply(1), draft: draft)), sealing: Personal(text: text))
    }

    private static let reject = TicketCommand.reject(reply(1), reason: "too long")
    private static let rejected = Decision.accepts(
        .reply(.rejected(ReplyRejected(reply: reply(1)))), sealing: Personal(reason: "too long"))
}
