internal import Glibc
package import JSON
package import NIOCore
internal import NIOPosix
package import Wire

/// Where a server is, and who wants to talk to it.
package struct ClientEndpoint: Sendable {
    package var host: String
    package var port: Int
    /// Never printed.
    package var token: String
    /// The program that connects, for the server's log.
    package var product: WireProduct

    package init(host: String, port: Int, token: String, clientName: String, clientVersion: String = "0.1.0") {
        self.host = host
        self.port = port
        self.token = token
        product = WireProduct(name: clientName, version: clientVersion)
    }
}

/// How patient a client is.
package struct ClientOptions: Sendable {
    /// To the answer of hello.
    package var connectTimeout = Duration.seconds(10)
    /// To the answer of a call; the server answers within ten seconds.
    package var callTimeout = Duration.seconds(30)
    /// Nil takes the event loops that all clients of this process share.
    package var eventLoopGroup: (any EventLoopGroup)?

    package init() {}
}

/// One connection to a server: many calls at once, in any order, and subscriptions to the log.
///
/// **Isolation**: any task. The connection is closed when this object is let go.
package final class CarelogClient: Sendable {
    /// What the server said of itself and of us.
    package let session: SessionHelloResult
    private let core: ClientCore
    private let channel: any Channel
    private let options: ClientOptions

    private init(session: SessionHelloResult, core: ClientCore, channel: any Channel, options: ClientOptions) {
        self.session = session
        self.core = core
        self.channel = channel
        self.options = options
    }

    deinit { channel.close(promise: nil) }

    /// Connects and says hello. **Errors**: `notConnected` if nobody listens or answers hello, `rpc` if hello is refused.
    package static func connect(
        to endpoint: ClientEndpoint, options: ClientOptions = ClientOptions()
    ) async throws(ClientError) -> CarelogClient {
        let due = ContinuousClock.now + options.connectTimeout
        let (channel, core) = try await open(endpoint, options)
        let hello = SessionHello(token: endpoint.token, client: endpoint.product)
        do throws(ClientError) {
            let response = try await core.call(due: due) { MessageEncoder.request(id: $0, hello) }
            let session = try response.result(SessionHelloResult.self)
            core.adopt(session.limits)
            return CarelogClient(session: session, core: core, channel: channel, options: options)
        } catch {
            channel.close(promise: nil)
            // Nothing else was asked yet. Who has let us in may be a balancer that has no server behind it.
            if case .connectionLost(let reason) = error { throw .notConnected(reason) }
            throw error
        }
    }

    /// Connects and says hello.
    package static func connect(
        host: String, port: Int, token: String, clientName: String
    ) async throws(ClientError) -> CarelogClient {
        try await connect(to: ClientEndpoint(host: host, port: port, token: token, clientName: clientName))
    }

    /// Whether the connection stands and the server takes requests.
    package var isUsable: Bool { core.isUsable }

    /// Asks and waits for the answer. **Errors**: see `ClientError`; a cancelled call may have been carried out.
    package func call<Request: WireRequest>(
        _ request: Request, timeout: Duration? = nil
    ) async throws(ClientError) -> Request.Response {
        let due = ContinuousClock.now + (timeout ?? options.callTimeout)
        let response = try await core.call(due: due) { MessageEncoder.request(id: $0, request) }
        return try response.result(Request.Response.self)
    }

    /// Asks by name, for tools that let a person type it.
    package func call(
        method: String, params: JSONValue?, timeout: Duration? = nil
    ) async throws(ClientError) -> JSONValue {
        let due = ContinuousClock.now + (timeout ?? options.callTimeout)
        let response = try await core.call(due: due) { MessageEncoder.request(id: $0, method: method, params: params) }
        switch response.outcome {
        case .result(let result): return JSONValue(result)
        case .error(let error): throw .rpc(error)
        }
    }

    /// Follows the log. `window` is how many events may be on their way at once; credit is granted as they are consumed.
    package func subscribe(
        after: Int64, filter: LogFilter? = nil, window: Int = 1_024
    ) async throws(ClientError) -> Subscription {
        let window = min(max(1, window), session.limits.creditEvents)
        let result = try await call(LogSubscribe(after: after, filter: filter, credit: window))
        guard let inbox = try core.inbox(result.subscription) else {
            throw .protocolViolation("the server has given a subscription's name twice")
        }
        return Subscription(
            id: result.subscription, core: core, inbox: inbox, after: after, window: window,
            timeout: options.callTimeout)
    }

    /// Closes the connection; whoever waits is told that it is lost.
    package func close() async {
        channel.close(promise: nil)
        try? await channel.closeFuture.get()
    }

    private static func open(
        _ endpoint: ClientEndpoint, _ options: ClientOptions
    ) async throws(ClientError) -> (any Channel, ClientCore) {
        let group = options.eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton
        do {
            return try await ClientBootstrap(group: group)
                .connectTimeout(TimeAmount(options.connectTimeout))
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .connect(host: endpoint.host, port: endpoint.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let core = ClientCore(channel: channel)
                        let handler = ClientHandler(core: core) { ContinuousClock.now }
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return (channel, core)
                    }
                }
        } catch {
            throw .notConnected("nobody answers on \(endpoint.host):\(endpoint.port) (\(Self.reason(error)))")
        }
    }

    /// What stands in the way, without the names of the library's types.
    private static func reason(_ error: any Error) -> String {
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        guard let attempt = failure.connectionErrors.first else { return "no such host" }
        switch (attempt.error as? IOError)?.errnoCode {
        case ECONNREFUSED: return "connection refused; is the server running?"
        case EHOSTUNREACH, ENETUNREACH: return "there is no way to that machine"
        default: return "\(attempt.error)"
        }
    }
}
