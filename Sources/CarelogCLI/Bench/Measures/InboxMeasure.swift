internal import Postgres
internal import Wire

/// Every view and filter of the inbox, beside the bare SQL of the same page; few tickets beside many.
struct InboxMeasure {
    func run(_ bench: inout Bench) async throws {
        let plan = bench.plan
        let (few, _) = try await Self.timings(on: bench.stage, tickets: plan.ticketsFew, plan)
        let (many, way) = try await Self.timings(on: bench.stage, tickets: plan.ticketsMany, plan)
        for timing in many {
            bench.note(
                Figure(
                    name: "inbox.list \(timing.name), \(plan.ticketsMany) tickets, p50", unit: .milliseconds,
                    measured: timing.served, reference: .init(name: "its bare SQL, pgbench", value: timing.bare),
                    goal: timing.isPage ? .ratioAtMost(2) : nil))
        }
        // A page cannot be there before its SQL is done and the question and the answer have passed the server.
        let pages = many.filter(\.isPage)
        let reachable = pages.filter { $0.bare + way <= 2 * $0.bare }
        bench.note(
            Figure(
                name: "the way alone: an inbox.list that is refused at once, p50", unit: .milliseconds, measured: way,
                reference: many.map(\.bare).min().map { .init(name: "the fastest bare SQL", value: $0) }))
        bench.note(
            Figure(
                name: "views and filters whose bare SQL and the way are within their goal", unit: .count,
                measured: Double(reachable.count), reference: .init(name: "all of them", value: Double(pages.count))))
        let pairs = zip(few, many).filter { $0.isFull && $1.isFull }
        if let (small, large) = pairs.max(by: { $0.1.served / $0.0.served < $1.1.served / $1.0.served }) {
            bench.note(
                Figure(
                    name: "inbox.list that grows most with the log: \(large.name)", unit: .milliseconds,
                    measured: large.served, reference: .init(name: "\(plan.ticketsFew) tickets", value: small.served),
                    goal: .ratioAtMost(1.5)))
        }
        let whole = many.filter { !$0.wholes.isEmpty }
        for timing in whole { Console.error("  \(timing.name): \(timing.wholes.joined(separator: "; "))") }
        bench.note(
            Figure(
                name: "plans of inbox.list that read or sort the whole", unit: .count, measured: Double(whole.count),
                goal: .atMost(0)))
    }

    /// One view of one log.
    private struct Timing: Sendable {
        let name: String
        /// Medians. **Units**: milliseconds.
        let served: Double
        let bare: Double
        /// As asked for.
        let isPage: Bool
        /// As it turned out.
        let isFull: Bool
        /// What is wrong with its plans.
        let wholes: [String]
    }

    /// What is asked for.
    private struct Case: Sendable {
        let name: String
        let request: InboxList
        /// Whether there is something to show. A page of nothing is the way and little else, and only told.
        var isPage = true
    }

    private static let pageTickets = 50
    /// A hundred pages take a moment, in which a machine is quick or slow: many short turns, so that both sides have both.
    private static let turnsMore = 5
    private static let pagesOfTurn = 100

    private static var cases: [Case] {
        var cases: [Case] = []
        for view in InboxView.allCases {
            for sort in InboxSort.allCases {
                cases.append(
                    Case(
                        name: "\(view.rawValue) by \(sort.rawValue)",
                        request: InboxList(view: view, sort: sort, limit: pageTickets)))
            }
        }
        let open = InboxList(view: .open, limit: pageTickets)
        var channel = open
        channel.channel = SeedBlock.channels[1]
        var team = open
        team.team = SeedBlock.teams[0]
        var tag = open
        tag.tag = SeedBlock.tags[0]
        var rare = open
        rare.tag = SeedBlock.rareTag
        cases.append(Case(name: "open, one channel of four", request: channel))
        cases.append(Case(name: "open, a team", request: team))
        cases.append(Case(name: "open, a tag", request: tag))
        cases.append(Case(name: "open, a rare tag", request: rare))
        var absent = open
        absent.tag = SeedBlock.absentTag
        cases.append(Case(name: "open, a tag that no ticket has", request: absent, isPage: false))
        return cases
    }

    /// Of every case, and how long the way to the server and back takes. **Units** of that: milliseconds.
    private static func timings(
        on stage: BenchStage, tickets: Int, _ plan: BenchPlan
    ) async throws -> ([Timing], way: Double) {
        let log = try await SeededLog.open(on: stage, tickets: tickets)
        try await log.foldIfNeeded()
        try await vacuum(log.database)
        let statements = try await captured(log.database)
        let bench = try Pgbench(database: log.database)
        return try await log.database.serving { server in
            var timings: [Timing] = []
            for (index, asked) in cases.enumerated() {
                let statement = statements[index]
                let script = try bench.script("inbox", statement.pgbenchScript)
                let pages = try await Blocking.run {
                    let caller = try InboxCaller(server.connection, asked.request)
                    return (try caller.latencies(calls: 50), try caller.ticketCount())
                }
                let medians = try await Turns(count: plan.turns.count * turnsMore).medians {
                    try await bench.latencies(
                        script, transactions: pagesOfTurn, variables: statement.pgbenchVariables
                    ).milliseconds(at: 50)
                } _: {
                    try await Blocking.run {
                        try InboxCaller(server.connection, asked.request).latencies(calls: pagesOfTurn)
                            .milliseconds(at: 50)
                    }
                }
                timings.append(
                    Timing(
                        name: asked.name, served: medians.second, bare: medians.first, isPage: asked.isPage,
                        isFull: pages.1 == pageTickets,
                        wholes: try await log.database.connected { try await statement.wholes(on: $0) }))
            }
            let way = try await Blocking.run {
                let refused = InboxList(view: .open, limit: 0)
                let caller = try InboxCaller(server.connection, refused, isRefused: true)
                return try caller.latencies(calls: 1_000).milliseconds(at: 50)
            }
            return (timings, way)
        }
    }

    /// After a rebuild autovacuum would do this within minutes.
    private static func vacuum(_ database: BenchDatabase) async throws {
        try await database.connected { connection in
            let tables = Statement(
                "bench_view_tables",
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname like 'view\\_%'")
            for row in try await connection.query(tables) {
                try await connection.execute("vacuum (analyze) \(try row.string(0))")
            }
        }
    }

    /// The statement that the server sends for each case, as PostgreSQL logged it: whatever it is, it is the reference.
    private static func captured(_ database: BenchDatabase) async throws -> [LoggedStatement] {
        func setLogging(_ isOn: Bool) async throws {
            let settings = ["log_min_duration_statement = 0", "log_error_verbosity = 'default'"]
            let statements = settings.map { setting in
                let name = setting.prefix { $0 != " " }
                return "alter database \(database.name) \(isOn ? "set \(setting)" : "reset \(name)")"
            }
            try await database.connected { try await $0.execute(statements.joined(separator: "; ")) }
        }
        try await setLogging(true)
        let path = database.stage.directory.log.path
        do {
            let statements = try await database.serving { server in
                try await Blocking.run {
                    var statements: [LoggedStatement] = []
                    for asked in cases {
                        let before = try PrivateFile(path: path).read()?.utf8.count ?? 0
                        _ = try InboxCaller(server.connection, asked.request).latencies(calls: 1)
                        let log = try PrivateFile(path: path).read() ?? ""
                        let logged = LoggedStatement.all(
                            in: String(decoding: log.utf8.dropFirst(before), as: UTF8.self))
                        guard let statement = logged.first(where: { $0.isInbox }) else {
                            throw BenchFailure("PostgreSQL did not log the statement of inbox.list \(asked.name)")
                        }
                        statements.append(statement)
                    }
                    return statements
                }
            }
            try await setLogging(false)
            return statements
        } catch {
            try? await setLogging(false)
            throw error
        }
    }
}

/// Asks for the same page again and again, one after the other.
private final class InboxCaller {
    private static let resultStart = Array(#"{"jsonrpc":"2.0","id":1,"result":{"#.utf8)
    private static let errorStart = Array(#"{"jsonrpc":"2.0","id":1,"error":{"#.utf8)

    private let answerStart: [UInt8]
    private let socket: FrameSocket
    private let frame: [UInt8]
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)

    init(_ connection: ConnectionFile, _ request: InboxList, isRefused: Bool = false) throws {
        answerStart = isRefused ? Self.errorStart : Self.resultStart
        socket = try FrameSocket(connection, as: "agent")
        frame = MessageEncoder.request(id: .int(1), request)
    }

    deinit { scratch.deallocate() }

    /// Of so many calls, until the whole answer is there.
    func latencies(calls: Int) throws -> Latencies {
        var latencies = Latencies()
        for _ in 0..<calls {
            let begin = ContinuousClock.now
            try socket.send(frame)
            var isAnswered = false
            while !isAnswered {
                try socket.receive(scratch) { body in
                    // A look at the beginning, since to read fifty tickets would take longer than to send them.
                    isAnswered = try body.starts(with: answerStart) || FrameSocket.isResult(body)
                }
            }
            latencies.record(.now - begin)
        }
        return latencies
    }

    /// How many tickets the page has.
    func ticketCount() throws -> Int {
        try socket.send(frame)
        let answer = try socket.awaitResult()
        guard case .response(let response) = try Envelope(parsing: answer, limits: Limits.jsonClient) else {
            throw BenchFailure("that is no answer")
        }
        return try response.decode(as: InboxPage.self).tickets.count
    }
}
