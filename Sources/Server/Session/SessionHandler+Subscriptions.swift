internal import Identity
internal import NIOCore
internal import Wire

/// A subscription as its session sees it: either its reader runs, or it is one of an audience.
///
/// **Isolation**: the session's event loop.
final class SessionSubscription {
    /// The one that runs, or that would from `upTo` on.
    let reader: SubscriptionReader
    unowned let session: SessionHandler
    /// The end of the last range that was handed to the channel.
    var upTo: LogPosition
    var audience: Audience?

    var gate: SubscriptionGate { reader.gate }

    init(_ reader: SubscriptionReader, of session: SessionHandler) {
        self.reader = reader
        self.session = session
        upTo = reader.after
    }

    /// Nothing more is sent for it.
    func end() {
        gate.stop()
        audience?.leave(self)
    }
}

extension SessionHandler {
    /// Takes one of the session's places for subscriptions until `log.subscribe` is answered.
    func reserveSubscription(for serial: SessionStateMachine.Serial) -> RPCError? {
        guard subscriptions.count + openingSubscriptions.count < Limits.subscriptionsMax else {
            return .limitReached("subscriptions", max: Limits.subscriptionsMax)
        }
        openingSubscriptions.insert(serial)
        return nil
    }

    /// A name that this session has not used.
    func nextSubscription() -> String {
        subscriptionNumber += 1
        return "s\(subscriptionNumber)"
    }

    /// `log.subscribe` was answered: the reader may run.
    func begin(_ reader: SubscriptionReader) {
        let subscription = SessionSubscription(reader, of: self)
        subscriptions[reader.id] = subscription
        readOn(subscription)
    }

    /// Lets the reader run from where the subscription stands.
    func readOn(_ subscription: SessionSubscription) {
        var reader = subscription.reader
        reader.after = subscription.upTo
        if host.submit(.subscription(reader)) != nil, machine.end(now: now) { sayGoodbye(.overloaded) }
    }

    /// The reader has ended: whatever comes next is for the whole audience of the log.
    func caughtUp(_ id: String) {
        guard let subscription = subscriptions[id], let context else { return }
        if sweep.audiences.join(subscription, on: context.eventLoop, of: host) { return }
        readOn(subscription)
    }

    /// Sends nothing more to any.
    func endSubscriptions() {
        let ended = subscriptions.values
        subscriptions = [:]
        parked = []
        for subscription in ended { subscription.end() }
    }

    /// More events may be sent.
    func grantCredit(_ request: RPCRequest) -> Answer {
        do throws(RPCError) {
            let params: SubscriptionCredit = try request.decode()
            guard let subscription = subscriptions[params.subscription] else {
                throw RPCError.notFound("subscription")
            }
            guard let credit = subscription.gate.grant(params.events) else { throw RPCError.creditExceeded }
            return Answer(SubscriptionCreditResult(credit: credit), to: request.id)
        } catch {
            return Answer(error: error, to: request.id)
        }
    }

    /// No more events are wanted; a notification that still waits for the channel is dropped.
    func cancelSubscription(_ request: RPCRequest) -> Answer {
        do throws(RPCError) {
            let params: SubscriptionCancel = try request.decode()
            guard let subscription = subscriptions.removeValue(forKey: params.subscription) else {
                throw RPCError.notFound("subscription")
            }
            subscription.end()
            parked.removeAll { $0.subscription == params.subscription }
            return Answer(SubscriptionCancelResult(upTo: subscription.upTo.value), to: request.id)
        } catch {
            return Answer(error: error, to: request.id)
        }
    }

    /// Sends a notification, now or when the channel can take it.
    func notify(_ subscription: String, _ notification: NotificationEncoder.Notification) {
        guard subscriptions[subscription] != nil, machine.isOpen else { return }
        parked.append((subscription, notification))
        sendParked()
    }

    /// Sends what waits for the channel, as long as the channel can take more; each lets its reader go on.
    func sendParked() {
        while context?.channel.isWritable == true, !parked.isEmpty {
            let (id, notification) = parked.removeFirst()
            let head = LogEventsFrame.head(subscription: id, tailBytes: notification.tail.readableBytes)
            write(ByteBuffer(bytes: head), notification.tail)
            host.counters.eventsSent.add(notification.events)
            subscriptions[id]?.upTo = notification.upTo
            subscriptions[id]?.gate.accepted()
        }
    }

    /// Sends a notification at once; false if that cannot be, and then nothing was sent.
    func send(_ frames: inout EventFrames, to subscription: SessionSubscription) -> Bool {
        guard let notification = frames.notification, parked.isEmpty, machine.isOpen,
            context?.channel.isWritable == true, subscription.gate.take(events: notification.events)
        else { return false }
        let head = frames.head(for: subscription.reader.id, tailBytes: notification.tail.readableBytes)
        subscription.upTo = notification.upTo
        host.counters.eventsSent.add(notification.events)
        write(head, notification.tail)
        flush()
        return true
    }
}
