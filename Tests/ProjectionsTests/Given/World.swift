internal import EventCodec
internal import EventLog
internal import Folds
internal import Identity
internal import Logging
internal import Postgres
internal import Support
internal import Ticketing

@testable internal import Projections

let acme = WorkspaceID(.numbered(0xaa))
let umbrella = WorkspaceID(.numbered(0xbb))
let initech = WorkspaceID(.numbered(0xcc))

/// What one server has of a database: its log, its views, and whoever keeps them up.
struct World: Sendable {
    let database: CarelogDatabase
    let pool: PostgresPool
    let log: EventLog
    let views: Views

    init(_ database: CarelogDatabase) {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        self.database = database
        pool = PostgresPool(database.service, limits: .init(waitTimeout: .seconds(30)), logger: logger)
        log = EventLog(configuration: database.service, pool: pool, logger: logger)
        views = Views(pool: pool)
    }

    var projector: Projector { Projector(log: log, pool: pool, views: views, logger: .quiet) }

    /// Runs log and projector while `body` does its work.
    func running(projecting: Bool = true, _ body: () async throws -> Void) async throws {
        // Both are ended below, whatever happens to `body`.
        let run = Task { await log.run() }
        let project = projecting ? Task { await projector.run() } : nil
        var failure: (any Error)?
        do { try await body() } catch { failure = error }
        project?.cancel()
        run.cancel()
        await project?.value
        await run.value
        await pool.close()
        if let failure { throw failure }
    }

    func makeWorkspaces() async throws {
        for (id, name) in [(acme, "acme"), (umbrella, "umbrella"), (initech, "initech")] {
            let workspace = LogWorkspace(id: id, name: name, epoch: .numbered(1), secret: [1])
            guard try await log.createWorkspace(workspace, at: noon) else { throw SupportError("\(name) is taken") }
        }
    }

    /// Puts events at the end of a log, where they say they are.
    func append(_ events: some Collection<RecordedEvent>, to workspace: WorkspaceID = acme) async throws {
        guard let first = events.first, let last = events.map(\.position).last else { return }
        let entries = try events.map { event in
            let header = EntryHeader(
                id: event.id, stream: event.stream, version: event.version, at: event.at, actor: event.actor,
                command: first.command)
            return AppendRequest.Event(
                stream: event.stream.description, version: event.version, at: event.at,
                entry: try Entry.encode(event.event, header), sealed: nil)
        }
        let request = AppendRequest(
            workspace: workspace, command: first.command, fingerprint: [1], receipt: [], events: entries)
        let outcome = try await log.append(request, deadline: .now + .seconds(30))
        guard outcome == .appended(first: first.position, last: last) else {
            throw SupportError("the events from \(first.position) on came to \(outcome)")
        }
    }

    /// Waits until the views show a position.
    func shown(_ position: LogPosition, of workspace: WorkspaceID = acme) async {
        await views.folded.changed(in: workspace, beyond: LogPosition(position.value - 1))
    }

    /// Does something behind everybody's back.
    func sabotage(_ sql: String) async throws {
        var configuration = database.superuser
        // Some of it fills large tables, on machines that are busy.
        configuration.statementTimeout = nil
        let connection = try await PostgresConnection.connect(configuration, logger: .quiet)
        try await connection.execute(sql)
        await connection.close()
    }

    /// The rows themselves: what the views answer of feedback are sums.
    private func feedback(of workspace: WorkspaceID) async throws -> [FeedbackRow] {
        let live = try await views.refresh()
        var own = Bindings()
        own.append(workspace.id.postgres)
        let statement = Statement(
            "test_feedback",
            """
            select position, ticket_id, customer_id, agent_id, score, scale, at from \(live.view).feedback
            where workspace_id = $1 order by position
            """)
        return try await pool.query(statement, own).map { row in
            FeedbackRow(
                position: LogPosition(try row.int64(0)), ticket: TicketID(UniqueID(try row.uuid(1))),
                customer: CustomerID(UniqueID(try row.uuid(2))),
                agent: try row.uuidOrNil(3).map { AgentID(UniqueID($0)) }, score: Int(try row.int32(4)),
                scale: Int(try row.int32(5)), at: Instant(microseconds: try row.timestampMicros(6)))
        }
    }

    /// Everything that the views answer about a workspace, asked row by row.
    func tables(of fold: ViewFold, in workspace: WorkspaceID = acme) async throws -> Tables {
        var tables = Tables()
        for row in try await views.tickets(Array(fold.tickets.keys), of: workspace) { tables.tickets[row.id] = row }
        for ticket in fold.tickets.keys {
            for part in try await views.conversation(of: ticket, in: workspace) { tables.parts[part.row.id] = part }
        }
        for row in try await views.customers(Array(fold.customers.keys), of: workspace) {
            tables.customers[row.id] = row
        }
        for token in fold.tokens.values {
            guard let (owner, row) = try await views.token(sha256: token.sha256), owner == workspace else { continue }
            tables.tokens[row.token] = row
        }
        tables.agents = try await views.agents(Array(fold.agents.keys), of: workspace).sorted { $0.id < $1.id }
        for customer in fold.customers.keys {
            let positions = try await views.timeline(
                of: [customer], in: workspace, before: LogPosition(.max), limit: 1_000_000)
            tables.timeline += positions.map { TimelineRow(customer: customer, position: $0) }
        }
        tables.timeline.sort { $0.position < $1.position }
        for draft in try await views.drafts(
            of: workspace, behind: ReplyID(.zero), channel: nil, team: nil, limit: 1_000_000
        ).drafts { tables.drafts[draft.row.reply] = draft.row }
        for row in try await views.outbox(
            of: workspace, behind: ReplyID(.zero), channels: [], delivery: nil, limit: 1_000_000
        ).rows { tables.outbox[row.reply] = row }
        for customer in fold.customers.keys {
            for member in try await views.group(of: customer, in: workspace) where member.row.id == customer {
                tables.links[customer] = member.into.map { LinkRow(customer: customer, into: $0) }
            }
        }
        tables.feedback = try await feedback(of: workspace)
        for kind in MaterialID.Kind.allCases {
            for (id, position) in try await views.materials(kind, of: workspace) {
                tables.materials[id] = MaterialRow(id: id, position: position, isRetired: false)
            }
        }
        for isClosed in [false, true] {
            for row in try await views.problems(of: workspace, closed: isClosed, before: nil, limit: 1_000_000) {
                tables.problems[row.id] = ProblemRow(id: row.id, openedAt: row.openedAt, isClosed: isClosed)
            }
        }
        for agent in Set(RandomHistory.people.map(\.id)).union(fold.agents.keys) {
            let positions = try await views.notifications(
                of: agent, in: workspace, after: .beforeAll, before: LogPosition(.max), limit: 1_000_000)
            tables.notifications += positions.map { NotificationRow(agent: agent, position: $0) }
            let read = try await views.notificationsRead(by: agent, in: workspace)
            if read > .beforeAll { tables.notificationsRead[agent] = read }
        }
        tables.notifications.sort { ($0.agent, $0.position) < ($1.agent, $1.position) }
        let (tally, switches, checkpoint) = try await views.tally(of: workspace)
        (tables.tally, tables.checkpoint) = (tally, checkpoint)
        for counted in switches { tables.switches[counted.kind] = counted.count }
        return tables
    }
}

extension Views {
    /// A page of the inbox, with every row read.
    func inbox(_ query: InboxQuery, of workspace: WorkspaceID) async throws -> InboxPage {
        let listing = try await listing(query, of: workspace)
        let rows = try await detailed(try listing.tickets.map { try $0.row() }, of: workspace)
        return InboxPage(rows: rows, next: listing.next, asOf: listing.asOf)
    }
}

extension RowTable {
    /// Whatever their order.
    var byID: [Row.ID: Row] { Dictionary(uniqueKeysWithValues: values.map { ($0.id, $0) }) }
}

extension Tables {
    /// What the views must answer after these events, by one replay in memory.
    init(of fold: ViewFold) {
        self.init()
        tickets = Dictionary(uniqueKeysWithValues: fold.shownTickets.map { ($0.id, $0) })
        parts = Dictionary(uniqueKeysWithValues: fold.partRows.map { ($0.row.id, $0) })
        (customers, tokens) = (fold.customers.byID, fold.tokens)
        agents = fold.agents.values.sorted { $0.id < $1.id }
        timeline = fold.newTimeline
        notifications = fold.newNotifications.sorted { ($0.agent, $0.position) < ($1.agent, $1.position) }
        (notificationsRead, tally) = (fold.notificationsRead, fold.tally)
        (drafts, outbox, links) = (fold.drafts.written, fold.outbox.written, fold.links.written)
        materials = fold.touchedMaterials.filter { !$0.value.isRetired }
        (problems, feedback, switches) = (fold.touchedProblems, fold.newFeedback, fold.newSwitches)
        checkpoint = fold.position
    }
}

/// A server on a database of its own with three empty workspaces.
func withWorld(projecting: Bool = true, _ body: (World) async throws -> Void) async throws {
    try await withCarelogDatabase { database async throws in
        let world = World(database)
        try await world.running(projecting: projecting) { () async throws in
            try await world.makeWorkspaces()
            try await body(world)
        }
    }
}

extension RandomHistory {
    /// The events in pieces of a few, as commands bring them.
    func pieces(of countMax: Int) -> [ArraySlice<RecordedEvent>] {
        var random = random
        var pieces: [ArraySlice<RecordedEvent>] = []
        var rest = events[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.roll(countMax))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
