internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@testable internal import Projections

@Suite("Tickets that are merged")
struct MergeTests {
    private static let other = TicketID(.numbered(0x72))
    private static let third = TicketID(.numbered(0x73))

    /// The same on another ticket.
    private static func on(_ ticket: TicketID, _ happened: Happened) -> Happened {
        Happened(happened.event, by: happened.actor, on: .ticket(ticket))
    }

    private static func merge(_ part: TicketID, into whole: TicketID) -> [Happened] {
        [
            Happened(.merge(.merged(into: whole)), on: .ticket(part)),
            Happened(.merge(.absorbed(part)), on: .ticket(whole)),
        ]
    }

    private static func unmerge(_ part: TicketID, from whole: TicketID) -> [Happened] {
        [
            Happened(.merge(.unmerged(from: whole)), on: .ticket(part)),
            Happened(.merge(.expelled(part)), on: .ticket(whole)),
        ]
    }

    /// Two tickets: the first answered and Alice's, on the second somebody waits.
    private static let two: [Happened] = [
        .registered, .opened, .written, .claimed(by: alice), .tagged(tags("vip")), .sent, on(other, .opened),
        on(other, .written(at: second(-60))), on(other, .tagged(tags("late"))), on(other, .claimed(by: bob)),
    ]

    @Test("are shown as one: whatever waits on any of them waits on what stands for them")
    func combination() throws {
        let fold = folded(log(Self.two + Self.merge(Self.other, into: ticket)))
        let whole = try #require(fold.shown(ticket))
        #expect(whole.status == .open && whole.waitingSince == second(-60) && whole.assignee == alice.id)
        #expect(whole.tags == tags("late", "vip") && whole.messages == 2 && whole.replies == 1)
        #expect(whole.position == LogPosition(11) && whole.version == StreamVersion(6))
        #expect(whole.queue == .assigned && whole.detail?.facts.parts == [Self.other])
        let part = try #require(fold.shown(Self.other))
        #expect(part.isPart && part.queue == .merged && part.assignee == bob.id)
        let open = InboxQuery(view: .open).page(of: fold.shownTickets, asOf: fold.position)
        #expect(open.rows.map(\.id) == [ticket])
        #expect(InboxQuery(view: .mine(bob.id)).page(of: fold.shownTickets, asOf: fold.position).rows.isEmpty)
        #expect(fold.tally == folded(log(Self.two)).tally)
    }

    @Test("move what stands for them with every event of any of them")
    func moves() throws {
        let merged = Self.two + Self.merge(Self.other, into: ticket)
        let fold = folded(log(merged + [Self.on(Self.other, .written)]))
        #expect(fold.shown(ticket)?.position == LogPosition(12) && fold.shown(ticket)?.messages == 3)
        let done = folded(log(merged + [Self.on(Self.other, .resolved), .resolved]))
        #expect(done.shown(ticket)?.status == .resolved && done.shown(ticket)?.waitingSince == nil)
        let rests = folded(log(merged + [Self.on(Self.other, .snoozed(until: second(90)))]))
        #expect(rests.shown(ticket)?.status == .snoozed && rests.shown(ticket)?.snoozedUntil == second(90))
    }

    @Test("tell of a customer's words whoever has what stands for them, and who follows either")
    func listeners() {
        let followers = [Self.on(Self.other, .followed(by: robo)), .followed(by: hook)]
        let history = Self.two + followers + Self.merge(Self.other, into: ticket) + [Self.on(Self.other, .written)]
        let told = folded(log(history)).newNotifications.filter { $0.position == LogPosition(14) }.map(\.agent)
        // Not Bob, whose ticket rests in Alice's; not whoever brought it.
        #expect(Set(told) == [alice.id, robo.id])
    }

    @Test("can be merged again, and what was merged before goes with them and comes back")
    func deep() throws {
        let opened = Self.two + [Self.on(Self.third, .opened), Self.on(Self.third, .written)]
        let merged = opened + Self.merge(Self.third, into: Self.other) + Self.merge(Self.other, into: ticket)
        let fold = folded(log(merged))
        #expect(fold.shown(ticket)?.messages == 3 && fold.shown(Self.other)?.isPart == true)
        #expect(fold.partRows.allSatisfy { $0.root == ticket } && fold.partRows.count == 3)
        let back = folded(log(merged + Self.unmerge(Self.other, from: ticket)))
        #expect(back.shown(ticket)?.messages == 1 && back.shown(Self.other)?.messages == 2)
        #expect(back.shown(Self.third)?.isPart == true && back.partRows.count == 2)
    }

    @Test("that are spam are not looked at, and come back as spam")
    func spam() throws {
        let spam = Self.two + [Self.on(Self.other, .marked)]
        let merged = folded(log(spam + Self.merge(Self.other, into: ticket)))
        #expect(merged.shown(ticket)?.status == .pending && merged.shown(ticket)?.isSpam == false)
        let back = folded(log(spam + Self.merge(Self.other, into: ticket) + Self.unmerge(Self.other, from: ticket)))
        #expect(back.shown(Self.other)?.isSpam == true && back.tally == folded(log(spam)).tally)
    }

    @Test("are not hidden by who stands for them and is blocked, and whoever has them is told")
    func blockedRoot() throws {
        let merged = Self.two + Self.merge(Self.other, into: ticket) + [.marked]
        let fold = folded(log(merged + [Self.on(Self.other, .written)]))
        let whole = try #require(fold.shown(ticket))
        #expect(!whole.isSpam && whole.status == .open && whole.queue == .assigned && whole.messages == 2)
        #expect(fold.newNotifications.last == NotificationRow(agent: alice.id, position: fold.position))
        let both = folded(log(merged + [Self.on(Self.other, .marked)]))
        #expect(both.shown(ticket)?.isSpam == true && both.shown(ticket)?.messages == 2)
        let back = folded(log(merged + Self.unmerge(Self.other, from: ticket)))
        #expect(back.shown(ticket)?.isSpam == true && back.shown(Self.other)?.isSpam == false)
    }

    @Test("are as before when they are merged no more, but for version and position", arguments: 1...UInt64(30))
    func back(seed: UInt64) throws {
        var history = RandomHistory(seed: seed, count: 400)
        history.finishLinks()
        let before = folded(history.events)
        var random = SeededGenerator(seed: seed)
        let roots = before.shownTickets.filter { !$0.isPart }.sorted { $0.id < $1.id }
        let (part, whole) = (roots[random.roll(roots.count)].id, roots[random.roll(roots.count)].id)
        if part == whole { return }
        for happened in Self.merge(part, into: whole) { _ = history.happen(happened) }
        let merged = folded(history.events)
        #expect(merged.shownTickets.count { $0.isPart } == before.shownTickets.count { $0.isPart } + 1)
        for happened in Self.unmerge(part, from: whole) { _ = history.happen(happened) }
        let after = folded(history.events)
        #expect(Self.ageless(after.shownTickets) == Self.ageless(before.shownTickets), "seed \(seed)")
        #expect(Self.ageless(after.partRows.map(\.row)) == Self.ageless(before.partRows.map(\.row)), "seed \(seed)")
        #expect(after.tally == before.tally && after.drafts == before.drafts && after.outbox == before.outbox)
        #expect(
            Set(after.newNotifications) == Set(before.newNotifications) && after.customers.byID == before.customers.byID
        )
    }

    @Test("are each in one conversation, and every message under one root", arguments: 1...UInt64(30))
    func partition(seed: UInt64) {
        let fold = folded(RandomHistory(seed: seed, count: 600).events)
        let roots = fold.shownTickets.filter { !$0.isPart }.map(\.id)
        let members = roots.flatMap { fold.conversation(of: $0) }
        #expect(members.count == fold.tickets.count && Set(members) == Set(fold.tickets.keys), "seed \(seed)")
        #expect(roots.count < fold.tickets.count, "seed \(seed)")
        let shown = roots.compactMap { fold.shown($0) }.reduce(0) { $0 + $1.messages }
        // What is kept apart is not looked at unless all of them are.
        let apart = roots.reduce(0) { sum, root in
            let rows = fold.conversation(of: root).compactMap { fold.tickets[$0] }
            if rows.allSatisfy(\.isSpam) { return sum }
            return sum + rows.filter(\.isSpam).reduce(0) { $0 + $1.messages }
        }
        #expect(shown + apart == fold.tickets.values.reduce(0) { $0 + $1.messages }, "seed \(seed)")
    }

    /// By id, without where they stand in the log.
    private static func ageless(_ rows: [TicketRow]) -> [TicketRow] {
        rows.sorted { $0.id < $1.id }.map { row in
            var row = row
            row.version = .none
            row.position = .beforeAll
            row.detail = row.detail.map { TicketDetail(position: .beforeAll, facts: $0.facts) }
            return row
        }
    }
}
