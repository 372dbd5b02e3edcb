internal import JSON
internal import NIOCore
internal import NIOPosix

@testable internal import Wire

/// A TCP connection that sends whatever bytes a test wants, and reads frames.
struct RawConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var reader = FrameReader(limit: Limits.frameBytesMax)
    private var hasEnded = false
    let channel: any Channel

    /// Connects for the length of `body`.
    static func with<Value: Sendable>(
        port: Int, _ body: @Sendable @escaping (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(
                inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&connection)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.channel = channel
    }

    /// Sends bytes as they are; a connection that the server has closed swallows them.
    func send(bytes: [UInt8]) async { try? await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Sends one frame.
    func send(_ body: String) async { await send(bytes: Frame.wrap(Array(body.utf8))) }

    /// The next frame; nil once the server has closed.
    mutating func next() async throws -> JSONValue? {
        while true {
            if let frame = try reader.next() {
                return try JSONValue(JSONDocument(frame, limits: Limits.jsonClient).root)
            }
            if hasEnded { return nil }
            do {
                guard let bytes = try await inbound.next() else {
                    hasEnded = true
                    continue
                }
                reader.append(Array(bytes.readableBytesView))
            } catch is ChannelError {
                hasEnded = true
            } catch is IOError {
                hasEnded = true
            }
        }
    }

    /// Says hello and expects to be let in.
    mutating func hello(_ token: String) async throws {
        await send(Self.hello(token))
        guard let answer = try await next(), answer["result"] != nil else { throw Unexpected("hello was refused") }
    }

    static func hello(_ token: String) -> String {
        #"{"jsonrpc":"2.0","id":"hello","method":"session.hello","params":{"protocol":[1],"token":"\#(token)","client":{"name":"raw","version":"1"}}}"#
    }
}

extension JSONValue {
    /// The kind of an error response.
    var errorKind: String? { self["error"]?["data"]?["kind"]?.stringValue }
}
