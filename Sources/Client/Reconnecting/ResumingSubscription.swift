package import Wire

/// The log from a position on, over as many connections as it takes: every event exactly once.
///
/// The only state that matters is the end of the last range: it resumes after it. It ends by throwing, when the server
/// refuses for good, when the history is another one (`historyChanged`), or when its task is cancelled.
package struct ResumingSubscription: AsyncSequence, Sendable {
    package typealias Element = LogEvents
    package typealias Failure = ClientError

    private let client: ReconnectingClient
    private let after: Int64
    private let epoch: String?
    private let filter: LogFilter?
    private let window: Int

    /// `epoch` is the history that `after` belongs to; nil takes the one that is found first.
    package init(
        _ client: ReconnectingClient, after: Int64, epoch: String? = nil, filter: LogFilter? = nil, window: Int = 1_024
    ) {
        self.client = client
        self.after = after
        self.epoch = epoch
        self.filter = filter
        self.window = window
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(client: client, filter: filter, window: window, upTo: after, epoch: epoch)
    }

    /// Where one reader stands.
    package struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        let client: ReconnectingClient
        let filter: LogFilter?
        let window: Int
        /// Everything up to here was handed out.
        package private(set) var upTo: Int64
        /// The history that `upTo` belongs to; nil before the first connection.
        package private(set) var epoch: String?
        private var current: Subscription?
        private var attempt = 0

        init(client: ReconnectingClient, filter: LogFilter?, window: Int, upTo: Int64, epoch: String?) {
            self.client = client
            self.filter = filter
            self.window = window
            self.upTo = upTo
            self.epoch = epoch
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> LogEvents? {
            try await next()
        }

        package mutating func next() async throws(ClientError) -> LogEvents? {
            while true {
                do throws(ClientError) {
                    let subscription = try await subscribed()
                    let batch = try await subscription.next()
                    upTo = batch.covers.upTo
                    attempt = 0
                    return batch
                } catch {
                    current = nil
                    guard Self.mayPass(error) else { throw error }
                    // A connection that does not answer is of no use to anybody else either.
                    if case .timeout = error { await client.disconnect() }
                }
                try await client.wait(attempt: attempt)
                attempt += 1
            }
        }

        private mutating func subscribed() async throws(ClientError) -> Subscription {
            if let current { return current }
            let connection = try await client.connection()
            let found = connection.session.epoch
            if let epoch, epoch != found { throw .historyChanged(expected: epoch, found: found) }
            epoch = found
            let subscription = try await connection.subscribe(after: upTo, filter: filter, window: window)
            current = subscription
            return subscription
        }

        /// A broken range is worth another try too: the connection was closed, and the log is asked again.
        private static func mayPass(_ error: ClientError) -> Bool {
            switch error {
            case .rpc(let error): error.retry != .never
            case .notConnected, .connectionLost, .protocolViolation, .timeout: true
            case .historyChanged, .cancelled: false
            }
        }
    }
}
