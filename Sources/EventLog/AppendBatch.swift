internal import Identity
internal import Postgres

/// The one round trip that appends a batch: requests to arrays, rows to outcomes.
enum AppendBatch {
    /// The parameters of `log.append`.
    static func bindings(_ requests: [AppendRequest]) -> Bindings {
        var bindings = Bindings(reserving: requests.reduce(1_024) { $0 + $1.byteCount })
        bindings.append(requests.map(\.workspace.id.postgres))
        bindings.append(requests.map(\.command.id.postgres))
        bindings.append(requests.map(\.fingerprint))
        bindings.append(requests.map(\.receipt))
        appendEvents(of: requests, to: &bindings)
        bindings.appendArray(of: .int4) { writer in
            each(requests, \.takes) { command, _ in writer.append(command) }
        }
        bindings.appendArray(of: .int4) { writer in
            var before = 0
            for request in requests {
                for take in request.takes { writer.append(Int32(before + take.event + 1)) }
                before += request.events.count
            }
        }
        bindings.appendArray(of: .bytea) { writer in each(requests, \.takes) { _, take in writer.append(take.key) } }
        bindings.appendArray(of: .int4) { writer in
            each(requests, \.releases) { command, _ in writer.append(command) }
        }
        bindings.appendArray(of: .bytea) { writer in each(requests, \.releases) { _, key in writer.append(key) } }
        bindings.appendArray(of: .int4) { writer in each(requests, \.keys) { command, _ in writer.append(command) } }
        bindings.appendArray(of: .uuid) { writer in
            each(requests, \.keys) { _, key in writer.append(key.subject.postgres) }
        }
        bindings.appendArray(of: .bytea) { writer in each(requests, \.keys) { _, key in writer.append(key.wrapped) } }
        return bindings
    }

    /// One outcome per request, in their order. **Errors**: `decoding` if the function answered something else.
    static func outcomes(_ result: PostgresResult, of requests: [AppendRequest]) throws(PostgresError)
        -> [AppendOutcome]
    {
        guard result.rowCount == requests.count else {
            throw PostgresError(.decoding, "log.append answered \(result.rowCount) rows for \(requests.count) commands")
        }
        var outcomes: [AppendOutcome] = []
        outcomes.reserveCapacity(requests.count)
        for row in result { outcomes.append(try outcome(row)) }
        return outcomes
    }

    private static func outcome(_ row: PostgresRow) throws(PostgresError) -> AppendOutcome {
        switch try row.int32(1) {
        case 1: .appended(first: LogPosition(try row.int64(2)), last: LogPosition(try row.int64(3)))
        case 2:
            .duplicate(
                first: LogPosition(try row.int64(2)), last: LogPosition(try row.int64(3)), receipt: try row.bytes(4))
        case 3: .commandReused
        case 4: .conflict(stream: try row.string(5), actual: StreamVersion(Int(try row.int64(6))))
        case 5: .claimed(key: try row.bytes(7), stream: try row.string(5), position: LogPosition(try row.int64(6)))
        case 6: .unknownWorkspace
        case let other: throw PostgresError(.decoding, "log.append answered the unknown outcome \(other)")
        }
    }

    private static func appendEvents(of requests: [AppendRequest], to bindings: inout Bindings) {
        bindings.appendArray(of: .int4) { writer in each(requests, \.events) { command, _ in writer.append(command) } }
        bindings.appendArray(of: .text) { writer in each(requests, \.events) { _, event in writer.append(event.stream) }
        }
        bindings.appendArray(of: .int4) { writer in
            each(requests, \.events) { _, event in writer.append(Int32(event.version.value)) }
        }
        bindings.appendArray(of: .timestamptz) { writer in
            each(requests, \.events) { _, event in writer.append(timestampMicros: event.at.microseconds) }
        }
        bindings.appendArray(of: .bytea) { writer in each(requests, \.events) { _, event in writer.append(event.entry) }
        }
        bindings.appendArray(of: .bytea) { writer in
            each(requests, \.events) { _, event in
                if let sealed = event.sealed { writer.append(sealed) } else { writer.appendNull() }
            }
        }
    }

    /// Every element of every request, with the number of its command, counted from 1.
    private static func each<Element>(
        _ requests: [AppendRequest], _ elements: KeyPath<AppendRequest, [Element]>, _ body: (Int32, Element) -> Void
    ) {
        for (index, request) in requests.enumerated() {
            for element in request[keyPath: elements] { body(Int32(index + 1), element) }
        }
    }
}
