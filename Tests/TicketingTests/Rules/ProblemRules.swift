internal import Identity
internal import Testing
internal import Ticketing

@Suite("What many customers complain about at once")
struct ProblemRules {
    private static let problem = ProblemID(.numbered(0xb1))
    private static let another = ProblemID(.numbered(0xb2))
    private static let linked = Event.problem(.ticketLinked(problem))
    private static let unlinked = Event.problem(.ticketUnlinked(problem))
    private static let rulebook = SettingRules.rulebook([
        .treeSet(.cause, ClassTree([ClassNode(id: Skill("late")!, name: "Late")])),
        .channelSet(ChannelSettings(channel: channel, requires: [.tag])),
    ])

    private static func notice(resolves: Bool = false, seen: Int = 9) -> TicketCommand {
        .notice(
            TicketNotice(problem: problem, reply: reply(1), text: "Tomorrow.", seen: at(seen), resolves: resolves))
    }

    @Test("gathers tickets, and tells each of them once and whole", arguments: rules)
    func decides(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule("a ticket is linked", given([.opened]).when(.link(problem), by: alice).then(.accepts(linked))),
        Rule(
            "what is linked already stays so",
            given([.opened, Happened(linked, by: alice)]).when(.link(problem), by: bob).then(.unchanged)),
        Rule(
            "it can go to another problem",
            given([.opened, Happened(linked, by: alice)]).when(.link(another), by: bob)
                .then(.accepts(.problem(.ticketLinked(another))))),
        Rule(
            "what is not linked can be unlinked: it may be of it by its cause",
            given([.opened]).when(.unlink(problem), by: alice).then(.accepts(unlinked))),
        Rule(
            "once is enough",
            given([.opened, Happened(unlinked, by: alice)]).when(.unlink(problem), by: alice).then(.unchanged)),
        Rule(
            "and it can come back",
            given([.opened, Happened(unlinked, by: alice)]).when(.link(problem), by: alice).then(.accepts(linked))),
        Rule(
            "a resolved ticket is told nothing",
            given([.opened, .resolved]).when(notice(), by: alice).then(.rejected(.invalidState(.resolved)))),
        Rule(
            "nor is spam",
            given([.opened, Happened(.spam(.ticketMarked(TicketSpam(because: .judged))), by: alice)])
                .when(notice(), by: alice).then(.rejected(.keptApart))),
        Rule(
            "nor one that was taken from the problem",
            given([.opened, Happened(unlinked, by: alice)]).when(notice(), by: alice).then(.rejected(.notOfProblem))),
        Rule(
            "nor one of another",
            given([.opened, Happened(.problem(.ticketLinked(another)), by: alice)]).when(notice(), by: alice)
                .then(.rejected(.notOfProblem))),
        Rule(
            "nor one whose customer has spoken since",
            given([.opened, .written, .written]).when(notice(seen: 2), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))),
        Rule(
            "what cannot be resolved is told nothing either",
            given([.opened, .written]).when(notice(resolves: true), by: alice, rulebook: rulebook)
                .then(.rejected(.incomplete([.tag])))),
    ]

    private static func events(_ given: Given, _ command: TicketCommand, alone: Bool = true) -> [Event] {
        let when = given.when(command, by: alice, alone: alone)
        guard case .accepted(let changes) = when.state.decide(when.command, when.context) else { return [] }
        return changes.events.map(\.event)
    }

    @Test("a notice is a reply, a link where there is none, and an end if it is to be one: all in one")
    func notices() {
        let open = given([.opened, .written])
        let sent = Event.replySent(ReplySent(reply: reply(1), seen: at(9)))
        #expect(Self.events(open, Self.notice()) == [sent, Self.linked])
        #expect(Self.events(open, Self.notice(resolves: true)) == [sent, Self.linked, .ticketResolved])
        let member = given([.opened, .written, Happened(Self.linked, by: alice)])
        #expect(Self.events(member, Self.notice(resolves: true)) == [sent, .ticketResolved])
        // What waits for approval resolves nothing.
        let drafted = Event.replyDrafted(ReplyDrafted(reply: reply(1), seen: at(9)))
        #expect(Self.events(open, Self.notice(resolves: true), alone: false) == [drafted, Self.linked])
    }

    private static func problem(_ history: [ProblemEvent]) -> ProblemState {
        var state = ProblemState(id: problem)
        for (index, event) in history.enumerated() {
            state.evolve(
                with: RecordedEvent(
                    position: at(index + 1), stream: .problem(problem), version: StreamVersion(index + 1),
                    id: EventID(.numbered(1)), command: CommandID(.numbered(1)), at: noon, actor: alice,
                    event: .problem(event), subject: nil))
        }
        return state
    }

    @Test("a problem is opened for a cause that there is, told of while it goes on, and closed once")
    func problems() {
        func accepts(_ event: ProblemEvent) -> Decision {
            .accepted(Changes([NewEvent(.problem(event), on: .problem(Self.problem))]))
        }
        let late = ProblemOpened(title: "Flood", cause: Skill("late"), product: nil)
        let new = Self.problem([])
        #expect(new.decide(.open(late), Self.rulebook) == accepts(.opened(late)))
        #expect(new.decide(.open(late), Rulebook()) == .rejected(.noSuchClass(.cause)))
        let strange = ProblemOpened(title: "Flood", cause: nil, product: Skill("late"))
        #expect(new.decide(.open(strange), Self.rulebook) == .rejected(.noSuchClass(.product)))
        let noticed = ProblemNoticed(tickets: [], asOf: at(3), resolves: false, hasMore: false)
        let open = Self.problem([.opened(late)])
        #expect(open.decide(.notice(noticed), Rulebook()) == accepts(.noticed(noticed)))
        let closed = ProblemClosed(opened: at(1))
        #expect(open.decide(.close, Rulebook()) == accepts(.closed(closed)))
        let over = Self.problem([.opened(late), .closed(closed)])
        #expect(over.decide(.close, Rulebook()) == .unchanged)
        #expect(over.decide(.notice(noticed), Rulebook()) == .rejected(.problemClosed))
    }
}
