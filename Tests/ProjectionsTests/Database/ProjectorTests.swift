internal import EventLog
internal import Folds
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@testable internal import Projections

@Suite("The live views", .timeLimit(.minutes(3)))
struct ProjectorTests {
    @Test("show what one replay of the log comes to, however it was written", arguments: [UInt64(1), 2])
    func live(seed: UInt64) async throws {
        try await withWorld { world async throws in
            let history = RandomHistory(seed: seed, count: 500)
            for piece in history.pieces(of: 12) { try await world.append(piece) }
            await world.shown(LogPosition(499))
            let fold = folded(history.events)
            #expect(try await world.tables(of: fold) == Tables(of: fold))
            #expect(try await world.views.checkpoint(of: acme) == LogPosition(499))
            #expect(try await world.views.checkpoint(of: umbrella) == .beforeAll)
        }
    }

    @Test("are caught up by two servers at once and show every event once")
    func twoServers() async throws {
        try await withWorld { first async throws in
            let second = World(first.database)
            try await second.running { () async throws in
                let history = RandomHistory(seed: 3, count: 500)
                for (number, piece) in history.pieces(of: 8).enumerated() {
                    try await (number % 2 == 0 ? first : second).append(piece)
                }
                await first.shown(LogPosition(499))
                await second.shown(LogPosition(499))
                let fold = folded(history.events)
                #expect(try await first.tables(of: fold) == Tables(of: fold))
                #expect(try await second.tables(of: fold) == Tables(of: fold))
            }
        }
    }

    @Test(
        "of all other logs go on while one has a hole, and of that one once it is mended",
        arguments: [acme, umbrella, initech])
    func hole(broken: WorkspaceID) async throws {
        try await withWorld(projecting: false) { first async throws in
            var histories: [WorkspaceID: RandomHistory] = [:]
            for (seed, workspace) in [acme, umbrella, initech].enumerated() {
                let history = RandomHistory(seed: UInt64(seed) + 30, count: 60)
                try await first.append(history.events, to: workspace)
                histories[workspace] = history
            }
            let place = "workspace_id = '\(broken)' and position = 20"
            // Only who may switch the triggers off can do this.
            try await first.sabotage(
                """
                set session_replication_role = replica;
                create table log.kept as select * from log.event where \(place);
                delete from log.event where \(place)
                """)
            // One that does not remember what was there.
            let second = World(first.database)
            try await second.running { () async throws in
                for workspace in histories.keys where workspace != broken {
                    await second.shown(LogPosition(59), of: workspace)
                }
                #expect(try await second.views.checkpoint(of: broken) == .beforeAll)
                for (workspace, var history) in histories where workspace != broken {
                    history.grow(by: 20)
                    try await second.append(history.events[60...], to: workspace)
                    await second.shown(LogPosition(79), of: workspace)
                    let fold = folded(history.events)
                    #expect(try await second.tables(of: fold, in: workspace) == Tables(of: fold))
                }
                try await second.sabotage(
                    "set session_replication_role = replica; insert into log.event select * from log.kept")
                await second.shown(LogPosition(59), of: broken)
                let fold = folded(try #require(histories[broken]).events)
                #expect(try await second.tables(of: fold, in: broken) == Tables(of: fold))
            }
        }
    }

    @Test("are brought up at once for who waits, however long the projector would rest")
    func awaited() async throws {
        try await withWorld(projecting: false) { world async throws in
            let projector = Projector(
                log: world.log, pool: world.pool, views: world.views,
                resting: .init(factor: 1_000_000_000, longest: .seconds(3_600)), logger: .quiet)
            // Ended below, whatever happens before.
            let projecting = Task { await projector.run() }
            defer { projecting.cancel() }
            for piece in RandomHistory(seed: 9, count: 100).pieces(of: 20) {
                try await world.append(piece)
                guard let last = piece.last?.position else { continue }
                world.views.awaited.advance(acme, to: last)
                await world.shown(last)
            }
            projecting.cancel()
            await projecting.value
            #expect(try await world.views.checkpoint(of: acme) == LogPosition(99))
        }
    }

    @Test("keep workspaces apart")
    func apart() async throws {
        try await withWorld { world async throws in
            let histories = [
                (acme, RandomHistory(seed: 4, count: 200)), (umbrella, RandomHistory(seed: 5, count: 150)),
            ]
            for (workspace, history) in histories {
                for piece in history.pieces(of: 20) { try await world.append(piece, to: workspace) }
            }
            for (workspace, history) in histories {
                await world.shown(LogPosition(Int64(history.events.count - 1)), of: workspace)
                let fold = folded(history.events)
                #expect(try await world.tables(of: fold, in: workspace) == Tables(of: fold))
            }
            let (tally, _, asOf) = try await world.views.tally(of: initech)
            #expect(tally == Tally() && asOf == .beforeAll)
        }
    }

    @Test("answer what else is asked of them: staff, a customer's tickets, a page of a timeline, who is due")
    func questions() async throws {
        try await withWorld { world async throws in
            let history = RandomHistory(seed: 6, count: 500)
            for piece in history.pieces(of: 50) { try await world.append(piece) }
            await world.shown(LogPosition(499))
            let fold = folded(history.events)
            let staff = fold.agents.values.filter { !$0.roles.isEmpty }.sorted { $0.id < $1.id }
            #expect(try await world.views.staff(of: acme) == staff && !staff.isEmpty)
            for customer in fold.customers.keys {
                let tickets = try await world.views.tickets(ofCustomer: customer, in: acme)
                #expect(Set(tickets) == Set(fold.tickets.values.filter { $0.customer == customer }.map(\.id)))
                let all = fold.newTimeline.filter { $0.customer == customer }.map(\.position).sorted(by: >)
                var paged: [LogPosition] = []
                while true {
                    let page = try await world.views.timeline(
                        of: [customer], in: acme, before: paged.last ?? LogPosition(.max), limit: 3)
                    paged += page
                    if page.count < 3 { break }
                }
                #expect(paged == all)
            }
            let moment = second(9_999)
            let due = try await world.views.due(by: moment)
            let expected = fold.tickets.values.filter { $0.snoozedUntil.map { $0 <= moment } ?? false }.map(\.id)
            #expect(Set(due.map(\.ticket)) == Set(expected) && due.allSatisfy { $0.workspace == acme })
            #expect(!expected.isEmpty)
            #expect(try await world.views.token(sha256: Array(repeating: 0, count: 32)) == nil)
        }
    }

    @Test("answer every query of the inbox exactly as it is answered from memory", arguments: [UInt64(7), 8])
    func inbox(seed: UInt64) async throws {
        try await withWorld { world async throws in
            let history = RandomHistory(seed: seed, count: 600)
            for piece in history.pieces(of: 50) { try await world.append(piece) }
            await world.shown(LogPosition(599))
            let rows = folded(history.events).shownTickets
            for var query in InboxPageTests.queries {
                for limit in [4, 200] {
                    query.limit = limit
                    query.after = nil
                    repeat {
                        let page = try await world.views.inbox(query, of: acme)
                        let expected = query.page(of: rows, asOf: LogPosition(599))
                        #expect(page.rows == expected.rows, "seed \(seed), \(query)")
                        #expect(page.next == expected.next && page.asOf == expected.asOf, "seed \(seed), \(query)")
                        query.after = expected.next
                    } while query.after != nil
                }
            }
        }
    }

    @Test("an empty inbox says of which moment it is")
    func emptyInbox() async throws {
        try await withWorld { world async throws in
            let page = try await world.views.inbox(InboxQuery(view: .open), of: acme)
            #expect(page.rows.isEmpty && page.next == nil && page.asOf == .beforeAll)
            try await world.append(log([.registered]))
            await world.shown(LogPosition(0))
            #expect(try await world.views.inbox(InboxQuery(view: .open), of: acme).asOf == LogPosition(0))
        }
    }

    @Test("a ticket that its first words reach in a later batch began when they were said")
    func laterWords() async throws {
        try await withWorld { world async throws in
            let events = log([.registered, .opened, .written(at: second(-600))])
            try await world.append(events[..<2])
            await world.shown(LogPosition(1))
            try await world.append(events[2...])
            await world.shown(LogPosition(2))
            #expect(try await world.views.tickets([ticket], of: acme).first?.openedAt == second(-600))
        }
    }
}
