internal import CLibpq
internal import Logging

/// libpq's connection, one method per libpq call, each of which proves that its caller has the turn.
///
/// Isolation: who has the turn only; the check stays in release builds, because a `PGconn` on two threads is memory corruption.
/// Errors: most calls answer `false`; `lastError` then says why and must be read at once.
final class LibpqConnection {
    /// What a connection attempt waits for.
    enum Progress { case reading, writing, done, failed }

    /// What reading COPY data came to.
    enum CopyProgress { case row, wouldBlock, end, failed }

    private let pointer: OpaquePointer
    private let thread: ConnectionThread
    private let notices: NoticeSink

    /// Begins a connection attempt; name resolution may block the thread in `continueConnecting`.
    init?(_ parameters: [(String, String)], thread: ConnectionThread, logger: Logger) {
        precondition(thread.isHeldByCaller, "libpq out of turn")
        let started = withCStrings(parameters.map(\.0)) { keywords in
            withCStrings(parameters.map(\.1)) { values in PQconnectStartParams(keywords, values, 0) }
        }
        guard let started else { return nil }
        pointer = started
        self.thread = thread
        notices = NoticeSink(logger: logger)
        // Errors of the connection attempt come as text only; verbose text carries the SQLSTATE.
        PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(
            pointer,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().receive(result)
            }, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit { PQfinish(pointer) }

    /// The proof of the rule that a `PGconn` is touched by one thread at a time.
    private var checked: OpaquePointer {
        precondition(thread.isHeldByCaller, "libpq out of turn")
        return pointer
    }

    /// -1 when there is none; may change with every step of connecting.
    var descriptor: Int32 { PQsocket(checked) }
    var isBroken: Bool { PQstatus(checked) == CONNECTION_BAD }
    var backendPID: Int32 { PQbackendPID(checked) }
    /// Neither a command running nor a transaction open.
    var isIdle: Bool { PQtransactionStatus(checked) == PQTRANS_IDLE }
    /// The connection's latest complaint, without the line break at its end.
    var lastError: String {
        guard let text = PQerrorMessage(checked) else { return "" }
        var message = String(cString: text)
        while message.last?.isNewline == true { message.removeLast() }
        return message
    }

    func continueConnecting() -> Progress {
        switch PQconnectPoll(checked) {
        case PGRES_POLLING_READING: .reading
        case PGRES_POLLING_WRITING: .writing
        case PGRES_POLLING_OK: .done
        default: .failed
        }
    }

    /// After this, sends never block and `flush` has to be called until it is done.
    func becomeNonblocking() -> Bool {
        PQsetErrorVerbosity(checked, PQERRORS_DEFAULT)
        return PQsetnonblocking(checked, 1) == 0
    }

    func enterPipeline() -> Bool { PQenterPipelineMode(checked) == 1 }
    func leavePipeline() -> Bool { PQexitPipelineMode(checked) == 1 }
    func sendSync() -> Bool { PQpipelineSync(checked) == 1 }
    func sendPrepare(name: String, sql: String, types: [UInt32]) -> Bool {
        PQsendPrepare(checked, name, sql, Int32(types.count), types) == 1
    }

    /// A statement without parameters and without a name, in pipeline mode.
    func sendUnnamed(_ sql: String) -> Bool {
        PQsendQueryParams(checked, sql, 0, nil, nil, nil, nil, 1) == 1
    }

    /// One or several statements by the simple protocol, outside of pipeline mode.
    func sendSimple(_ sql: String) -> Bool { PQsendQuery(checked, sql) == 1 }

    /// Executes a prepared statement with binary parameters and binary results. libpq copies the values.
    func sendExecute(name: String, _ bindings: Bindings) -> Bool {
        let count = bindings.slots.count
        let connection = checked
        guard count > 0 else {
            return PQsendQueryPrepared(connection, name, 0, nil, nil, nil, 1) == 1
        }
        return bindings.bytes.withUnsafeBytes { block in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
                    for (index, slot) in bindings.slots.enumerated() {
                        let isNull = slot.length < 0
                        let address = block.baseAddress.map { $0 + slot.offset }
                        values.initializeElement(
                            at: index, to: isNull ? nil : address?.assumingMemoryBound(to: CChar.self))
                        numbers.initializeElement(at: index, to: max(0, slot.length))
                        numbers.initializeElement(at: count + index, to: 1)
                    }
                    guard let lengths = numbers.baseAddress else { return false }
                    return PQsendQueryPrepared(
                        connection, name, Int32(count), values.baseAddress, lengths, lengths + count, 1) == 1
                }
            }
        }
    }

    /// 0: everything is with the kernel; 1: wait until the socket is readable or writable; -1: broken.
    func flush() -> Int32 { PQflush(checked) }

    /// Reads what the socket has; false when the connection is gone. What was read before stays readable.
    ///
    /// Under TLS it reads twice: libpq may have had room for half a record (at most 16 KiB, of which it always has room
    /// for 8), and the other half, held by the TLS library, would not make the socket readable again.
    func consumeInput() -> Bool {
        guard PQconsumeInput(checked) == 1 else { return false }
        return PQsslInUse(checked) == 0 || PQconsumeInput(checked) == 1
    }

    /// Whether `nextResult` would block.
    var isBusy: Bool { PQisBusy(checked) == 1 }

    func nextResult() -> LibpqResult? { PQgetResult(checked).map { LibpqResult($0) } }

    /// The next notification: channel, payload, sender's process.
    func nextNotification() -> (channel: String, payload: String, sender: Int32)? {
        guard let notification = PQnotifies(checked) else { return nil }
        defer { PQfreemem(notification) }
        let value = notification.pointee
        return (
            value.relname.map { String(cString: $0) } ?? "", value.extra.map { String(cString: $0) } ?? "", value.be_pid
        )
    }

    /// Appends the next message of a COPY TO STDOUT.
    func copyData(into buffer: inout [UInt8]) -> CopyProgress {
        var message: UnsafeMutablePointer<CChar>?
        let length = PQgetCopyData(checked, &message, 1)
        guard length > 0, let message else { return length == 0 ? .wouldBlock : length == -1 ? .end : .failed }
        defer { PQfreemem(message) }
        buffer.append(contentsOf: UnsafeRawBufferPointer(start: message, count: Int(length)))
        return .row
    }

    /// Queues data for a COPY FROM STDIN.
    func sendCopyData(_ bytes: UnsafeRawBufferPointer) -> Bool {
        PQputCopyData(checked, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1
    }

    /// Ends a COPY FROM STDIN; with a reason the server discards it (SQLSTATE 57014).
    func sendCopyEnd(failure: String?) -> Bool { PQputCopyEnd(checked, failure) == 1 }
}

/// Where the server's notices go: the log, at debug; libpq would print them to standard error.
///
/// Isolation: called by libpq, within a turn. Owned by the `LibpqConnection`, which outlives the callback.
private final class NoticeSink {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    func receive(_ result: OpaquePointer) {
        func field(_ letter: UInt8) -> String {
            PQresultErrorField(result, Int32(letter)).map { String(cString: $0) } ?? ""
        }
        logger.debug(
            "the PostgreSQL server sent a notice",
            metadata: [
                "postgres.severity": "\(field(UInt8(ascii: "V")))", "postgres.sqlstate": "\(field(UInt8(ascii: "C")))",
                "postgres.message": "\(field(UInt8(ascii: "M")))",
            ])
    }
}

/// Lends an array of C strings that ends with NULL, as libpq's parameter lists do.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    var block: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(block.count)
        block.append(contentsOf: string.utf8CString)
    }
    return block.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
