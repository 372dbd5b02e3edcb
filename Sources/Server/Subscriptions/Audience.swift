internal import Desk
internal import Identity
internal import NIOCore

/// Subscriptions without a filter that stand at the head of one log: what comes is encoded once, handed to the event loop
/// once, and written to all of them in one turn of it. None of them has a task; one follows the log for all.
///
/// Who cannot be sent everything at once, for want of credit or because it does not read, leaves and reads on by itself.
/// **Isolation**: its event loop.
final class Audience {
    private var members: [ObjectIdentifier: SessionSubscription] = [:]
    /// Who stands behind this comes too late for what is next.
    private var position: LogPosition
    private let stop = StopSignal()
    private let whenEmpty: (Audience) -> Void

    /// `whenEmpty` is called once, when nobody is left.
    init(at position: LogPosition, whenEmpty: @escaping (Audience) -> Void) {
        self.position = position
        self.whenEmpty = whenEmpty
    }

    /// Follows the log for all until nobody is left; to be run once.
    func reader(for first: SubscriptionReader, on eventLoop: any EventLoop) -> AudienceReader {
        AudienceReader(
            after: position, feed: first.feed.branch(at: position), shared: first.shared, stop: stop,
            eventLoop: eventLoop, audience: NIOLoopBound(self, eventLoop: eventLoop))
    }

    /// False if the audience is further on already.
    func join(_ subscription: SessionSubscription) -> Bool {
        guard subscription.upTo >= position else { return false }
        members[ObjectIdentifier(subscription)] = subscription
        subscription.audience = self
        return true
    }

    /// Sends it nothing more.
    func leave(_ subscription: SessionSubscription) {
        guard subscription.audience === self else { return }
        subscription.audience = nil
        members[ObjectIdentifier(subscription)] = nil
        if members.isEmpty {
            stop.stop()
            whenEmpty(self)
        }
    }

    /// Writes what came next to everybody.
    func deliver(_ stretch: EncodedStretch) {
        let after = position
        position = stretch.upTo
        var frames = EventFrames(stretch.notifications)
        // Writing may make a session read, and what it reads may end any subscription of it.
        for member in members.values where member.audience === self && member.upTo < stretch.upTo {
            if member.upTo == after, member.session.send(&frames, to: member) { continue }
            leave(member)
            member.session.readOn(member)
        }
    }

    /// Everybody reads on by themselves, and learns what is wrong with the log.
    func dissolve() {
        for member in members.values where member.audience === self {
            leave(member)
            member.session.readOn(member)
        }
    }
}

/// The audiences of one event loop, one for each log that is followed at its head.
///
/// **Isolation**: its event loop.
final class Audiences {
    private var audiences: [FeedScope: Audience] = [:]

    /// Takes in a subscription that has caught up with its log; false if the log went on meanwhile.
    func join(_ subscription: SessionSubscription, on eventLoop: any EventLoop, of host: SessionHost) -> Bool {
        let scope = subscription.reader.feed.scope
        if let audience = audiences[scope] { return audience.join(subscription) }
        let audience = Audience(at: subscription.upTo) { [unowned self] audience in
            if audiences[scope] === audience { audiences[scope] = nil }
        }
        guard host.submit(.audience(audience.reader(for: subscription.reader, on: eventLoop))) == nil else {
            return false
        }
        audiences[scope] = audience
        return audience.join(subscription)
    }
}

/// Reads the log for an audience. It waits for the loop, so that what is encoded and not yet written is one stretch.
struct AudienceReader: Sendable {
    let after: LogPosition
    let feed: LogFeed
    let shared: SharedStretches
    let stop: StopSignal
    let eventLoop: any EventLoop
    let audience: NIOLoopBound<Audience>

    /// Runs until nobody is left, or the log cannot be read.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow() }
            // A feed that waits for the log's next event hears of the end only by being cancelled.
            group.addTask { await stop.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    private func follow() async {
        var position = after
        do {
            while !Task.isCancelled {
                let stretch = try await shared.next(
                    after: position, eventsMax: SubscriptionReader.sharedEventsMax, of: feed)
                position = stretch.upTo
                try await eventLoop.submit { audience.value.deliver(stretch) }.get()
            }
        } catch {
            // Nobody is there, or everybody learns the reason from the log.
            eventLoop.execute { audience.value.dissolve() }
        }
    }
}
