internal import Identity
internal import Testing
internal import Ticketing

@Suite("Keeping a ticket apart as spam")
struct SpamRules {
    private static func marked(_ reason: SpamReason) -> Happened {
        Happened(.spam(.ticketMarked(TicketSpam(because: reason))), by: alice)
    }

    private static func unmarked(_ reason: SpamReason) -> Happened {
        Happened(.spam(.ticketUnmarked(TicketSpam(because: reason))), by: alice)
    }

    @Test("changes nothing else, and can be taken back", arguments: rules)
    func decides(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "what somebody calls spam is",
            given([.opened, .written]).when(.markSpam(.judged), by: alice)
                .then(.accepts(.spam(.ticketMarked(TicketSpam(because: .judged)))))),
        Rule(
            "a resolved ticket, too",
            given([.opened, .resolved]).when(.markSpam(.judged), by: alice)
                .then(.accepts(.spam(.ticketMarked(TicketSpam(because: .judged)))))),
        Rule(
            "what is spam already stays so, for the reason it had",
            given([.opened, marked(.judged)]).when(.markSpam(.blocked), by: alice).then(.unchanged)),
        Rule(
            "what a block has hidden is judged all the same",
            given([.opened, marked(.blocked)]).when(.markSpam(.judged), by: alice)
                .then(.accepts(.spam(.ticketMarked(TicketSpam(because: .judged)))))),
        Rule(
            "and then no end of the block puts it back",
            given([.opened, marked(.blocked), marked(.judged)]).when(.unmarkSpam(.blocked), by: bob).then(.unchanged)),
        Rule(
            "whoever looks at it puts it back",
            given([.opened, marked(.judged)]).when(.unmarkSpam(.judged), by: bob)
                .then(.accepts(.spam(.ticketUnmarked(TicketSpam(because: .judged)))))),
        Rule(
            "also what a block has hidden",
            given([.opened, marked(.blocked)]).when(.unmarkSpam(.judged), by: bob)
                .then(.accepts(.spam(.ticketUnmarked(TicketSpam(because: .judged)))))),
        Rule(
            "the end of a block puts back what the block has hidden",
            given([.opened, marked(.blocked)]).when(.unmarkSpam(.blocked), by: bob)
                .then(.accepts(.spam(.ticketUnmarked(TicketSpam(because: .blocked)))))),
        Rule(
            "and nothing that somebody called spam",
            given([.opened, marked(.judged)]).when(.unmarkSpam(.blocked), by: bob).then(.unchanged)),
        Rule(
            "what is no spam is not put back",
            given([.opened, marked(.judged), unmarked(.judged)]).when(.unmarkSpam(.judged), by: bob).then(.unchanged)),
    ]

    @Test("what is kept apart is no load of whoever has it, until it is put back")
    func load() {
        let held = given([.opened, .written, .claimed(by: alice)]).state
        let apart = given([.opened, .written, .claimed(by: alice), Self.marked(.judged)]).state
        #expect(apart.claims == [unresolved] && held.claims.count == 2)
        let context = TicketContext(actor: alice, now: noon)
        guard case .accepted(let marked) = held.decide(.markSpam(.judged), context),
            case .accepted(let unmarked) = apart.decide(.unmarkSpam(.judged), context)
        else {
            Issue.record("it was not accepted")
            return
        }
        #expect(Set(marked.releases) == held.claims.subtracting([unresolved]) && marked.takes.isEmpty)
        #expect(Set(unmarked.takes.map(\.claim)) == held.claims.subtracting([unresolved]) && unmarked.releases.isEmpty)
    }

    @Test("a ticket that was put back is as it was before, but for version and position")
    func reversible() {
        let history: [Happened] = [.opened, .written, .claimed(by: alice), .tagged(tags("vip"))]
        let before = given(history).state
        var after = given(history + [Self.marked(.judged), Self.unmarked(.judged)]).state
        #expect(given(history + [Self.marked(.judged)]).state.spam == .judged)
        #expect(after.putBackAt == after.position)
        after.version = before.version
        after.position = before.position
        after.putBackAt = nil
        #expect(after == before)
    }
}
