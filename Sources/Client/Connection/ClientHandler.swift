internal import NIOCore
internal import Wire

/// The channel's end of a connection: frames in, frames out, heartbeats.
///
/// **Isolation**: the channel's event loop.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How often deadlines are looked at.
    private static let tickInterval = TimeAmount.milliseconds(500)

    private let core: ClientCore
    // Eight MiB at once: the server is trusted, and it keeps to what it grants.
    private let decoder = FrameDecoder(limit: Limits.frameBytesMax)
    private let now: () -> ContinuousClock.Instant
    private var inbound: ByteBuffer?
    private var timer: RepeatedTask?
    private var lastReceived: ContinuousClock.Instant
    private var lastPinged: ContinuousClock.Instant
    private var end: ClientError?

    init(core: ClientCore, now: @escaping () -> ContinuousClock.Instant) {
        self.core = core
        self.now = now
        lastReceived = now()
        lastPinged = now()
    }

    func channelActive(context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.value.eventLoop)
        timer = context.value.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.tickInterval, delay: Self.tickInterval
        ) { _ in handler.value.tick(context: context.value) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        core.disconnected(end ?? .connectionLost("the server closed it"))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        lastReceived = now()
        if inbound?.writeBuffer(&bytes) == nil { inbound = bytes }
        do {
            while let frame = try takeFrame() { try core.received(frame) }
        } catch let error as ClientError {
            close(context, because: error)
        } catch {
            close(context, because: .protocolViolation("\(error)"))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(context, because: .connectionLost("\(error)"))
    }

    private func takeFrame() throws -> [UInt8]? {
        guard var buffer = inbound else { return nil }
        // Taken out while it is cut, so that the buffer has one owner and is not copied.
        inbound = nil
        let frame = try decoder.decode(buffer: &buffer)
        if frame == nil { buffer.discardReadBytes() }
        if buffer.readableBytes > 0 { inbound = buffer }
        return frame
    }

    private func tick(context: ChannelHandlerContext) {
        let now = now()
        core.tick(now: now)
        if now - lastReceived >= Limits.heartbeatDeadline {
            let seconds = Limits.heartbeatDeadline.components.seconds
            return close(context, because: .connectionLost("nothing was heard from the server for \(seconds) seconds"))
        }
        // Whether anything else was sent does not matter: a ping more in fifteen seconds costs nothing.
        if now - lastPinged >= Limits.heartbeatInterval {
            lastPinged = now
            core.send([MessageEncoder.notification(SessionPing())])
        }
    }

    private func close(_ context: ChannelHandlerContext, because error: ClientError) {
        if end == nil { end = error }
        inbound = nil
        context.close(promise: nil)
    }
}
