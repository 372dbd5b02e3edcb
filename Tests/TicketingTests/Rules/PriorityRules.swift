internal import Identity
internal import Testing
internal import Ticketing

@Suite("Saying how urgent a ticket is")
struct PriorityRules {
    private static let crisis = CrisisID(.numbered(0xc1))

    private static func prioritised(_ priority: TicketPriority, crisis: CrisisID? = nil) -> Event {
        .classed(.prioritised(TicketPrioritised(priority: priority, crisis: crisis)))
    }

    @Test("changes that and nothing else", arguments: rules)
    func decides(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "it can be urgent",
            given([.opened]).when(.prioritise(.urgent, crisis: nil), by: alice)
                .then(.accepts(prioritised(.urgent)))),
        Rule(
            "it is normal until somebody says otherwise",
            given([.opened]).when(.prioritise(.normal, crisis: nil), by: alice).then(.unchanged)),
        Rule(
            "what it is already changes nothing, whoever raises it",
            given([.opened, Happened(prioritised(.high), by: alice)])
                .when(.prioritise(.high, crisis: crisis), by: .rule).then(.unchanged)),
        Rule(
            "it goes back to normal",
            given([.opened, Happened(prioritised(.low), by: alice)])
                .when(.prioritise(.normal, crisis: nil), by: bob).then(.accepts(prioritised(.normal)))),
        Rule(
            "a crisis that raises it is named",
            given([.opened]).when(.prioritise(.urgent, crisis: crisis), by: .rule)
                .then(.accepts(prioritised(.urgent, crisis: crisis)))),
        Rule(
            "a resolved one, too",
            given([.opened, .resolved]).when(.prioritise(.low, crisis: nil), by: alice)
                .then(.accepts(prioritised(.low)))),
    ]

    @Test("of two the more urgent is the greater")
    func order() {
        #expect(TicketPriority.allCases.sorted() == [.low, .normal, .high, .urgent])
    }
}
