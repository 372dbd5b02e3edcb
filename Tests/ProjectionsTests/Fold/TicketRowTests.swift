internal import Identity
internal import Projections
internal import Testing
internal import Ticketing

@Suite("What an event makes of a ticket's row")
struct TicketRowTests {
    /// One event after a history that begins with a customer and their ticket, and what it changes besides version and
    /// position. The event stands at the position that is the history's count, and so many seconds after noon.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [Happened]
        let happened: Happened
        let change: @Sendable (inout TicketRow) -> Void

        init(
            _ sentence: String, after history: [Happened] = [], _ happened: Happened,
            _ change: @escaping @Sendable (inout TicketRow) -> Void
        ) {
            self.testDescription = sentence
            self.history = [.registered, .opened] + history
            self.happened = happened
            self.change = change
        }
    }

    @Test(
        "of the whole row, an event changes this and nothing else:",
        arguments: said + receipts + turns + others + revisions)
    func changes(change: Change) throws {
        var expected = try #require(folded(log(change.history)).tickets[ticket])
        let events = log(change.history + [change.happened])
        change.change(&expected)
        expected.version = expected.version.next
        expected.position = LogPosition(Int64(change.history.count))
        #expect(folded(events).tickets[ticket] == expected)
    }

    @Test("an opened ticket is open, nobody's and empty, and nobody waits before anything was said")
    func opened() throws {
        let row = try #require(folded(log([.registered, .opened])).tickets[ticket])
        #expect(
            row
                == TicketRow(
                    id: ticket, customer: customer, channel: channel, status: .open, assignee: nil, team: nil, tags: [],
                    openedAt: second(1), lastAt: second(1), waitingSince: nil, snoozedUntil: nil, messages: 0,
                    replies: 0, notes: 0, spokenAt: nil, version: StreamVersion(1), position: LogPosition(1)))
    }

    static let said: [Change] = [
        Change("the first message makes the customer wait", .written) {
            $0.messages = 1
            $0.lastAt = second(2)
            $0.waitingSince = second(2)
            $0.spokenAt = LogPosition(2)
        },
        Change(
            "the first message dates the conversation by its network",
            .written(at: second(-600))
        ) {
            $0.messages = 1
            $0.openedAt = second(-600)
            $0.lastAt = second(-600)
            $0.waitingSince = second(-600)
            $0.spokenAt = LogPosition(2)
        },
        Change("a second message does not make them wait anew", after: [.written], .written) {
            $0.messages = 2
            $0.lastAt = second(3)
            $0.spokenAt = LogPosition(3)
        },
        Change("a message that comes late was not the last one", after: [.written], .written(at: second(-600))) {
            $0.messages = 2
            $0.spokenAt = LogPosition(3)
        },
        Change("a message after an answer makes them wait again", after: [.written, .sent], .written) {
            $0.messages = 2
            $0.status = .open
            $0.lastAt = second(4)
            $0.waitingSince = second(4)
            $0.spokenAt = LogPosition(4)
        },
        Change("a message wakes a snoozed ticket", after: [.written, .snoozed(until: second(99))], .written) {
            $0.messages = 2
            $0.status = .open
            $0.snoozedUntil = nil
            $0.lastAt = second(4)
            $0.spokenAt = LogPosition(4)
        },
        Change("a reply ends the waiting", after: [.written, .written], .sent) {
            $0.replies = 1
            $0.status = .pending
            $0.lastAt = second(4)
            $0.waitingSince = nil
            $0.spokenAt = LogPosition(4)
        },
        Change("an approved draft ends the waiting", after: [.written, .drafted], .approved) {
            $0.replies = 1
            $0.status = .pending
            $0.lastAt = second(4)
            $0.waitingSince = nil
            $0.spokenAt = LogPosition(4)
        },
        Change("a draft ends nothing", after: [.written], .drafted) { _ in },
        Change(
            "a recorded reply ends the waiting when the network says so", after: [.written], .recorded(at: second(60))
        ) {
            $0.replies = 1
            $0.status = .pending
            $0.lastAt = second(60)
            $0.waitingSince = nil
            $0.spokenAt = LogPosition(3)
        },
        Change("a reply ends a snooze", after: [.written, .snoozed(until: second(99))], .sent) {
            $0.replies = 1
            $0.status = .pending
            $0.snoozedUntil = nil
            $0.lastAt = second(4)
            $0.waitingSince = nil
            $0.spokenAt = LogPosition(4)
        },
        Change("a parting word leaves a ticket resolved", after: [.written, .resolved], .sent) {
            $0.replies = 1
            $0.lastAt = second(4)
            $0.spokenAt = LogPosition(4)
        },
    ]

    static let receipts: [Change] = [
        Change("a delivery changes nothing", after: [.written, .sent], .delivered) { _ in },
        Change("a failure makes the customer wait from then on: they got nothing", after: [.written, .sent], .failed) {
            $0.status = .open
            $0.waitingSince = second(4)
        },
        Change(
            "a failure while they wait for something newer leaves that", after: [.written, .sent, .written], .failed
        ) {
            _ in
        },
        Change(
            "a failure does not wake a snoozed ticket", after: [.written, .sent, .snoozed(until: second(99))], .failed
        ) {
            _ in
        },
        Change("a failed parting word leaves a ticket resolved", after: [.written, .sent, .resolved], .failed) { _ in },
        Change("a second failure does not make them wait anew", after: [.written, .sent, .failed], .failed) { _ in },
        Change("an answer after a failure ends the waiting", after: [.written, .sent, .failed], .sent) {
            $0.replies = 2
            $0.status = .pending
            $0.lastAt = second(5)
            $0.waitingSince = nil
            $0.spokenAt = LogPosition(5)
        },
    ]

    static let turns: [Change] = [
        Change("a claim gives it to the actor", .claimed(by: bob)) { $0.assignee = bob.id },
        Change("a release makes it nobody's", after: [.claimed(by: bob)], .released) { $0.assignee = nil },
        Change("an assignment gives it to agent and team", .assigned(bob, team: billing)) {
            $0.assignee = bob.id
            $0.team = billing
        },
        Change(
            "an assignment to a team alone frees it", after: [.assigned(bob, team: billing)],
            .assigned(nil, team: shipping)
        ) {
            $0.assignee = nil
            $0.team = shipping
        },
        Change("resolved, nobody waits", after: [.written], .resolved) {
            $0.status = .resolved
            $0.waitingSince = nil
        },
        Change("resolved, it is not snoozed any more", after: [.snoozed(until: second(99))], .resolved) {
            $0.status = .resolved
            $0.snoozedUntil = nil
        },
        Change("reopened, it is our turn and nobody waits yet", after: [.written, .resolved], .reopened) {
            $0.status = .open
        },
        Change(
            "snoozed, it is out of sight and the customer still waits", after: [.written], .snoozed(until: second(99))
        ) {
            $0.status = .snoozed
            $0.snoozedUntil = second(99)
        },
        Change(
            "woken, it is our turn, and they have waited all along", after: [.written, .snoozed(until: second(3))],
            .woken
        ) {
            $0.status = .open
            $0.snoozedUntil = nil
        },
    ]

    static let others: [Change] = [
        Change("a note is counted and says nothing to the customer", after: [.written], .noted) { $0.notes = 1 },
        Change("tags join, sorted, each once", after: [.tagged(tags("b", "d"))], .tagged(tags("a", "b", "c"))) {
            $0.tags = tags("a", "b", "c", "d")
        },
        Change("tags go", after: [.tagged(tags("a", "b"))], .untagged(tags("b", "z"))) { $0.tags = tags("a") },
    ]

    /// The first message stands at position 2.
    static let revisions: [Change] = [
        Change("an edit of what was said last is what was said last", after: [.written], .edited(LogPosition(2))) {
            $0.spokenAt = LogPosition(3)
            $0.revise(1, at: 3)
        },
        Change(
            "an edit of that edit, too", after: [.written, .edited(LogPosition(2))], .edited(LogPosition(3))
        ) {
            $0.spokenAt = LogPosition(4)
            $0.revise(2, at: 4)
        },
        Change("an edit of something before is only counted", after: [.written, .sent], .edited(LogPosition(2))) {
            $0.revise(1, at: 4)
        },
        Change("an edit that comes too late is only counted", after: [.written], .edited(nil)) {
            $0.revise(1, at: 3)
        },
        Change("of what is withdrawn nothing is shown", after: [.written], .withdrawn(LogPosition(2))) {
            $0.spokenAt = LogPosition(3)
            $0.revise(1, at: 3)
        },
        Change("a signal changes nothing", after: [.written], .signalled) { _ in },
        Change("spam is kept apart, as it is", after: [.written], .marked) { $0.isSpam = true },
        Change("and put back", after: [.written, .marked], .unmarked) { $0.isSpam = false },
        Change("a follower is known", .followed(by: bob)) {
            var facts = TicketDetail.Facts()
            facts.followers = [bob.id]
            $0.detail = TicketDetail(position: LogPosition(2), facts: facts)
        },
        Change("what is not normal is known", .prioritised(.low)) {
            var facts = TicketDetail.Facts()
            facts.priority = .low
            $0.detail = TicketDetail(position: LogPosition(2), facts: facts)
        },
        Change("when it is normal again nothing is left", after: [.prioritised(.urgent)], .prioritised(.normal)) {
            $0.detail = nil
        },
        Change("when the last one goes nothing is left", after: [.followed(by: bob)], .unfollowed(by: bob)) {
            $0.detail = nil
        },
    ]

    @Test("a ticket whose language is known has a detail from its first event on, others have none")
    func language() throws {
        let german = Language("de")
        let opened = Happened(
            .ticketOpened(TicketOpened(customer: customer, channel: channel, language: german)), by: hook)
        let fold = folded(log([.registered, opened]))
        #expect(
            fold.tickets[ticket]?.detail
                == TicketDetail(position: LogPosition(1), facts: TicketDetail.Facts(language: german)))
        #expect(fold.detailedTickets == [ticket])
        let plain = folded(log([.registered, .opened, .written, .sent, .resolved]))
        #expect(plain.tickets[ticket]?.detail == nil && plain.detailedTickets.isEmpty)
    }
}

extension TicketRow {
    /// So many messages were edited or withdrawn, the last of them at a position.
    fileprivate mutating func revise(_ count: Int, at position: Int64) {
        var facts = TicketDetail.Facts()
        facts.revisions = count
        detail = TicketDetail(position: LogPosition(position), facts: facts)
    }
}
