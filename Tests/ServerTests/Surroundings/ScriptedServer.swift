internal import JSON
internal import NIOCore
internal import NIOPosix
internal import Synchronization

@testable internal import Wire

/// A server that says what a test wants, for what no real one can be brought to say.
enum ScriptedServer {
    /// What to do with a request.
    enum Answer: Sendable {
        case result(any JSONEncodable & Sendable)
        case error(RPCError)
        /// Close the connection.
        case close
        /// Say nothing.
        case silence
    }

    /// Listens for the length of `body`. `answer` is asked for each request, with the number of its connection, from 1;
    /// with nil every connection is closed as soon as it is there.
    static func with<Value: Sendable>(
        _ answer: (@Sendable (_ connection: Int, _ method: Method?) -> Answer)?,
        _ body: (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let count = Atomic(0)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let number = count.wrappingAdd(1, ordering: .relaxed).newValue
                guard let answer else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler { answer(number, $0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(listener.localAddress?.port ?? 0)
            try await listener.close()
            return value
        } catch {
            try? await listener.close()
            throw error
        }
    }

    /// Lets everybody in, with this many events in the log.
    static func hello(head: Int64) -> Answer {
        let agent = SessionHelloResult.Identity(id: "a1", kind: .connector, roles: [.connector])
        let server = WireProduct(name: "scripted", version: "1")
        return .result(SessionHelloResult(workspace: "w", agent: agent, epoch: "e", head: head, server: server))
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: (Method?) -> Answer
        private var reader = FrameReader(limit: Limits.frameBytesMax)

        init(_ answer: @escaping (Method?) -> Answer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            reader.append(Array(unwrapInboundIn(data).readableBytesView))
            do {
                while let frame = try reader.next() {
                    guard case .request(let request) = try Envelope(parsing: frame, limits: Limits.jsonClient) else {
                        continue
                    }
                    reply(to: request, context)
                }
            } catch {
                context.close(promise: nil)
            }
        }

        private func reply(to request: RPCRequest, _ context: ChannelHandlerContext) {
            switch answer(request.method) {
            case .result(let result): write(MessageEncoder.result(id: request.id, result), context)
            case .error(let error): write(MessageEncoder.error(id: request.id, error), context)
            case .close: context.close(promise: nil)
            case .silence: break
            }
        }

        private func write(_ frame: [UInt8], _ context: ChannelHandlerContext) {
            context.channel.writeAndFlush(ByteBuffer(bytes: frame), promise: nil)
        }
    }
}
