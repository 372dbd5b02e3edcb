internal import JSON
internal import Synchronization
package import Wire

/// A client that connects by itself and repeats what is safe to repeat.
///
/// Commands carry their own id, so that the same command, sent again, is done once. **Isolation**: any task.
package final class ReconnectingClient: Sendable {
    /// Faults of the server are repeated so often; they seldom pass.
    private static let faultsMax = 3

    private struct State {
        var client: CarelogClient?
        var attempt: Task<Result<CarelogClient, ClientError>, Never>?
        var connections = 0
        var isClosed = false
    }

    private enum Way {
        case connected(CarelogClient)
        case connecting(Task<Result<CarelogClient, ClientError>, Never>)
        case closed
    }

    package let endpoint: ClientEndpoint
    private let options: ClientOptions
    private let backoff: Backoff
    private let state = Mutex(State())

    package init(
        to endpoint: ClientEndpoint, options: ClientOptions = ClientOptions(), backoff: Backoff = Backoff()
    ) {
        self.endpoint = endpoint
        self.options = options
        self.backoff = backoff
    }

    /// Connections made so far.
    package var connections: Int { state.withLock { $0.connections } }

    /// Asks until there is an answer that repeating would not change, or until the time is up.
    package func call<Request: WireRequest>(
        _ request: Request, within limit: Duration = .seconds(60)
    ) async throws(ClientError) -> Request.Response {
        let deadline = ContinuousClock.now + limit
        var attempt = 0
        var faults = 0
        while true {
            let failure: ClientError
            var used: CarelogClient?
            do {
                let client = try await connection()
                used = client
                return try await client.call(request, timeout: min(options.callTimeout, deadline - .now))
            } catch { failure = error }
            if case .rpc(let error) = failure, error.kind == .internalError { faults += 1 }
            guard failure.retry != .never, faults < Self.faultsMax else { throw failure }
            // What does not answer, or goes away, is not used again; who still waits for an answer there may get it.
            if failure.retry == .reconnect || failure == .timeout, let used { forget(used) }
            try await wait(attempt, after: failure, until: deadline)
            attempt += 1
        }
    }

    /// The connection that calls use; made if there is none. **Errors**: those of one attempt.
    package func connection() async throws(ClientError) -> CarelogClient {
        let way: Way = state.withLock { state in
            if state.isClosed { return .closed }
            if let client = state.client, client.isUsable { return .connected(client) }
            if let attempt = state.attempt { return .connecting(attempt) }
            // Not a child of whoever happens to come first: all who wait share it. It ends with the connect timeout.
            let attempt = Task { await self.connect() }
            state.attempt = attempt
            return .connecting(attempt)
        }
        switch way {
        case .connected(let client): return client
        case .connecting(let attempt): return try await attempt.value.get()
        case .closed: throw .notConnected("the client was closed")
        }
    }

    /// Drops the connection; the next call makes another.
    package func disconnect() async {
        let client = state.withLock { state in
            defer { state.client = nil }
            return state.client
        }
        await client?.close()
    }

    /// Drops the connection for good.
    package func close() async {
        state.withLock { $0.isClosed = true }
        await disconnect()
    }

    private func forget(_ client: CarelogClient) {
        state.withLock { state in
            if state.client === client { state.client = nil }
        }
    }

    private func connect() async -> Result<CarelogClient, ClientError> {
        let result: Result<CarelogClient, ClientError>
        do { result = .success(try await CarelogClient.connect(to: endpoint, options: options)) } catch {
            result = .failure(error)
        }
        state.withLock { state in
            state.attempt = nil
            guard case .success(let client) = result else { return }
            state.connections += 1
            if !state.isClosed { state.client = client }
        }
        return result
    }

    /// Sleeps before the next attempt. **Errors**: `failure`, if there is no time left; `cancelled`.
    private func wait(
        _ attempt: Int, after failure: ClientError, until deadline: ContinuousClock.Instant
    ) async throws(ClientError) {
        var delay = backoff.delay(attempt: attempt)
        if case .rpc(let error) = failure, let wanted = error["retryAfterMs"]?.intValue {
            delay = max(delay, .milliseconds(wanted))
        }
        guard ContinuousClock.now + delay < deadline else { throw failure }
        do { try await Task.sleep(for: delay) } catch { throw .cancelled }
    }

    /// The same, for those who go on for ever.
    func wait(attempt: Int) async throws(ClientError) {
        do { try await Task.sleep(for: backoff.delay(attempt: attempt)) } catch { throw .cancelled }
    }
}
