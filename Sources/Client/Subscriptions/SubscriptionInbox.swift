internal import Synchronization
internal import Wire

/// Where events of one subscription wait for their reader.
///
/// Bounded by the credit that the reader has granted; ranges without events are merged into one.
/// **Isolation**: any thread; one reader.
final class SubscriptionInbox: Sendable {
    private struct State {
        var batches: [LogEvents] = []
        var reader: CheckedContinuation<Result<LogEvents, ClientError>, Never>?
        var end: ClientError?
    }

    private let state = Mutex(State())

    /// Adds what the server sent.
    func put(_ events: LogEvents) {
        let reader = state.withLock { state -> CheckedContinuation<Result<LogEvents, ClientError>, Never>? in
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            if let last = state.batches.last, last.events.isEmpty, last.covers.upTo == events.covers.after {
                let covers = LogRange(after: last.covers.after, upTo: events.covers.upTo)
                state.batches[state.batches.count - 1] = LogEvents(
                    subscription: events.subscription, covers: covers, events: events.events)
            } else {
                state.batches.append(events)
            }
            return nil
        }
        reader?.resume(returning: .success(events))
    }

    /// Nothing more will come; what is here can still be read.
    func finish(_ error: ClientError) {
        let reader = state.withLock { state in
            state.end = state.end ?? error
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .failure(error))
    }

    /// Waits for the next batch.
    func take() async throws(ClientError) -> LogEvents {
        let result: Result<LogEvents, ClientError> = await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let result: Result<LogEvents, ClientError>? = state.withLock { state in
                    if !state.batches.isEmpty { return .success(state.batches.removeFirst()) }
                    if let end = state.end { return .failure(end) }
                    // Either `cancelReader` finds the reader under this lock, or it sees here that it is cancelled.
                    if Task.isCancelled { return .failure(.cancelled) }
                    state.reader = reader
                    return nil
                }
                if let result { reader.resume(returning: result) }
            }
        } onCancel: {
            cancelReader()
        }
        return try result.get()
    }

    private func cancelReader() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .failure(.cancelled))
    }
}
