internal import Identity
internal import Projections
internal import Support
internal import Testing
internal import Ticketing

@Suite("A page of the inbox")
struct InboxPageTests {
    /// Every view, order and filter that can be asked for.
    static let queries: [InboxQuery] = {
        let views: [InboxView] = [.open, .mine(alice.id), .mine(bob.id), .unassigned, .resolved, .all, .spam]
        let channels: [ChannelID?] = [nil, RandomHistory.channels[0]]
        let teams: [TeamID?] = [nil, billing]
        let tags: [Tag?] = [nil, Tag("vip"), Tag("\u{e9}")]
        let priorities: [TicketPriority?] = [nil, .urgent]
        var queries: [InboxQuery] = []
        for view in views {
            for order in InboxOrder.allCases {
                for channel in channels {
                    for team in teams {
                        for tag in tags {
                            queries += priorities.map {
                                InboxQuery(
                                    view: view, order: order, channel: channel, team: team, tag: tag, priority: $0)
                            }
                        }
                    }
                }
            }
        }
        return queries
    }()

    @Test("follows the one before it without a hole and without repeating a row", arguments: 1...UInt64(10))
    func tiling(seed: UInt64) {
        let rows = Array(folded(RandomHistory(seed: seed, count: 700).events).tickets.values)
        var seen = 0
        for var query in Self.queries {
            query.limit = 200
            let whole = query.page(of: rows, asOf: LogPosition(699))
            #expect(whole.next == nil)
            seen += whole.rows.count
            for limit in [1, 2, 7] {
                query.limit = limit
                query.after = nil
                var paged: [TicketRow] = []
                repeat {
                    let page = query.page(of: rows, asOf: LogPosition(699))
                    #expect(page.rows.count == limit || page.next == nil)
                    paged += page.rows
                    query.after = page.next
                } while query.after != nil && paged.count <= rows.count
                #expect(paged == whole.rows, "seed \(seed), \(query)")
            }
        }
        #expect(seen > 100, "otherwise this test shows little")
    }

    @Test("holds exactly the tickets that its view and filters name, in order", arguments: 1...UInt64(10))
    func content(seed: UInt64) {
        let rows = folded(RandomHistory(seed: seed, count: 700).events).shownTickets
        for var query in Self.queries {
            query.limit = 200
            let page = query.page(of: rows.shuffled(), asOf: LogPosition(5))
            #expect(page.asOf == LogPosition(5))
            let expected = rows.filter { row in
                let isInView =
                    switch query.view {
                    case .open: row.status == .open
                    case .mine(let agent): row.assignee == agent && row.status != .resolved
                    case .unassigned: row.status == .open && row.assignee == nil
                    case .resolved: row.status == .resolved
                    case .all, .spam: true
                    }
                return isInView && !row.isPart && row.isSpam == (query.view == .spam)
                    && (query.channel == nil || query.channel == row.channel)
                    && (query.team == nil || query.team == row.team)
                    && (query.tag.map { row.tags.contains($0) } ?? true)
                    && (query.priority == nil || query.priority == row.detail?.facts.priority)
            }
            #expect(Set(page.rows.map(\.id)) == Set(expected.map(\.id)), "seed \(seed), \(query)")
            for (before, after) in zip(page.rows, page.rows.dropFirst()) {
                switch (query.order, before.waitingSince, after.waitingSince) {
                case (.recent, _, _): #expect((before.lastAt, before.id) > (after.lastAt, after.id))
                case (.waiting, let earlier?, let later?): #expect((earlier, before.id) < (later, after.id))
                case (.waiting, nil, nil): #expect(before.id < after.id)
                case (.waiting, nil, _?): Issue.record("who does not wait came before who does, seed \(seed)")
                case (.waiting, _?, nil): break
                }
            }
        }
    }

    @Test("tiles over rows whose keys are all equal", arguments: InboxOrder.allCases)
    func equalKeys(order: InboxOrder) {
        let rows = (0..<50).map { number in
            TicketRow(
                id: TicketID(.numbered(UInt64(number))), customer: customer, channel: channel, status: .open,
                assignee: nil, team: nil, tags: [], openedAt: noon, lastAt: noon, waitingSince: noon, snoozedUntil: nil,
                messages: 1, replies: 0, notes: 0, spokenAt: LogPosition(1), version: StreamVersion(2),
                position: LogPosition(2))
        }
        var query = InboxQuery(view: .open, order: order, limit: 7)
        var ids: [TicketID] = []
        repeat {
            let page = query.page(of: rows.shuffled(), asOf: LogPosition(2))
            ids += page.rows.map(\.id)
            query.after = page.next
        } while query.after != nil && ids.count < 100
        let expected = rows.map(\.id)
        #expect(ids == (order == .waiting ? expected : expected.reversed()))
    }

    @Test("goes on behind a row that has gone in the meantime")
    func cursorOutlivesRow() throws {
        let rows = Array(folded(RandomHistory(seed: 3, count: 700).events).tickets.values)
        var query = InboxQuery(view: .all, order: .recent, limit: 5)
        let first = query.page(of: rows, asOf: LogPosition(699))
        query.after = first.next
        let usual = query.page(of: rows, asOf: LogPosition(699))
        let gone = try #require(first.rows.last).id
        #expect(query.page(of: rows.filter { $0.id != gone }, asOf: LogPosition(699)).rows == usual.rows)
    }

    @Test("that is full and the last one leads nowhere")
    func exactlyFull() {
        let rows = Array(folded(RandomHistory(seed: 3, count: 700).events).tickets.values)
        let query = InboxQuery(view: .all, limit: min(200, rows.count))
        #expect(query.page(of: rows.prefix(query.limit), asOf: .beforeAll).next == nil)
    }
}
