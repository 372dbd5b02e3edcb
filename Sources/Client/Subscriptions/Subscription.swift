internal import Synchronization
package import Wire

/// The log from a position on, over one connection. One reader.
///
/// Every batch is checked: its range begins where the one before ended, so that nothing can be missed unnoticed.
package final class Subscription: Sendable {
    private struct Progress {
        var upTo: Int64
        /// Events that were handed out and whose credit was not granted again yet.
        var consumed = 0
    }

    /// The server's name for it.
    package let id: String
    private let core: ClientCore
    private let inbox: SubscriptionInbox
    private let window: Int
    private let timeout: Duration
    private let progress: Mutex<Progress>

    init(id: String, core: ClientCore, inbox: SubscriptionInbox, after: Int64, window: Int, timeout: Duration) {
        self.id = id
        self.core = core
        self.inbox = inbox
        self.window = window
        self.timeout = timeout
        progress = Mutex(Progress(upTo: after))
    }

    // Whoever lets it go does not wait for the server to hear of it.
    deinit { core.abandon(id) }

    /// Everything up to here was handed out; resume after it.
    package var upTo: Int64 { progress.withLock { $0.upTo } }

    /// Waits for the next batch. **Errors**: `protocolViolation` if a range does not join the one before.
    package func next() async throws(ClientError) -> LogEvents {
        grantConsumed()
        let batch = try await inbox.take()
        let expected = upTo
        guard batch.covers.after == expected else {
            core.close()
            throw .protocolViolation("a range begins after \(batch.covers.after) instead of \(expected)")
        }
        var last = expected
        for event in batch.events {
            guard event.position > last, event.position <= batch.covers.upTo else {
                core.close()
                throw .protocolViolation("event \(event.position) lies outside of its range or out of order")
            }
            last = event.position
        }
        progress.withLock { progress in
            progress.upTo = batch.covers.upTo
            progress.consumed += batch.events.count
        }
        return batch
    }

    /// Ends the subscription; returns the last position that the server covered.
    @discardableResult package func cancel() async throws(ClientError) -> Int64 {
        guard core.forget(id) else { return upTo }
        let request = SubscriptionCancel(subscription: id)
        let response = try await core.call(due: .now + timeout) { MessageEncoder.request(id: $0, request) }
        return try response.result(SubscriptionCancelResult.self).upTo
    }

    /// Grants again what was consumed, once it is half of the window: the server goes on sending the other half meanwhile.
    private func grantConsumed() {
        let events = progress.withLock { progress in
            guard progress.consumed * 2 >= window else { return 0 }
            defer { progress.consumed = 0 }
            return progress.consumed
        }
        guard events > 0 else { return }
        let request = SubscriptionCredit(subscription: id, events: events)
        // Nobody waits for it, so that what is here already can be read. It ends with its answer, at the latest after the
        // timeout; without the credit nothing more would come, so a failure ends the subscription.
        Task { [core, inbox, timeout] in
            do throws(ClientError) {
                let response = try await core.call(due: .now + timeout) { MessageEncoder.request(id: $0, request) }
                _ = try response.result(SubscriptionCreditResult.self)
            } catch {
                inbox.finish(error)
            }
        }
    }
}

extension Subscription: AsyncSequence {
    package typealias Element = LogEvents
    package typealias Failure = ClientError

    /// Never ends by itself: it throws when the connection is lost.
    package struct AsyncIterator: AsyncIteratorProtocol {
        let subscription: Subscription

        package mutating func next() async throws(ClientError) -> LogEvents? { try await subscription.next() }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> LogEvents? {
            try await subscription.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: self) }
}

extension RPCResponse {
    /// The typed result. **Errors**: `rpc`, `protocolViolation`.
    func result<Result: WireValue>(_ type: Result.Type) throws(ClientError) -> Result {
        do { return try decode() } catch {
            if case .error = outcome { throw .rpc(error) }
            throw .protocolViolation(error.message)
        }
    }
}
