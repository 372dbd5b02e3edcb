internal import Identity
internal import Testing
internal import Ticketing

@Suite("What colleagues tell each other about a ticket")
struct NoteAndTagRules {
    @Test("a note", arguments: notes)
    func noting(rule: Rule) { rule.check() }

    static let notes: [Rule] = [
        Rule(
            "is added with its text sealed about the customer",
            given([.opened]).when(.note(note(5), text: "Called twice.", mentions: []), by: alice)
                .then(noted(mentions: []))),
        Rule(
            "calls those whom it mentions, in the author's order",
            given([.opened]).when(.note(note(5), text: "Called twice.", mentions: [carol, bob.id]), by: alice)
                .then(noted(mentions: [carol, bob.id]))),
        Rule(
            "by a bot is a note: no customer hears it",
            given([.opened]).when(.note(note(5), text: "Called twice.", mentions: []), by: robo)
                .then(noted(mentions: []))),
        Rule(
            "is added to a resolved ticket that a colleague has",
            given([.opened, .claimed(by: bob), .resolved])
                .when(.note(note(5), text: "Called twice.", mentions: []), by: alice).then(noted(mentions: []))),
    ]

    @Test("to tag", arguments: taggings)
    func tagging(rule: Rule) { rule.check() }

    static let taggings: [Rule] = [
        Rule(
            "adds tags, sorted",
            given([.opened]).when(.tag(tags("vip", "refund")), by: alice).then(tagged(tags("refund", "vip")))),
        Rule(
            "adds a tag that is given twice once",
            given([.opened]).when(.tag(tags("vip", "vip")), by: alice).then(tagged(tags("vip")))),
        Rule(
            "adds only those that the ticket does not have",
            given([.opened, .tagged(tags("refund"))]).when(.tag(tags("vip", "refund")), by: alice)
                .then(tagged(tags("vip")))),
        Rule(
            "with what the ticket has changes nothing",
            given([.opened, .tagged(tags("refund", "vip"))]).when(.tag(tags("vip", "refund", "vip")), by: alice)
                .then(.unchanged)),
        Rule("with nothing changes nothing", given([.opened]).when(.tag([]), by: alice).then(.unchanged)),
        Rule(
            "adds as many as a ticket can have",
            given([.opened]).when(.tag(numbered(1...32)), by: alice).then(tagged(numbered(1...32)))),
        Rule(
            "adds the last one that a ticket can have",
            given([.opened, .tagged(numbered(1...31))]).when(.tag(numbered(1...32)), by: alice)
                .then(tagged(numbered(32...32)))),
        Rule(
            "adds none of those that are too many together",
            given([.opened, .tagged(numbered(1...31))]).when(.tag(numbered(32...33)), by: alice)
                .then(.rejected(.tooManyTags(maximum: 32)))),
        Rule(
            "is refused with more than a ticket can have",
            given([.opened]).when(.tag(numbered(1...33)), by: alice).then(.rejected(.tooManyTags(maximum: 32)))),
        Rule(
            "a full ticket with what it has changes nothing",
            given([.opened, .tagged(numbered(1...32))]).when(.tag(numbered(5...7)), by: alice).then(.unchanged)),
        Rule(
            "a full ticket works again after one tag is gone",
            given([.opened, .tagged(numbered(1...32)), .untagged(numbered(3...3))])
                .when(.tag(numbered(40...40)), by: alice).then(tagged(numbered(40...40)))),
        Rule(
            "a resolved ticket is allowed: reports are made afterwards",
            given([.opened, .resolved]).when(.tag(tags("vip")), by: alice).then(tagged(tags("vip")))),
    ]

    @Test("to untag", arguments: untaggings)
    func untagging(rule: Rule) { rule.check() }

    static let untaggings: [Rule] = [
        Rule(
            "takes tags away, sorted, each once",
            given([.opened, .tagged(tags("a", "b", "c"))]).when(.untag(tags("c", "a", "c")), by: alice)
                .then(untagged(tags("a", "c")))),
        Rule(
            "takes away only those that the ticket has",
            given([.opened, .tagged(tags("a"))]).when(.untag(tags("a", "z")), by: alice).then(untagged(tags("a")))),
        Rule(
            "what the ticket does not have changes nothing",
            given([.opened, .tagged(tags("a"))]).when(.untag(tags("z")), by: alice).then(.unchanged)),
        Rule(
            "what is gone already changes nothing",
            given([.opened, .tagged(tags("a")), .untagged(tags("a"))]).when(.untag(tags("a")), by: alice)
                .then(.unchanged)),
        Rule(
            "nothing changes nothing",
            given([.opened, .tagged(tags("a"))]).when(.untag([]), by: alice).then(.unchanged)),
    ]

    private static func noted(mentions: [AgentID]) -> Decision {
        .accepts(.noteAdded(NoteAdded(note: note(5), mentions: mentions)), sealing: Personal(text: "Called twice."))
    }

    private static func tagged(_ tags: [Tag]) -> Decision { .accepts(.ticketTagged(TicketTagged(tags: tags))) }
    private static func untagged(_ tags: [Tag]) -> Decision { .accepts(.ticketUntagged(TicketUntagged(tags: tags))) }

    /// Tags that sort as their numbers do.
    private static func numbered(_ numbers: ClosedRange<Int>) -> [Tag] { numbers.map { Tag("t\(100 + $0)")! } }
}
