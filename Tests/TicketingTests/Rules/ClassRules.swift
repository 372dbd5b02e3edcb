internal import Identity
internal import Testing
internal import Ticketing

@Suite("Saying what a ticket is about")
struct ClassRules {
    private static let delivery = ClassNode(id: Skill("delivery")!, name: "Delivery")
    private static let late = ClassNode(id: Skill("late")!, parent: delivery.id, name: "Late")
    private static let lost = ClassNode(id: Skill("lost")!, parent: delivery.id, name: "Lost", isRetired: true)
    private static let parcel = ClassNode(id: Skill("parcel")!, name: "Parcel")
    private static let causes = ClassTree([delivery, late, lost])
    private static let refunded = Skill("refunded")!

    private static let rulebook = SettingRules.rulebook([
        .treeSet(.cause, causes), .treeSet(.product, ClassTree([parcel])),
        .channelSet(ChannelSettings(channel: channel, requires: ClassRequirement.allCases)),
    ])
    private static let closed = SettingRules.rulebook([
        .treeSet(.cause, causes),
        .treeSet(.cause, ClassTree([retired(delivery), late, lost])),
    ])

    private static func retired(_ node: ClassNode) -> ClassNode {
        var node = node
        node.isRetired = true
        return node
    }

    private static func classified(_ classes: TicketClasses, tree: Int = 3) -> Event {
        .classed(.classified(TicketClassified(classes, tree: StreamVersion(tree))))
    }

    private static func said(_ classes: TicketClasses) -> Happened { Happened(classified(classes), by: alice) }

    private static let whole = TicketClasses(cause: late.id, outcome: refunded, product: parcel.id)

    @Test("takes names that are in the trees", arguments: rules)
    func decides(rule: Rule) { rule.check() }

    static let rules: [Rule] = [
        Rule(
            "a cause, a product and what came of it",
            given([.opened]).when(.classify(ClassChange(whole)), by: alice, rulebook: rulebook)
                .then(.accepts(classified(whole)))),
        Rule(
            "what is not named stays",
            given([.opened, said(TicketClasses(cause: late.id))])
                .when(.classify(ClassChange(TicketClasses(product: parcel.id))), by: bob, rulebook: rulebook)
                .then(.accepts(classified(TicketClasses(cause: late.id, product: parcel.id))))),
        Rule(
            "what is so already changes nothing",
            given([.opened, said(whole)])
                .when(.classify(ClassChange(TicketClasses(cause: late.id))), by: bob, rulebook: rulebook)
                .then(.unchanged)),
        Rule(
            "what is cleared is not said any more",
            given([.opened, said(whole)])
                .when(
                    .classify(ClassChange(TicketClasses(), clears: [.cause, .product, .outcome])), by: bob,
                    rulebook: rulebook
                ).then(.accepts(classified(TicketClasses())))),
        Rule(
            "what is cleared and said is said",
            given([.opened, said(whole)])
                .when(
                    .classify(ClassChange(TicketClasses(cause: delivery.id), clears: [.cause])), by: bob,
                    rulebook: rulebook
                ).then(
                    .accepts(
                        classified(TicketClasses(cause: delivery.id, outcome: refunded, product: parcel.id))))),
        Rule(
            "a name that is not there is none",
            given([.opened]).when(
                .classify(ClassChange(TicketClasses(cause: parcel.id))), by: alice, rulebook: rulebook
            )
            .then(.rejected(.noSuchClass(.cause)))),
        Rule(
            "nor is one of another kind",
            given([.opened]).when(
                .classify(ClassChange(TicketClasses(product: late.id))), by: alice, rulebook: rulebook
            )
            .then(.rejected(.noSuchClass(.product)))),
        Rule(
            "a retired one is given to none",
            given([.opened]).when(.classify(ClassChange(TicketClasses(cause: lost.id))), by: alice, rulebook: rulebook)
                .then(.rejected(.noSuchClass(.cause)))),
        Rule(
            "nor is a part of a retired one",
            given([.opened]).when(.classify(ClassChange(TicketClasses(cause: late.id))), by: alice, rulebook: closed)
                .then(.rejected(.noSuchClass(.cause)))),
        Rule(
            "but who has it keeps it",
            given([.opened, said(TicketClasses(cause: late.id))])
                .when(
                    .classify(ClassChange(TicketClasses(cause: late.id, outcome: refunded))), by: alice,
                    rulebook: closed
                )
                .then(.accepts(classified(TicketClasses(cause: late.id, outcome: refunded), tree: 2)))),
        Rule(
            "a channel that demands something has nothing resolved without it",
            given([.opened, .written]).when(.resolve, by: alice, rulebook: rulebook)
                .then(.rejected(.incomplete([.cause, .outcome, .product, .tag])))),
        Rule(
            "whoever resolves, and whatever else there is",
            given([.opened, .written, said(whole)]).when(.resolve, by: .rule, rulebook: rulebook)
                .then(.rejected(.incomplete([.tag])))),
        Rule(
            "with all that it demands it is",
            given([.opened, .written, said(whole), .tagged(tags("vip"))]).when(.resolve, by: alice, rulebook: rulebook)
                .then(.accepts(.ticketResolved, releases: [unresolved]))),
        Rule(
            "what is resolved already is not asked",
            given([.opened, .resolved]).when(.resolve, by: alice, rulebook: rulebook).then(.unchanged)),
    ]

    /// A tree that cannot follow another.
    struct Flawed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let nodes: [ClassNode]
        let flaw: ClassFlaw?
    }

    private static func node(_ id: String, _ parent: String? = nil) -> ClassNode {
        ClassNode(id: Skill(id)!, parent: parent.flatMap { Skill($0) }, name: "N")
    }

    static let trees: [Flawed] = [
        Flawed(testDescription: "a node moves, another comes", nodes: [late, delivery, lost, node("new")], flaw: nil),
        Flawed(testDescription: "none goes", nodes: [delivery, late], flaw: .missing(lost.id)),
        Flawed(testDescription: "none is there twice", nodes: [delivery, late, lost, late], flaw: .twice(late.id)),
        Flawed(
            testDescription: "a parent has to be there", nodes: [delivery, late, lost, node("a", "b")],
            flaw: .parentMissing(Skill("a")!)),
        Flawed(
            testDescription: "none is a part of itself", nodes: [delivery, late, lost, node("a", "a")],
            flaw: .circular(Skill("a")!)),
        Flawed(
            testDescription: "nor of its own parts",
            nodes: [delivery, late, lost, node("x", "a"), node("a", "b"), node("b", "c"), node("c", "a")],
            flaw: .circular(Skill("a")!)),
        Flawed(
            testDescription: "it has its limits", nodes: [delivery, late, lost] + (0..<398).map { node("n\($0)") },
            flaw: .tooLarge),
        Flawed(
            testDescription: "also of bytes",
            nodes: [delivery, late, lost]
                + (0..<300).map { ClassNode(id: Skill("n\($0)")!, name: String(repeating: "n", count: 80)) },
            flaw: .tooLarge),
    ]

    @Test("a tree follows another only if every name goes on to mean the same", arguments: trees)
    func flaws(tree: Flawed) {
        #expect(ClassTree(tree.nodes).flaw(after: Self.causes) == tree.flaw)
        let decision = Self.rulebook.decide(.setTree(.cause, ClassTree(tree.nodes)), in: WorkspaceID(.numbered(0xaa)))
        if let flaw = tree.flaw {
            #expect(decision == .rejected(.malformedTree(flaw)))
        } else {
            guard case .accepted = decision else {
                Issue.record("it was not accepted")
                return
            }
        }
    }

    @Test("the same tree again changes nothing")
    func same() {
        let decision = Self.rulebook.decide(.setTree(.cause, Self.causes), in: WorkspaceID(.numbered(0xaa)))
        #expect(decision == .unchanged)
    }
}
