internal import EventLog
internal import Identity
internal import Postgres
internal import Support
internal import Testing
internal import Ticketing

@testable internal import Projections

/// What PostgreSQL does for a page, on tables that are large enough for it to have a choice.
@Suite("A page of a large inbox", .timeLimit(.minutes(3)))
struct InboxPlanTests {
    private static let tickets = 20_000
    /// The page, the row that says that there is more, and of each stretch that is merged one row to look ahead and, where a
    /// page begins in the middle, one to pass over; and the rows that a filter finds.
    private static let rowsMax = 2 * 51 + 2 * InboxQueue.allCases.count

    /// Twenty thousand tickets in every state, on a large, a small and a tiny channel; few of them have teams, half of them
    /// tags, and of those that somebody has one in twenty is Alice's.
    private static let fill = """
        insert into view_1.ticket (workspace_id, \(TicketColumns.names))
        select '\(acme)', gen_random_uuid(), gen_random_uuid(),
            case when n % 1000 = 0 then 'x:@tiny' when n % 20 = 0 then 'x:@small' else 'x:@large' end,
            (array['open', 'open', 'pending', 'snoozed', 'resolved'])[1 + queue],
            case when queue not in (1, 2) then null
                when n % 20 = 0 then '\(alice.id)'::uuid else gen_random_uuid() end,
            case when n % 500 = 0 then 'shipping' when n % 7 = 0 then 'billing' end,
            case when n % 2 = 0 then array['often'] else '{}' end || case when n % 400 = 0 then array['seldom'] else '{}' end
                || case when n % 2 = 1 and n % 7 = 0 then array['odd'] else '{}' end,
            at, at, case when queue < 2 then at else '9999-12-31T23:59:59.999999Z'::timestamptz end, null,
            1, 0, 0, n, 2, n, case when n % 9 = 0 then n end, queue
        from (
            select n, '2026-11-21T12:00:00Z'::timestamptz + n * interval '1 second' as at,
                (n / 3) % 5 as queue
            from generate_series(1, \(tickets)) n
        ) s;
        insert into view_1.ticket_detail (workspace_id, \(DetailColumns.names))
        select '\(acme)', ticket_id, detail, null, 0, '{}',
            case when detail % 2 = 0 then (array['urgent', 'high', 'low'])[1 + detail / 9 % 3] end,
            case when detail % 4 = 0 then 'late' end, null, case when detail % 8 = 0 then 'parcel' end, 0, null, '{}', null, '{}'
        from view_1.ticket where detail is not null;
        insert into view_1.ticket_filter (workspace_id, \(FilterColumns.names))
        select '\(acme)', ticket_id, concat_ws(e'\\x1f', 'tag=' || g.tag, 'team=' || m.team, 'channel=' || c.channel,
                'priority=' || p.priority),
            queue, waiting_since, last_at
        from view_1.ticket t left join view_1.ticket_detail d using (workspace_id, ticket_id)
            cross join lateral (select null as priority union select d.priority) p
            cross join lateral (select null as tag union select unnest(tags)) g
            cross join lateral (select null as team union select t.team) m
            cross join lateral (select null as channel union select t.channel) c
        where g.tag is not null or m.team is not null or p.priority is not null;
        analyze view_1.ticket; analyze view_1.ticket_detail; analyze view_1.ticket_filter
        """

    private static let queries: [InboxQuery] = {
        let views: [InboxView] = [.open, .mine(alice.id), .unassigned, .resolved, .all, .spam]
        // The second of two filters leaves next to nothing of what the first one finds, or nothing at all.
        let filters: [(channel: String?, team: TeamID?, tag: String?)] =
            [(nil, nil, nil), (nil, billing, nil), (nil, shipping, nil), (nil, nil, "often"), (nil, nil, "seldom")]
            + ["x:@large", "x:@small", "x:@tiny"].map { ($0, nil, nil) }
            + [
                ("x:@tiny", billing, nil), ("x:@large", shipping, nil), ("x:@tiny", nil, "often"),
                ("x:@small", nil, "odd"), (nil, billing, "seldom"), (nil, shipping, "often"),
                ("x:@large", billing, "often"), ("x:@small", billing, "odd"), ("x:@tiny", nil, "nobody"),
            ]
        return views.flatMap { view in
            InboxOrder.allCases.flatMap { order in
                filters.flatMap { filter in
                    [nil, TicketPriority.urgent].map { priority in
                        InboxQuery(
                            view: view, order: order, channel: filter.channel.flatMap { ChannelID($0) },
                            team: filter.team, tag: filter.tag.flatMap { Tag($0) }, priority: priority)
                    }
                }
            }
        }
    }()

    @Test("is a stretch of an index, whatever is asked for, the first page and one in the middle")
    func plans() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fill)
            let middle = InboxCursor(key: second(10_000), ticket: ticket)
            for var query in Self.queries {
                for after in [nil, middle] {
                    query.after = after
                    let plan = try await explain(query, world)
                    #expect(!plan.text.contains("Seq Scan on ticket"), "\(query)\n\(plan.text)")
                    // An agent's own tickets are few; on them a filter may pass over some.
                    if case .mine = query.view, query != InboxQuery(view: query.view, order: query.order, after: after)
                    {
                        continue
                    }
                    #expect(plan.rowsRead <= Self.rowsMax, "\(query)\n\(plan.text)")
                }
            }
        }
    }

    @Test("by channel is the same if all numbers of its index collide, and holds nothing of another workspace")
    func collisions() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fill)
            try await world.sabotage(Self.fill.replacing("'\(acme)'", with: "'\(umbrella)'"))
            let middle = InboxCursor(key: second(10_000), ticket: ticket)
            var seen = 0
            for var query in Self.queries {
                let shape = InboxStatement.Shape(of: query)
                guard shape.hasChannel, !shape.isMine else { continue }
                for after in [nil, middle] {
                    query.after = after
                    let statement = InboxStatement.statement(InboxStatement.Shape(of: query), generation: 1)
                    let colliding = statement.sql.replacing(
                        /hashtextextended\(channel, .*?\)\) = hashtextextended\(.*?\)\)/, with: "true")
                    try #require(colliding != statement.sql)
                    let bindings = InboxStatement.bindings(query, workspace: acme, generation: 1)
                    func ids(_ sql: String) async throws -> [PostgresUUID] {
                        try await world.pool.query(Statement("page", sql), bindings).compactMap { try $0.uuidOrNil(1) }
                    }
                    let page = try await ids(statement.sql)
                    #expect(try await ids(colliding) == page, "\(query)")
                    seen += page.count
                }
            }
            #expect(seen > 100, "otherwise this test shows little")
        }
    }

    @Test("and so is the beginning of a team's queue, by priority")
    func queue() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fill)
            var bindings = Bindings()
            bindings.append(acme.id.postgres)
            bindings.append("team=billing")
            bindings.append(20)
            let plan = try await explain(ViewStatements(generation: 1).queue, bindings, world)
            #expect(!plan.text.contains("Seq Scan on ticket"), "\(plan.text)")
            // Of four stretches twenty rows each, the details of one with what it passes over, the tickets of those that are
            // left, and the other tickets of their customers.
            #expect(plan.rowsRead <= 4 * 20 + 2 * 25 + 3 * 20, "\(plan.text)")
        }
    }

    @Test("and so are the tickets of a problem, whatever makes them so")
    func members() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fill)
            let statements = ViewStatements(generation: 1).problems
            for (statement, names) in [
                (statements.linked, []), (statements.byCause, ["late"]),
                (statements.byProduct, ["parcel"]), (statements.byBoth, ["late", "parcel"]),
            ] {
                var bindings = Bindings()
                bindings.append(acme.id.postgres)
                bindings.append(ticket.id.postgres)
                bindings.append(UniqueID.zero.postgres)
                bindings.append(20)
                for name in names { bindings.append(name) }
                let plan = try await explain(statement, bindings, world)
                // Of none that is merged all may be looked at.
                let text = plan.text.replacing("Seq Scan on ticket_part", with: "")
                #expect(!text.contains("Seq Scan"), "\(plan.text)")
            }
        }
    }

    /// Nearly all of the tickets were resolved long ago: their ids are the lowest.
    private static let fillLongAgo = """
        insert into view_1.ticket (workspace_id, \(TicketColumns.names))
        select '\(acme)', overlay(gen_random_uuid()::text placing case when n % 100 = 0 then 'f' else '0' end from 1 for 1)::uuid,
            gen_random_uuid(), 'x:@large', case when n % 100 = 0 then 'open' else 'resolved' end, null, null, '{}', now(), now(),
            now(), null, 1, 0, 0, n, 2, n, n, case when n % 100 = 0 then 0 else 4 end
        from generate_series(1, 10 * \(tickets)) n;
        insert into view_1.ticket_detail (workspace_id, \(DetailColumns.names))
        select '\(acme)', ticket_id, detail, null, 0, '{}', null, case when detail / 100 % 5 = 0 then 'late' else 'other' end, null,
            null, 0, null, '{}', null, '{}'
        from view_1.ticket;
        analyze view_1.ticket; analyze view_1.ticket_detail
        """

    @Test("and those of a cause are found without whatever was resolved before")
    func resolved() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fillLongAgo)
            var bindings = Bindings()
            bindings.append(acme.id.postgres)
            bindings.append(ticket.id.postgres)
            bindings.append(UniqueID.zero.postgres)
            bindings.append(501)
            bindings.append("late")
            let plan = try await explain(ViewStatements(generation: 1).problems.byCause, bindings, world)
            // There are 2,000 unresolved tickets, and a look at the detail of each; of the cause there were 40,000.
            #expect(plan.rowsRead <= 2_000 + 501, "\(plan.text)")
        }
    }

    /// Some of the tickets are merged, some kept apart, some have drafts, and one customer has a few of them.
    private static let fillMore = """
        insert into view_1.ticket_part (workspace_id, \(PartColumns.names))
        select '\(acme)', \(TicketColumns.names), ticket_id from view_1.ticket where position % 10 = 0;
        insert into view_1.draft (workspace_id, \(DraftColumns.names))
        select '\(acme)', gen_random_uuid(), ticket_id, position from view_1.ticket where position % 40 < 2;
        update view_1.ticket set queue = \(InboxQueue.spam.rawValue) where position % 50 = 1;
        update view_1.ticket set customer_id = '\(ticket)' where position % 2000 < 2;
        analyze view_1.ticket; analyze view_1.ticket_part; analyze view_1.draft
        """

    @Test("and so are what is counted of a customer, the drafts of a team, and what tickets are about")
    func besides() async throws {
        try await withWorld(projecting: false) { world async throws in
            try await world.sabotage(Self.fill)
            try await world.sabotage(Self.fillMore)
            let statements = ViewStatements(generation: 1)
            var own = Bindings()
            own.append(acme.id.postgres)
            var drafts = own
            drafts.append(Int32(1))
            drafts.append(UniqueID.zero.postgres)
            drafts.append(nil as String?)
            drafts.append("billing")
            drafts.append(20)
            var customers = own
            customers.append([ticket.id.postgres])
            let plans = [
                try await explain(statements.people.counts, customers, world),
                try await explain(statements.drafts, drafts, world),
                try await explain(statements.causes, own, world),
            ]
            // Who holds what is counted in the index of those that are not resolved.
            var left = Bindings()
            left.append([acme.id.postgres])
            left.append(timestampMicros: noon.microseconds)
            for held in [
                try await explain(statements.loads, own, world), try await explain(statements.leftTickets, left, world),
            ] {
                #expect(held.text.contains("ticket_mine"), "\(held.text)")
            }
            for plan in plans { #expect(!plan.text.contains("Seq Scan on ticket "), "\(plan.text)") }
            // Twenty tickets, ten of them merged; of a thousand drafts at most their tickets, what stands for them and the link.
            #expect(plans[0].rowsRead <= 30, "\(plans[0].text)")
            #expect(plans[1].rowsRead <= 3 * 1_000, "\(plans[1].text)")
        }
    }

    /// The plan of a query, and how many rows of tickets it read, those included that it passed over.
    private func explain(_ query: InboxQuery, _ world: World) async throws -> (text: String, rowsRead: Int) {
        let statement = InboxStatement.statement(InboxStatement.Shape(of: query), generation: 1)
        let bindings = InboxStatement.bindings(query, workspace: acme, generation: 1)
        return try await explain(statement, bindings, world)
    }

    private func explain(
        _ statement: Statement, _ bindings: Bindings, _ world: World
    ) async throws -> (text: String, rowsRead: Int) {
        let explained = Statement("explain", "explain (analyze, costs off, timing off, summary off) " + statement.sql)
        let lines = try await world.pool.query(explained, bindings).map { try $0.string(0) }
        var rowsRead = 0
        for (number, line) in lines.enumerated() where line.contains("on ticket") {
            let loops = Self.number(after: "loops=", in: line) ?? 1
            rowsRead += (Self.number(after: "rows=", in: line) ?? 0) * loops
            // What a scan says of itself stands below it, up to the next node.
            for detail in lines[(number + 1)...].prefix(while: { !$0.contains("->") }) {
                rowsRead += (Self.number(after: "Rows Removed by Filter: ", in: detail) ?? 0) * loops
            }
        }
        return (lines.joined(separator: "\n"), rowsRead)
    }

    private static func number(after label: String, in line: String) -> Int? {
        guard let range = line.firstRange(of: label) else { return nil }
        return Int(line[range.upperBound...].prefix { $0.isNumber })
    }
}
