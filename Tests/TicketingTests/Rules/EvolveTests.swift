internal import Identity
internal import Testing
internal import Ticketing

@Suite("What an event makes of a ticket")
struct EvolveTests {
    @Test("of the whole state, an event changes this and nothing else:", arguments: folds)
    func changes(fold: Fold) {
        var expected = given(fold.history).state
        var state: TicketState? = expected
        TicketState.evolve(&state, with: fold.happened.logged(as: fold.history.count + 1))
        fold.change(&expected)
        expected.version = StreamVersion(fold.history.count + 1)
        expected.position = at(fold.history.count + 1)
        #expect(state == expected)
    }

    /// One event after a history, and what it does to the state besides version and position.
    struct Fold: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [Happened]
        let happened: Happened
        let change: @Sendable (inout TicketState) -> Void

        init(
            _ sentence: String, after history: [Happened], _ happened: Happened,
            _ change: @escaping @Sendable (inout TicketState) -> Void
        ) {
            self.testDescription = sentence
            self.history = history
            self.happened = happened
            self.change = change
        }
    }

    static let messages: [Fold] = [
        Fold("a message is heard", after: [.opened], .written) {
            $0.heardAt = at(2)
            $0.wordsAt = at(2)
        },
        Fold("a message makes it our turn", after: [.opened, .sent(reply(1), by: alice)], .written) {
            $0.heardAt = at(3)
            $0.wordsAt = at(3)
            $0.status = .open
        },
        Fold("a message wakes a snoozed ticket", after: [.opened, .snoozed(until: noon)], .written) {
            $0.heardAt = at(3)
            $0.wordsAt = at(3)
            $0.status = .open
            $0.snoozedUntil = nil
        },
        Fold(
            "a message leaves the ticket with who has it", after: [.opened, .assigned(alice, team: billing)], .written
        ) {
            $0.heardAt = at(3)
            $0.wordsAt = at(3)
        },
        Fold("a message is heard after its ticket was reopened", after: [.opened, .resolved, .reopened], .written) {
            $0.heardAt = at(4)
            $0.wordsAt = at(4)
        },
    ]

    /// Alice's reply, as it is when its words were said.
    private static func sent(_ position: LogPosition) -> ReplyState {
        ReplyState(.out(.requested), by: alice.id, words: position)
    }

    /// Alice lets the bot's draft go out as it is.
    private static let letGo = Happened(.replyApproved(ReplyApproved(reply: reply(1), draft: at(2))), by: alice)

    /// The bot's draft, as it is when it was written.
    private static func draft(_ position: LogPosition, seen: LogPosition? = nil) -> ReplyState {
        ReplyState(.draft, by: robo.id, words: position, seen: seen)
    }

    static let replies: [Fold] = [
        Fold("a reply makes it the customer's turn", after: [.opened, .written], .sent(reply(1), by: alice)) {
            $0.replies[reply(1)] = sent(at(3))
            $0.spokenAt[alice.id] = at(3)
            $0.wordsAt = at(3)
            $0.status = .pending
        },
        Fold(
            "a later reply moves where its author spoke", after: [.opened, .sent(reply(1), by: alice)],
            .sent(reply(2), by: alice)
        ) {
            $0.replies[reply(2)] = sent(at(3))
            $0.spokenAt[alice.id] = at(3)
            $0.wordsAt = at(3)
        },
        Fold("a reply ends a snooze", after: [.opened, .snoozed(until: noon)], .sent(reply(1), by: alice)) {
            $0.replies[reply(1)] = sent(at(3))
            $0.spokenAt[alice.id] = at(3)
            $0.wordsAt = at(3)
            $0.status = .pending
            $0.snoozedUntil = nil
        },
        Fold("a parting word leaves a ticket resolved", after: [.opened, .resolved], .sent(reply(1), by: alice)) {
            $0.replies[reply(1)] = sent(at(3))
            $0.spokenAt[alice.id] = at(3)
            $0.wordsAt = at(3)
        },
        Fold(
            "a recorded reply is delivered and makes it the customer's turn", after: [.opened, .written],
            .recorded(reply(1), author: carol)
        ) {
            $0.replies[reply(1)] = ReplyState(.out(.delivered), by: carol, words: at(3))
            $0.spokenAt[carol] = at(3)
            $0.wordsAt = at(3)
            $0.status = .pending
        },
        Fold(
            "a recorded parting word leaves a ticket resolved", after: [.opened, .resolved],
            .recorded(reply(1), author: carol)
        ) {
            $0.replies[reply(1)] = ReplyState(.out(.delivered), by: carol, words: at(3))
            $0.spokenAt[carol] = at(3)
            $0.wordsAt = at(3)
        },
        Fold("a draft is not said yet", after: [.opened, .written], .drafted(reply(1))) {
            $0.replies[reply(1)] = draft(at(3))
            $0.drafts = [reply(1)]
        },
        Fold("a draft leaves a snoozed ticket alone", after: [.opened, .snoozed(until: noon)], .drafted(reply(1))) {
            $0.replies[reply(1)] = draft(at(3))
            $0.drafts = [reply(1)]
        },
        Fold(
            "an approved draft is said by who approved it", after: [.opened, .written, .drafted(reply(1))],
            .approved(reply(1), by: alice)
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 1
            $0.drafts = []
            $0.spokenAt[alice.id] = at(4)
            $0.wordsAt = at(4)
            $0.status = .pending
        },
        Fold(
            "a draft that is approved on a resolved ticket is a parting word",
            after: [.opened, .drafted(reply(1)), .resolved], .approved(reply(1), by: alice)
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 1
            $0.drafts = []
            $0.spokenAt[alice.id] = at(4)
            $0.wordsAt = at(4)
        },
        Fold(
            "a delivery is of that reply only",
            after: [.opened, .sent(reply(1), by: alice), .sent(reply(2), by: alice)], .delivered(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.delivered) },
        Fold(
            "a failure is of that reply only",
            after: [.opened, .sent(reply(1), by: alice), .sent(reply(2), by: alice)], .failed(reply(2))
        ) {
            $0.replies[reply(2)]?.stage = .out(.failed)
            $0.status = .open
        },
        Fold(
            "a failure makes it our turn again, whoever has it",
            after: [.opened, .written, .claimed(by: alice), .sent(reply(1), by: alice)], .failed(reply(1))
        ) {
            $0.replies[reply(1)]?.stage = .out(.failed)
            $0.status = .open
        },
        Fold(
            "a failure leaves our turn ours", after: [.opened, .sent(reply(1), by: alice), .written], .failed(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.failed) },
        Fold(
            "a failure does not wake a snoozed ticket",
            after: [.opened, .sent(reply(1), by: alice), .snoozed(until: noon)], .failed(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.failed) },
        Fold(
            "a failed parting word leaves a ticket resolved",
            after: [.opened, .sent(reply(1), by: alice), .resolved], .failed(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.failed) },
        Fold(
            "a delivery after all leaves it our turn: somebody may have begun to answer",
            after: [.opened, .sent(reply(1), by: alice), .failed(reply(1))], .delivered(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.delivered) },
        Fold("a draft remembers what its author saw", after: [.opened, .written], .drafted(reply(1), seen: at(2))) {
            $0.replies[reply(1)] = draft(at(3), seen: at(2))
            $0.drafts = [reply(1)]
        },
        Fold("a draft waits behind those before it", after: [.opened, .drafted(reply(2))], .drafted(reply(1))) {
            $0.replies[reply(1)] = draft(at(3))
            $0.drafts = [reply(2), reply(1)]
        },
        Fold(
            "an approved draft goes out in other words if it says so",
            after: [.opened, .drafted(reply(1)), .drafted(reply(2))], .approved(reply(1), by: alice, edited: true)
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 1
            $0.replies[reply(1)]?.words = at(4)
            $0.drafts = [reply(2)]
            $0.spokenAt[alice.id] = at(4)
            $0.wordsAt = at(4)
            $0.status = .pending
        },
        Fold("a rejected draft waits no more", after: [.opened, .written, .drafted(reply(1))], .rejected(reply(1))) {
            $0.replies[reply(1)]?.stage = .rejected
            $0.drafts = []
        },
        Fold(
            "a lapsed draft waits no more", after: [.opened, .drafted(reply(1)), .drafted(reply(2))], .lapsed(reply(2))
        ) {
            $0.replies[reply(2)]?.stage = .lapsed
            $0.drafts = [reply(1)]
        },
        Fold("an approval says where its draft's words stand", after: [.opened, .drafted(reply(1))], letGo) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 1
            $0.drafts = []
            $0.spokenAt[alice.id] = at(3)
            $0.wordsAt = at(2)
            $0.status = .pending
        },
        Fold(
            "an attempt is its connector's", after: [.opened, .sent(reply(1), by: alice)],
            .attempted(reply(1), words: at(2))
        ) {
            $0.replies[reply(1)]?.stage = .out(.attempted)
            $0.replies[reply(1)]?.taker = hook.id
        },
        Fold("what the network has is sent", after: [.opened, .sent(reply(1), by: alice)], .carried(reply(1))) {
            $0.replies[reply(1)]?.stage = .out(.sent)
        },
        Fold("what was read is read", after: [.opened, .sent(reply(1), by: alice)], .read(reply(1))) {
            $0.replies[reply(1)]?.stage = .out(.read)
        },
        Fold("what is lost makes it our turn again", after: [.opened, .sent(reply(1), by: alice)], .lost(reply(1))) {
            $0.replies[reply(1)]?.stage = .out(.unknown)
            $0.status = .open
        },
        Fold(
            "what is lost leaves a snooze alone",
            after: [
                .opened, .sent(reply(1), by: alice), .snoozed(until: noon),
            ], .lost(reply(1))
        ) { $0.replies[reply(1)]?.stage = .out(.unknown) },
        Fold(
            "a retry says it again, and it is the customer's turn",
            after: [.opened, .sent(reply(1), by: alice), .attempted(reply(1), words: at(2)), .failed(reply(1))],
            .retried(reply(1), words: at(2), by: bob)
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 2
            $0.replies[reply(1)]?.taker = nil
            $0.spokenAt[bob.id] = at(5)
            $0.status = .pending
        },
        Fold(
            "a retry of what the customer has overtaken leaves it our turn",
            after: [.opened, .sent(reply(1), by: alice), .failed(reply(1)), .written],
            .retried(reply(1), words: at(2))
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 2
            $0.spokenAt[alice.id] = at(5)
        },
        Fold(
            "a retried parting word leaves a ticket resolved",
            after: [.opened, .sent(reply(1), by: alice), .failed(reply(1)), .resolved],
            .retried(reply(1), words: at(2))
        ) {
            $0.replies[reply(1)]?.stage = .out(.requested)
            $0.replies[reply(1)]?.attempt = 2
            $0.spokenAt[alice.id] = at(5)
        },
        Fold("a receipt of what nobody knows changes nothing", after: [.opened], .delivered(reply(1))) { _ in },
    ]

    static let holders: [Fold] = [
        Fold("a claim gives it to the actor", after: [.opened], .claimed(by: alice)) { $0.assignee = alice.id },
        Fold("a claim leaves it with its team", after: [.opened, .assigned(nil, team: billing)], .claimed(by: alice)) {
            $0.assignee = alice.id
        },
        Fold(
            "a release leaves it with its team, and who gave it back is remembered",
            after: [.opened, .assigned(alice, team: billing)], .released(by: alice)
        ) {
            $0.assignee = nil
            $0.declined = [alice.id]
        },
        Fold(
            "a supervisor's release is nobody's wish", after: [.opened, .claimed(by: alice)], .released(by: bob)
        ) { $0.assignee = nil },
        Fold("a rule gives it to an agent", after: [.opened], .routed(alice)) { $0.assignee = alice.id },

        Fold("an assignment sets agent and team", after: [.opened, .claimed(by: bob)], .assigned(alice, team: billing))
        {
            $0.assignee = alice.id
            $0.team = billing
        },
        Fold(
            "an assignment to a team takes it from its agent", after: [.opened, .claimed(by: bob)],
            .assigned(nil, team: billing)
        ) {
            $0.assignee = nil
            $0.team = billing
        },
    ]

    static let statuses: [Fold] = [
        Fold("a resolution leaves it with who has it", after: [.opened, .assigned(alice, team: billing)], .resolved) {
            $0.status = .resolved
        },
        Fold("a resolution ends a snooze", after: [.opened, .snoozed(until: noon)], .resolved) {
            $0.status = .resolved
            $0.snoozedUntil = nil
        },
        Fold("reopened, it is our turn", after: [.opened, .resolved], .reopened) { $0.status = .open },
        Fold("snoozed, it is out of sight until then", after: [.opened], .snoozed(until: noon)) {
            $0.status = .snoozed
            $0.snoozedUntil = noon
        },
        Fold(
            "snoozed again, the later word holds", after: [.opened, .snoozed(until: noon)],
            .snoozed(until: noon.advanced(bySeconds: 5))
        ) { $0.snoozedUntil = noon.advanced(bySeconds: 5) },
        Fold("woken, it is our turn", after: [.opened, .snoozed(until: noon)], .woken) {
            $0.status = .open
            $0.snoozedUntil = nil
        },
    ]

    static let others: [Fold] = [
        Fold(
            "tags join those that it has, sorted, each once", after: [.opened, .tagged(tags("b", "d"))],
            .tagged(tags("a", "b", "c"))
        ) { $0.tags = tags("a", "b", "c", "d") },
        Fold(
            "tags that go leave the others", after: [.opened, .tagged(tags("a", "b", "c"))],
            .untagged(tags("b", "z"))
        ) { $0.tags = tags("a", "c") },
        Fold("a note changes nothing", after: [.opened], .noted) { _ in },
        Fold(
            "what belongs to other streams changes nothing", after: [.opened],
            Happened(.workspaceCreated(WorkspaceCreated(name: "acme")), by: .operator)
        ) { _ in },
        Fold(
            "an agent's registration changes nothing", after: [.opened],
            Happened(.agentRegistered(AgentRegistered(kind: .human, roles: [.agent], network: nil)), by: .operator)
        ) { _ in },
        Fold(
            "a token changes nothing", after: [.opened],
            Happened(.tokenIssued(TokenIssued(token: TokenID(.numbered(1)), sha256: [])), by: .operator)
        ) { _ in },
        Fold(
            "a token's end changes nothing", after: [.opened],
            Happened(.tokenRevoked(TokenRevoked(token: TokenID(.numbered(1)))), by: .operator)
        ) { _ in },
        Fold(
            "a post changes nothing", after: [.opened],
            Happened(
                .postRecorded(PostRecorded(post: PostID(.numbered(1)), author: carol, occurredAt: nil)), by: hook)
        ) { _ in },
        Fold(
            "a customer's registration changes nothing", after: [.opened],
            Happened(.customerRegistered(CustomerRegistered(network: "x")), by: hook)
        ) { _ in },
    ]

    static let folds: [Fold] = messages + replies + holders + statuses + others

    @Test("an opened ticket is open, nobody's, and empty")
    func opened() {
        let state = given([.opened]).state
        #expect(state.id == ticket && state.customer == customer && state.channel == channel)
        #expect(state.status == .open && state.assignee == nil && state.team == nil && state.tags.isEmpty)
        #expect(
            state.snoozedUntil == nil && state.replies.isEmpty && state.drafts.isEmpty
                && state.heardAt == nil && state.wordsAt == nil && state.spokenAt.isEmpty)
        #expect(state.version == StreamVersion(1) && state.position == at(1))
    }

    @Test("what comes before a ticket is opened makes no ticket")
    func beforeOpened() {
        var state: TicketState?
        TicketState.evolve(&state, with: Happened.written.logged(as: 1))
        #expect(state == nil)
    }

    @Test("a ticket that opens on a stream of something else makes no ticket")
    func openedElsewhere() {
        var state: TicketState?
        TicketState.evolve(&state, with: Happened.opened.logged(as: 1, on: .customer(customer)))
        #expect(state == nil)
    }

    @Test("to have spoken after a position means strictly after, and by somebody else")
    func hasSpoken() {
        let state = given([.opened, .written, .sent(reply(1), by: alice), .sent(reply(2), by: bob)]).state
        #expect(state.hasSpoken(after: at(1), besides: alice.id))
        #expect(state.hasSpoken(after: at(3), besides: alice.id))
        #expect(!state.hasSpoken(after: at(3), besides: bob.id))
        #expect(!state.hasSpoken(after: at(4), besides: alice.id))
        #expect(!given([.opened]).state.hasSpoken(after: .beforeAll, besides: alice.id))
    }
}
