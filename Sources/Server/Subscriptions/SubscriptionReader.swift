internal import Desk
internal import Identity
internal import Logging
internal import Wire

/// Reads the log for one subscription and hands notifications to its session, until it has caught up with the log and can
/// join its audience. The log is the buffer: it holds one stretch, and at most two pages that are read ahead.
struct SubscriptionReader: Sendable {
    /// Events read at once near the head of the log, where others want the same.
    static let sharedEventsMax = 256
    /// Waits between attempts while the database cannot be reached.
    static let backoff = Duration.milliseconds(200)...Duration.seconds(5)

    let id: String
    var after: LogPosition
    let filter: FeedFilter
    let feed: LogFeed
    let gate: SubscriptionGate
    let port: SessionPort
    let shared: SharedStretches
    let principal: Principal
    let desk: Desk
    let logger: Logger

    /// Runs until the gate is stopped, or, without a filter, until it has caught up.
    func run() async {
        let hasCaughtUp = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await pump() }
            // A feed that waits for the log's next event hears of the end only by being cancelled.
            group.addTask {
                await gate.untilStopped()
                return false
            }
            let hasCaughtUp = await group.next() ?? false
            // Without the gate the other one would wait on: it hears of no cancellation.
            if Task.isCancelled { gate.stop() }
            group.cancelAll()
            return hasCaughtUp
        }
        if hasCaughtUp { port.post(.caughtUp(subscription: id)) }
    }

    /// True if this is over because nothing is left to read.
    private func pump() async -> Bool {
        var feed = feed
        /// Everything up to here is on its way to the client.
        var told = after
        /// Everything up to here was read; filters may have left nothing of it.
        var read = after
        var size = StretchSize()
        var delay = Self.backoff.lowerBound
        while case .proceed(let credit) = await gate.permit() {
            if filter == .everything, told >= feed.head { return true }
            do throws(DeskError) {
                let stretch = try await next(of: feed, after: told, size: size, credit: credit)
                delay = Self.backoff.lowerBound
                read = stretch.upTo
                size.learn(from: stretch)
                // A stretch without events is reported together with the next one, at the latest at the head.
                if stretch.events == 0 && stretch.upTo < stretch.head { continue }
                guard await send(stretch) else { return false }
                told = stretch.upTo
            } catch {
                guard let next = await recover(from: error, after: read, delay: &delay) else {
                    return false
                }
                feed = next
            }
        }
        return false
    }

    /// The next stretch: one that is shared by all who are near the head, unless a filter or the credit forbids it.
    private func next(
        of feed: LogFeed, after told: LogPosition, size: StretchSize, credit: Int
    ) async throws(DeskError) -> EncodedStretch {
        if filter == .everything {
            if feed.head.value - told.value <= Int64(Self.sharedEventsMax) {
                let stretch = try await shared.next(after: told, eventsMax: Self.sharedEventsMax, of: feed)
                if stretch.events <= credit { return stretch }
            }
            feed.skip(to: told)
        }
        let stretch = try await feed.next(eventsMax: credit, pageMax: size.events)
        return EncodedStretch(stretch, after: told)
    }

    /// False once the gate is stopped.
    private func send(_ stretch: EncodedStretch) async -> Bool {
        var isFirst = true
        for notification in stretch.notifications {
            if !isFirst, case .stop = await gate.permit(needsCredit: false) { return false }
            isFirst = false
            gate.sent(events: notification.events)
            port.post(.notification(subscription: id, notification))
        }
        return true
    }

    /// Opens the feed again where it broke off; nil if there is no use in that, and then the session ends.
    private func recover(from error: DeskError, after position: LogPosition, delay: inout Duration) async -> LogFeed? {
        var error = error
        while true {
            switch error.code {
            case .unavailable, .overloaded, .contended, .notYetVisible:
                do { try await Task.sleep(for: delay) } catch { return nil }
                delay = min(delay * 2, Self.backoff.upperBound)
            case .closed where Task.isCancelled: return nil
            case .closed:
                port.post(.subscriptionFailed(.drain))
                return nil
            case .unauthenticated, .forbidden:
                port.post(.subscriptionFailed(.revoked))
                return nil
            default:
                logger.error(
                    "a subscription cannot go on",
                    metadata: ["subscription.position": "\(position)", "error.message": "\(error.message)"])
                port.post(.subscriptionFailed(.drain))
                return nil
            }
            do { return try await desk.subscribe(after: position, filter: filter, as: principal) } catch let next {
                error = next
            }
        }
    }
}

/// How many events to read at once: about as many as fill one notification, by what those before took.
struct StretchSize: Equatable, Sendable {
    /// A stretch of short events stays within the first; one of long ones is cut after few.
    static let eventsRange = 16...1_024

    private(set) var events = 256

    /// What was read tells how long events are.
    mutating func learn(from stretch: EncodedStretch) { learn(bytes: stretch.bytes, events: stretch.events) }

    mutating func learn(bytes: Int, events count: Int) {
        guard count > 0 else { return }
        let fitting = NotificationEncoder.bodyBytesMax * count / max(1, bytes)
        events = min(max(fitting, Self.eventsRange.lowerBound), Self.eventsRange.upperBound)
    }
}
