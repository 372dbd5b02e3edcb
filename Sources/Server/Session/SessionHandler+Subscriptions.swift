internal import Identity
internal import NIOCore
internal import Wire

/// A subscription as its session sees it.
struct SessionSubscription {
    let gate: SubscriptionGate
    /// The end of the last range that was handed to the channel.
    var upTo: LogPosition
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
        subscriptions[reader.id] = SessionSubscription(gate: reader.gate, upTo: reader.after)
        if host.submit(.subscription(reader)) != nil, machine.end(now: now) { sayGoodbye(.overloaded) }
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
            subscription.gate.stop()
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
            write(LogEventsFrame.head(subscription: id, tailBytes: notification.tail.readableBytes), notification.tail)
            host.counters.eventsSent.add(notification.events)
            subscriptions[id]?.upTo = notification.upTo
            subscriptions[id]?.gate.accepted()
        }
    }
}
