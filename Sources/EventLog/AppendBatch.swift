internal import Identity
internal import Postgres

/// The one round trip that appends a batch: requests to arrays, rows to outcomes.
struct AppendBatch {
    /// Where the commands of a batch stand if nothing is against any of them.
    private struct Places {
        struct Command {
            /// The number of its workspace, counted from 1.
            let workspace: Int32
            /// How many events of the batch its workspace gets before its own.
            let firstRank: Int32
            /// How many events the batch has before its own.
            let eventsBefore: Int32
        }

        var workspaces: [WorkspaceID] = []
        /// How many events each workspace gets.
        var grown: [Int32] = []
        var commands: [Command] = []

        init(_ requests: [AppendRequest]) {
            var numbers: [WorkspaceID: Int] = [:]
            var eventsBefore: Int32 = 0
            commands.reserveCapacity(requests.count)
            for request in requests {
                let number = numbers[request.workspace] ?? workspaces.count
                if number == workspaces.count {
                    numbers[request.workspace] = number
                    workspaces.append(request.workspace)
                    grown.append(0)
                }
                let command = Command(
                    workspace: Int32(number + 1), firstRank: grown[number], eventsBefore: eventsBefore)
                commands.append(command)
                grown[number] += Int32(request.events.count)
                eventsBefore += Int32(request.events.count)
            }
        }
    }

    /// The outcome of a workspace: everything was appended, its events from this position on.
    private static let allAppended: Int32 = 9
    /// The same of a batch that was written before the head was locked.
    private static let allAppendedAhead: Int32 = 10

    /// Whether any of them has to be judged by more than what it writes.
    let isGuarded: Bool
    private let requests: [AppendRequest]
    private let places: Places

    /// No two of them touch the same command id, stream or claim.
    init(_ requests: [AppendRequest]) {
        self.requests = requests
        places = Places(requests)
        isGuarded = requests.contains { !$0.guards.isEmpty || !$0.limits.isEmpty }
    }

    /// The logs it is for, and how many events each gets.
    var growth: [(workspace: WorkspaceID, events: Int)] {
        zip(places.workspaces, places.grown).map { ($0, Int($1)) }
    }

    /// Whether it is for one log and only adds to it: then it may be written before the head is locked, if it is known where
    /// the log will end.
    var canGoAhead: Bool {
        places.workspaces.count == 1 && !isGuarded && requests.allSatisfy(\.releases.isEmpty)
    }

    /// Whether it is one command that only adds to its log: then it may be appended without notifying anybody.
    var canGoAlone: Bool { requests.count == 1 && canGoAhead }

    /// How it is sent.
    enum Way: Equatable {
        /// The heads first, then the rows.
        case usual
        /// Its first event will be at this position. **Precondition**: it `canGoAhead`.
        case ahead(at: LogPosition)
        /// One command; others are notified afterwards, by the sender. **Precondition**: it `canGoAlone`.
        case alone
    }

    /// What `bindings` are for.
    func statement(_ way: Way = .usual) -> Statement {
        if isGuarded { return LogStatements.appendGuarded }
        return switch way {
        case .usual: LogStatements.append
        case .ahead: LogStatements.appendAhead
        case .alone: LogStatements.appendAlone
        }
    }

    /// The parameters of the statement, in its order.
    func bindings(_ way: Way = .usual) -> Bindings {
        if way == .alone, let request = requests.first { return bindings(alone: request) }
        var bindings = Bindings(reserving: requests.reduce(1_024) { $0 + $1.byteCount })
        bindings.append(places.workspaces.map(\.id.postgres))
        bindings.append(places.commands.map(\.workspace))
        bindings.append(requests.map(\.command.id.postgres))
        bindings.append(requests.map(\.fingerprint))
        bindings.append(requests.map(\.receipt))
        bindings.append(places.commands.map(\.firstRank))
        bindings.append(zip(places.commands, requests).map { $0.firstRank + Int32($1.events.count) - 1 })
        appendEvents(to: &bindings)
        appendStreams(to: &bindings)
        appendTakes(to: &bindings)
        bindings.appendArray(of: .int4) { writer in
            each(\.releases) { command, _ in writer.append(command) }
        }
        bindings.appendArray(of: .bytea) { writer in each(\.releases) { _, key in writer.append(key) } }
        bindings.appendArray(of: .int4) { writer in each(\.keys) { command, _ in writer.append(command) } }
        appendKeys(to: &bindings)
        if isGuarded {
            appendGuards(to: &bindings)
        } else if case .ahead(let base) = way {
            bindings.append(base.value)
        }
        return bindings
    }

    private func bindings(alone request: AppendRequest) -> Bindings {
        var bindings = Bindings(reserving: 512 + request.byteCount)
        bindings.append(request.workspace.id.postgres)
        bindings.append(request.command.id.postgres)
        bindings.append(request.fingerprint)
        bindings.append(request.receipt)
        appendRows(to: &bindings)
        let standing = standing
        bindings.append(standing.map(\.stream))
        bindings.append(standing.map(\.version))
        bindings.append(request.takes.map { Int32($0.event) + 1 })
        bindings.append(request.takes.map(\.key))
        appendKeys(to: &bindings)
        return bindings
    }

    private func appendGuards(to bindings: inout Bindings) {
        bindings.appendArray(of: .int4) { writer in each(\.guards) { command, _ in writer.append(command) } }
        bindings.appendArray(of: .text) { writer in
            each(\.guards) { _, guarded in writer.append(guarded.stream) }
        }
        bindings.appendArray(of: .int4) { writer in
            each(\.guards) { _, guarded in writer.append(Int32(guarded.version.value)) }
        }
        bindings.appendArray(of: .int4) { writer in each(\.limits) { command, _ in writer.append(command) } }
        bindings.appendArray(of: .bytea) { writer in
            each(\.limits) { _, limit in writer.append(limit.prefix) }
        }
        bindings.appendArray(of: .bytea) { writer in each(\.limits) { _, limit in writer.append(limit.end) } }
        bindings.appendArray(of: .int4) { writer in
            each(\.limits) { _, limit in writer.append(Int32(limit.max)) }
        }
    }

    /// One outcome per request, in their order; nil for one that was not tried, because the log refused others of the batch.
    /// **Errors**: `decoding` if the function answered something else.
    func outcomes(_ result: PostgresResult) throws(PostgresError) -> [AppendOutcome?] {
        if let first = result.first, Self.isWhole(try first.int32(1)) { return try appended(result) }
        guard result.rowCount == requests.count else {
            throw PostgresError(
                .decoding, "log.append_batch answered \(result.rowCount) rows for \(requests.count) commands")
        }
        var outcomes: [AppendOutcome?] = []
        outcomes.reserveCapacity(requests.count)
        for row in result { outcomes.append(try Self.outcome(row)) }
        return outcomes
    }

    /// Whether `log.append_ahead` could do as it was told.
    static func wentAhead(_ result: PostgresResult) throws(PostgresError) -> Bool {
        guard let first = result.first else { return false }
        return try first.int32(1) == allAppendedAhead
    }

    private static func isWhole(_ outcome: Int32) -> Bool { outcome == allAppended || outcome == allAppendedAhead }

    private func appended(_ result: PostgresResult) throws(PostgresError) -> [AppendOutcome?] {
        var bases = [Int64?](repeating: nil, count: places.workspaces.count)
        for row in result {
            let (number, outcome) = (Int(try row.int32(0)), try row.int32(1))
            guard Self.isWhole(outcome), bases.indices.contains(number - 1), bases[number - 1] == nil else {
                throw PostgresError(.decoding, "log.append_batch answered \(outcome) of workspace \(number)")
            }
            bases[number - 1] = try row.int64(2)
        }
        var outcomes: [AppendOutcome?] = []
        outcomes.reserveCapacity(requests.count)
        for (place, request) in zip(places.commands, requests) {
            guard let base = bases[Int(place.workspace) - 1] else {
                throw PostgresError(.decoding, "log.append_batch did not answer for workspace \(place.workspace)")
            }
            let first = base + Int64(place.firstRank)
            outcomes.append(
                .appended(first: LogPosition(first), last: LogPosition(first + Int64(request.events.count) - 1)))
        }
        return outcomes
    }

    /// Where the batch's part of each log begins, in the order of `growth`; nil where something was not appended.
    func bases(_ outcomes: [AppendOutcome?]) -> [LogPosition?] {
        var bases = [LogPosition?](repeating: nil, count: places.workspaces.count)
        var isWhole = [Bool](repeating: true, count: bases.count)
        for (place, outcome) in zip(places.commands, outcomes) {
            let number = Int(place.workspace) - 1
            if case .appended(let first, _)? = outcome {
                bases[number] = bases[number] ?? first
            } else {
                isWhole[number] = false
            }
        }
        return zip(bases, isWhole).map { $1 ? $0 : nil }
    }

    private static func outcome(_ row: PostgresRow) throws(PostgresError) -> AppendOutcome? {
        switch try row.int32(1) {
        case 1: .appended(first: LogPosition(try row.int64(2)), last: LogPosition(try row.int64(3)))
        case 2:
            .duplicate(
                first: LogPosition(try row.int64(2)), last: LogPosition(try row.int64(3)), receipt: try row.bytes(4))
        case 3: .commandReused
        case 4: .conflict(stream: try row.string(5), actual: StreamVersion(Int(try row.int64(6))))
        case 5: .claimed(key: try row.bytes(7), stream: try row.string(5), position: LogPosition(try row.int64(6)))
        case 6: .unknownWorkspace
        case 7: .full(prefix: try row.bytes(7), count: Int(try row.int64(6)))
        case 8: nil
        case let other: throw PostgresError(.decoding, "log.append_batch answered the unknown outcome \(other)")
        }
    }

    private func appendEvents(to bindings: inout Bindings) {
        bindings.appendArray(of: .int4) { writer in each(\.events) { command, _ in writer.append(command) } }
        bindings.appendArray(of: .int4) { writer in
            for (place, request) in zip(places.commands, requests) {
                for index in request.events.indices { writer.append(place.firstRank + Int32(index)) }
            }
        }
        appendRows(to: &bindings)
    }

    /// What events are, wherever they stand.
    private func appendRows(to bindings: inout Bindings) {
        bindings.appendArray(of: .text) { writer in each(\.events) { _, event in writer.append(event.stream) }
        }
        bindings.appendArray(of: .int4) { writer in
            each(\.events) { _, event in writer.append(Int32(event.version.value)) }
        }
        bindings.appendArray(of: .timestamptz) { writer in
            each(\.events) { _, event in writer.append(timestampMicros: event.at.microseconds) }
        }
        bindings.appendArray(of: .bytea) { writer in each(\.events) { _, event in writer.append(event.entry) }
        }
        bindings.appendArray(of: .bytea) { writer in
            each(\.events) { _, event in
                if let sealed = event.sealed { writer.append(sealed) } else { writer.appendNull() }
            }
        }
    }

    private func appendKeys(to bindings: inout Bindings) {
        bindings.appendArray(of: .uuid) { writer in
            each(\.keys) { _, key in writer.append(key.subject.postgres) }
        }
        bindings.appendArray(of: .bytea) { writer in each(\.keys) { _, key in writer.append(key.wrapped) } }
    }

    /// Streams that have events, and the version that must be their last; a new one has nothing to be checked.
    private var standing: [(workspace: Int32, stream: String, version: Int32)] {
        var standing: [(workspace: Int32, stream: String, version: Int32)] = []
        for (place, request) in zip(places.commands, requests) {
            for (index, event) in request.events.enumerated() where event.version.value > 1 {
                // What comes later in the same stream builds on this command's own events.
                if request.events[..<index].contains(where: { $0.stream == event.stream }) { continue }
                standing.append((place.workspace, event.stream, Int32(event.version.value - 1)))
            }
        }
        return standing
    }

    private func appendStreams(to bindings: inout Bindings) {
        let standing = standing
        bindings.append(standing.map(\.workspace))
        bindings.append(standing.map(\.stream))
        bindings.append(standing.map(\.version))
    }

    private func appendTakes(to bindings: inout Bindings) {
        let takes = zip(places.commands, requests).flatMap { place, request in
            request.takes.map { (place, $0, request.events[$0.event].stream) }
        }
        bindings.appendArray(of: .int4) { writer in each(\.takes) { command, _ in writer.append(command) } }
        bindings.append(takes.map { place, take, _ in place.eventsBefore + Int32(take.event) + 1 })
        bindings.append(takes.map { place, take, _ in place.firstRank + Int32(take.event) })
        bindings.append(takes.map { _, _, stream in stream })
        bindings.append(takes.map { _, take, _ in take.key })
    }

    /// Every element of every request, with the number of its command, counted from 1.
    private func each<Element>(
        _ elements: KeyPath<AppendRequest, [Element]>, _ body: (Int32, Element) -> Void
    ) {
        for (index, request) in requests.enumerated() {
            for element in request[keyPath: elements] { body(Int32(index + 1), element) }
        }
    }
}
