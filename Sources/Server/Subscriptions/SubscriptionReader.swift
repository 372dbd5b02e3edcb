internal import Desk
internal import Identity
internal import Logging
internal import Wire

/// Reads the log for one subscription and hands notifications to its session. The log is the buffer: it holds one stretch.
struct SubscriptionReader: Sendable {
    /// Events read at once.
    static let stretchEventsMax = 256
    /// Waits between attempts while the database cannot be reached.
    static let backoff = Duration.milliseconds(200)...Duration.seconds(5)

    let id: String
    let after: LogPosition
    let filter: FeedFilter
    let feed: LogFeed
    let gate: SubscriptionGate
    let port: SessionPort
    let principal: Principal
    let desk: Desk
    let logger: Logger

    /// Runs until the gate is stopped.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await pump() }
            // A feed that waits for the log's next event hears of the end only by being cancelled.
            group.addTask { await gate.untilStopped() }
            await group.next()
            group.cancelAll()
        }
    }

    private func pump() async {
        var feed = feed
        /// Everything up to here is on its way to the client.
        var told = after
        /// Everything up to here was read; filters may have left nothing of it.
        var read = after
        var delay = Self.backoff.lowerBound
        while case .proceed(let credit) = await gate.permit() {
            do {
                let stretch = try await feed.next(eventsMax: min(credit, Self.stretchEventsMax))
                delay = Self.backoff.lowerBound
                read = stretch.upTo
                // A stretch without events is reported together with the next one, at the latest at the head.
                if stretch.events.isEmpty && stretch.upTo < stretch.head { continue }
                guard await send(stretch, after: told) else { return }
                told = stretch.upTo
            } catch {
                guard let next = await recover(from: error, after: read, delay: &delay) else { return }
                feed = next
            }
        }
    }

    /// False once the gate is stopped.
    private func send(_ stretch: LogStretch, after told: LogPosition) async -> Bool {
        var isFirst = true
        for notification in NotificationEncoder.notifications(id: id, stretch: stretch, after: told) {
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
