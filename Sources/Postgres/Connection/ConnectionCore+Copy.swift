extension ConnectionCore {
    typealias Chunk = Result<[UInt8]?, PostgresError>

    /// The state of one COPY between the wire and its handle, kept until the handle is gone.
    struct Copy {
        /// Rows read and not yet handed out; at most `chunkBytesMax` and one row.
        var rows: [UInt8] = []
        var rowsWaiter: CheckedContinuation<Chunk, Never>?
        /// Bytes the handle wrote, and how many of them libpq has.
        var unwritten: [UInt8] = []
        var written = 0
        var writeWaiter: CheckedContinuation<Result<Void, PostgresError>, Never>?
        var endWaiter: CheckedContinuation<Answer, Never>?
        /// The command's answer, once it is there.
        var answer: Answer?
    }

    /// How much is handed out at a time: what the kernel holds back for a reader that is busy, which saves waking for less.
    static let chunkBytesMax = 256 * 1024
    /// libpq's buffer never shrinks, so it gets no more than this before it is flushed.
    static let writeBytesMax = 256 * 1024

    /// Whether anything from the server is wanted now; a COPY TO STDOUT that nobody reads holds the server back.
    var wantsInput: Bool {
        guard let exclusive = machine.exclusive, exclusive.phase == .copyingOut else { return true }
        return copies[exclusive.request.id]?.rowsWaiter != nil
    }

    /// Whether a COPY FROM STDIN has bytes, or only their acknowledgement, still to come.
    var hasUnwritten: Bool {
        guard let exclusive = machine.exclusive, exclusive.phase == .copyingIn else { return false }
        return copies[exclusive.request.id]?.writeWaiter != nil
    }

    /// The server is ready: the caller gets its handle, and the record waits for the command's answer.
    func startCopy(_ id: RequestID) {
        copies[id] = Copy()
        let waiter = records[id]?.waiter
        records[id]?.waiter = nil
        if let waiter { deliver(later: .answer(.success([]), waiter)) }
    }

    func finishCopy(_ id: RequestID, _ answer: Answer) {
        guard copies[id] != nil else { return }
        copies[id]?.answer = answer
        copies[id]?.unwritten = []
        if let waiter = take(&copies[id, default: Copy()].endWaiter) { deliver(later: .answer(answer, waiter)) }
        if let waiter = take(&copies[id, default: Copy()].writeWaiter) {
            deliver(later: .done(.failure(copyOver(answer)), waiter))
        }
        deliverRows(id)
    }

    // MARK: COPY TO STDOUT

    /// Moves what has arrived to the copy's buffer, while somebody waits for it and there is room. Nothing is read ahead:
    /// until it is asked for, the kernel keeps it, and wakes nobody for every piece of it.
    func readCopyData(_ libpq: LibpqConnection) {
        guard let exclusive = machine.exclusive, exclusive.phase == .copyingOut else { return }
        let id = exclusive.request.id
        guard var copy = copies[id], copy.rowsWaiter != nil else { return }
        copies[id]?.rows = []  // so that appending does not copy
        copy.rows.reserveCapacity(Self.chunkBytesMax)
        var ended = false
        var isDry = false
        reading: while copy.rows.count < Self.chunkBytesMax {
            switch libpq.copyData(into: &copy.rows) {
            case .row: isDry = false
            case .wouldBlock:
                // libpq reads some 16 KiB at a time; the kernel may have more. What came before the connection was lost is
                // still handed out.
                if isDry { break reading }
                isDry = true
                if !libpq.consumeInput() { lose(libpq.lastError) }
            case .end, .failed:
                // -2 too: the reason is the next result.
                ended = true
                break reading
            }
        }
        copies[id] = copy
        deliverRows(id)
        if ended, machine.copyOutEnded() == .proceed { readReplies(libpq) }
    }

    private func deliverRows(_ id: RequestID) {
        guard let copy = copies[id], let waiter = copy.rowsWaiter, let chunk = nextChunk(id) else { return }
        copies[id]?.rowsWaiter = nil
        deliver(later: .chunk(chunk, waiter))
    }

    /// What can be handed out now: the end's failure, rows, or the end; nil when that is not known yet.
    private func nextChunk(_ id: RequestID) -> Chunk? {
        guard let copy = copies[id] else { return .failure(PostgresError(.closed, "this COPY is over")) }
        if case .failure(let error) = copy.answer { return .failure(error) }
        if !copy.rows.isEmpty {
            copies[id]?.rows = []
            return .success(copy.rows)
        }
        return copy.answer == nil ? nil : .success(nil)
    }

    func readChunk(_ id: RequestID, _ waiter: CheckedContinuation<Chunk, Never>) {
        if let chunk = nextChunk(id) { return deliver(later: .chunk(chunk, waiter)) }
        guard copies[id]?.rowsWaiter == nil else {
            return deliver(later: .chunk(.failure(PostgresError(.misuse, "a COPY has one reader")), waiter))
        }
        copies[id]?.rowsWaiter = waiter
    }

    // MARK: COPY FROM STDIN

    /// Takes bytes; the waiter goes on when the kernel has them all, so at most one write is in memory.
    func writeCopy(_ id: RequestID, _ bytes: [UInt8], _ waiter: CheckedContinuation<Result<Void, PostgresError>, Never>)
    {
        guard let copy = copies[id], copy.writeWaiter == nil, machine.copyInWrites(id) == .proceed else {
            return deliver(later: .done(.failure(copyOver(copies[id]?.answer)), waiter))
        }
        copies[id]?.unwritten = bytes
        copies[id]?.written = 0
        copies[id]?.writeWaiter = waiter
    }

    /// Feeds libpq slice by slice, each flushed before the next.
    func sendCopyData(_ libpq: LibpqConnection) {
        guard let exclusive = machine.exclusive, exclusive.phase == .copyingIn else { return }
        let id = exclusive.request.id
        guard let copy = copies[id], copy.writeWaiter != nil else { return }
        while breakage == nil {
            let left = libpq.flush()
            hasUnsent = left == 1
            if left < 0 { return lose(libpq.lastError) }
            guard left == 0, let start = copies[id]?.written else { return }
            if start == copy.unwritten.count { break }
            let end = min(start + Self.writeBytesMax, copy.unwritten.count)
            let sent = copy.unwritten.withUnsafeBytes {
                libpq.sendCopyData(UnsafeRawBufferPointer(rebasing: $0[start..<end]))
            }
            if !sent { return lose(libpq.lastError) }
            copies[id]?.written = end
        }
        copies[id]?.unwritten = []
        copies[id]?.writeWaiter = nil
        if let waiter = copy.writeWaiter { deliver(later: .done(.success(()), waiter)) }
    }

    /// Ends the data, well (nil) or with a reason; the waiter gets the command's answer.
    func endCopyIn(_ id: RequestID, failure: String?, _ waiter: CheckedContinuation<Answer, Never>) {
        guard let libpq, machine.copyInEnds(id) == .proceed else {
            return deliver(later: .answer(.failure(copyOver(copies[id]?.answer)), waiter))
        }
        copies[id]?.endWaiter = waiter
        if !libpq.sendCopyEnd(failure: failure) { lose(libpq.lastError) }
    }

    private func copyOver(_ answer: Answer?) -> PostgresError {
        if case .failure(let error) = answer { return error }
        return PostgresError(.closed, "this COPY is over, or another call on it is under way")
    }

    private func take<Value>(_ value: inout Value?) -> Value? {
        defer { value = nil }
        return value
    }
}
