internal import Desk
internal import Identity
internal import Logging
internal import NIOCore
internal import Wire

/// One connection: bytes to frames to inputs of the session machine, and its actions back to bytes and work.
///
/// **Isolation**: the channel's event loop. An idle session has no task and no timer of its own.
final class SessionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let host: SessionHost
    let sweep: SessionSweep
    var machine: SessionStateMachine
    var context: ChannelHandlerContext?
    /// Cut when the connection ends: port and handler hold each other.
    var port: SessionPort?
    var principal: Principal?
    /// Of the token that hello came with, to ask now and then whether it is still good.
    var tokenDigest: [UInt8] = []
    /// When to ask next, if anything happens.
    var nextCheck: ContinuousClock.Instant
    var isChecking = false
    /// Where this session's own last command stands; its queries wait until they see it.
    var lastWrite = LogPosition.beforeAll
    var subscriptions: [String: SessionSubscription] = [:]
    var openingSubscriptions: Set<SessionStateMachine.Serial> = []
    var subscriptionNumber = 0
    /// Notifications that wait for the channel: at most one for each subscription.
    var parked: [(subscription: String, NotificationEncoder.Notification)] = []

    private let decoder = FrameDecoder()
    /// Bytes without a whole frame in them, or that may not be looked at yet; nil if there are none.
    private var inbound: ByteBuffer?
    private var wantsRead = false
    private var enqueuedBytes = 0
    private var needsFlush = false
    /// False once the kernel was seen to have taken everything; then nobody needs to ask again.
    private var mayHaveQueued = false
    private var isOutputClosed = false

    init(host: SessionHost, sweep: SessionSweep) {
        self.host = host
        self.sweep = sweep
        nextCheck = host.now()
        machine = SessionStateMachine(now: host.now(), settings: host.configuration.session)
    }

    var now: ContinuousClock.Instant { host.now() }
}

// MARK: - Channel events

extension SessionHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        port = SessionPort(handler: self, eventLoop: context.eventLoop)
    }

    func channelActive(context: ChannelHandlerContext) {
        switch host.admit() {
        case .serve:
            sweep.add(self)
        case .refuse(let error):
            sweep.add(self)
            refuse(with: error)
        case .drop:
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        machine.channelClosed()
        if let principal { host.dispatcher.desk.attendance.left(principal) }
        endSubscriptions()
        inbound = nil
        if sweep.remove(self) { host.sessionEnded() }
        port = nil
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if machine.isEnding { return }
        var bytes = unwrapInboundIn(data)
        machine.bytesReceived(now: now)
        if inbound?.writeBuffer(&bytes) == nil { inbound = bytes }
        readFrames()
    }

    func channelReadComplete(context: ChannelHandlerContext) { flush() }

    func read(context: ChannelHandlerContext) {
        if machine.isReading { context.read() } else { wantsRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        machine.writabilityChanged(to: context.channel.isWritable, now: now)
        if context.channel.isWritable {
            sendParked()
            resumeReading()
            flush()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset connection, mostly; the peer is gone and there is nobody to tell.
        context.close(promise: nil)
    }

    /// Looks at what was left lying while nothing could be taken in, then at the socket again.
    func resumeReading() {
        if inbound != nil { readFrames() }
        if wantsRead, machine.isReading {
            wantsRead = false
            context?.read()
        }
    }

    private func readFrames() {
        while machine.isReading, !machine.isEnding, inbound != nil {
            do {
                guard let frame = try takeFrame() else { break }
                carryOut(received(frame))
            } catch let error as FrameError {
                inbound = nil
                host.counters.framesRefused.add()
                carryOut(machine.received(broken: error, now: now))
            } catch {
                context?.close(promise: nil)
                return
            }
        }
        forgetReadBytes()
    }

    private func forgetReadBytes() {
        guard let buffer = inbound else { return }
        if buffer.readableBytes == 0 {
            inbound = nil
        } else if buffer.readerIndex > buffer.readableBytes {
            // Moves what is left to the front; at most as many bytes as were read since the last time.
            inbound = nil
            var rest = buffer
            rest.discardReadBytes()
            inbound = rest
        }
    }

    private func takeFrame() throws -> [UInt8]? {
        guard var buffer = inbound else { return nil }
        // Taken out while it is cut, so that the buffer has one owner and is not copied.
        inbound = nil
        defer { inbound = buffer }
        return try decoder.decode(buffer: &buffer)
    }

    private func received(_ frame: [UInt8]) -> SessionStateMachine.FrameAction {
        do {
            let limits = machine.isOpen ? Limits.jsonServer : Limits.jsonBeforeHello
            return machine.received(try Envelope(parsing: frame, limits: limits), now: now)
        } catch {
            host.counters.framesRefused.add()
            return machine.received(malformed: error, now: now)
        }
    }
}

// MARK: - Writing

extension SessionHandler {
    /// Queues a frame, whose second part is shared with other sessions if there is one; `flush` sends it.
    func write(_ frame: ByteBuffer, _ tail: ByteBuffer? = nil) {
        guard let context, !isOutputClosed else { return }
        enqueuedBytes += frame.readableBytes + (tail?.readableBytes ?? 0)
        needsFlush = true
        mayHaveQueued = true
        machine.frameSent(now: now)
        context.write(wrapOutboundOut(frame), promise: nil)
        if let tail { context.write(wrapOutboundOut(tail), promise: nil) }
    }

    /// Queues a frame; `flush` sends it.
    func write(_ frame: [UInt8]) { write(ByteBuffer(bytes: frame)) }

    func flush() {
        guard needsFlush else { return }
        needsFlush = false
        context?.flush()
    }

    /// Raises the frame limit once hello is answered.
    func raiseLimits() { decoder.limit = host.configuration.frameBytesMax }

    /// Sends what is queued and says no more. The socket stays open until the peer has hung up or the linger deadline
    /// has passed: closing it at once, with unread bytes in it, would reset the connection and destroy what we said last.
    func closeAfterWriting() {
        flush()
        inbound = nil
        endSubscriptions()
        guard !isOutputClosed else { return }
        isOutputClosed = true
        context?.close(mode: .output, promise: nil)
        if wantsRead {
            wantsRead = false
            context?.read()
        }
    }

    /// Looks at every deadline; called by the sweep of the loop.
    func tick(now: ContinuousClock.Instant) {
        let queued = queuedBytes
        switch machine.tick(now: now, queuedBytes: queued, flushedBytes: enqueuedBytes - queued) {
        case .none: return
        case .ping: write(Self.ping)
        case .answerOverdue(let ids):
            for id in ids { write(MessageEncoder.error(id: id, RPCError(.deadline))) }
            resumeReading()
        case .end(let reason): sayGoodbye(reason)
        case .fail(let error):
            write(MessageEncoder.error(id: nil, error))
            closeAfterWriting()
        case .closeNow: context?.close(promise: nil)
        case .cutOff(let queuedBytes):
            host.counters.slowReaders.add()
            host.logger.warning(
                "a client does not read what it is sent; its connection is closed",
                metadata: metadata.merging(["session.queuedBytes": "\(queuedBytes)"]) { _, new in new })
            context?.close(promise: nil)
        }
        flush()
        checkToken(now: now)
    }

    /// Tells the client why, as the last thing.
    func sayGoodbye(_ reason: SessionEnd) {
        write(MessageEncoder.notification(SessionGoAway(reason: reason.rawValue, deadlineMs: 0)))
        host.logger.debug("a session ends", metadata: metadata.merging(["session.end": "\(reason)"]) { _, new in new })
        closeAfterWriting()
    }

    private static let ping = MessageEncoder.notification(SessionPing())

    private var queuedBytes: Int {
        guard mayHaveQueued, let context else { return 0 }
        let queued = (try? context.channel.syncOptions?.getOption(ChannelOptions.bufferedWritableBytes)) ?? 0
        mayHaveQueued = queued > 0
        return queued
    }

    /// Who it is, for the log; ids only.
    var metadata: Logger.Metadata {
        guard let principal else { return [:] }
        return ["workspace.name": "\(principal.workspaceName)", "agent.id": "\(principal.agent)"]
    }
}
