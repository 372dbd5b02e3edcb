internal import Desk
internal import Identity
internal import NIOCore
internal import Synchronization
internal import Wire

/// What tasks tell a session.
enum SessionMessage: Sendable {
    case authenticated(Principal, tokenDigest: [UInt8], head: LogPosition)
    case refused(RPCError)
    case answered(SessionStateMachine.Serial, Answer)
    case notification(subscription: String, NotificationEncoder.Notification)
    /// The subscription's reader has ended at the end of the log.
    case caughtUp(subscription: String)
    case tokenChecked(isGood: Bool)
    /// A subscription cannot go on, and neither can the session.
    case subscriptionFailed(SessionEnd)
}

/// The way from tasks back to a session's event loop.
///
/// **Isolation**: any thread. Several messages make one hop: only the first of a batch wakes the loop. Bounded by the
/// requests in flight and by one notification for each subscription.
final class SessionPort: Sendable {
    private let eventLoop: any EventLoop
    private let handler: NIOLoopBound<SessionHandler>
    private let messages = Mutex<[SessionMessage]>([])

    init(handler: SessionHandler, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    }

    /// Hands a message to the session; a session that is gone drops it.
    func post(_ message: SessionMessage) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if isFirst { eventLoop.execute { self.deliver() } }
    }

    private func deliver() {
        let batch = messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
        handler.value.receive(batch)
    }
}
