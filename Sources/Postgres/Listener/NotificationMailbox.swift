internal import Synchronization

/// What waits for the reader of a `PostgresListener`: bounded by the number of channels, because a newer notification of
/// a channel replaces an older one that nobody has read.
///
/// Isolation: posted to within the connection's turns and from `run`, read by one task.
final class NotificationMailbox: Sendable {
    typealias Event = PostgresListener.Event

    private struct State {
        /// Said before any notification: the reader has to catch up first.
        var arrival: Event?
        /// At most one per channel, oldest channel first.
        var notifications: [PostgresNotification] = []
        var replaced = 0
        var isOver = false
        var reader: CheckedContinuation<Event?, Never>?

        mutating func take() -> Event? {
            if let event = arrival {
                arrival = nil
                return event
            }
            return notifications.isEmpty ? nil : .notification(notifications.removeFirst())
        }
    }

    private let state = Mutex(State())

    /// Notifications that were replaced before they were read.
    var replacedCount: Int { state.withLock { $0.replaced } }

    func post(_ notification: PostgresNotification) {
        deliver { state in
            if let index = state.notifications.firstIndex(where: { $0.channel == notification.channel }) {
                state.notifications[index] = notification
                state.replaced += 1
            } else {
                state.notifications.append(notification)
            }
        }
    }

    /// The listener is connected: anything older is replaced by the duty to catch up.
    func postArrival(_ event: Event) {
        deliver { state in
            // "listening" that nobody has read covers a reconnection too.
            state.arrival = state.arrival ?? event
        }
    }

    /// No more events.
    func end() { deliver { $0.isOver = true } }

    private func deliver(_ change: (inout State) -> Void) {
        let (reader, event): (CheckedContinuation<Event?, Never>?, Event?) = state.withLock { state in
            change(&state)
            guard let reader = state.reader else { return (nil, nil) }
            let event = state.take()
            guard event != nil || state.isOver else { return (nil, nil) }
            state.reader = nil
            return (reader, event)
        }
        reader?.resume(returning: event)
    }

    /// The next event; nil when the listener has ended, when the task is cancelled, or for a second reader.
    func next() async -> Event? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let (isDone, event): (Bool, Event?) = state.withLock { state in
                    let event = state.take()
                    if event != nil || state.isOver || state.reader != nil || Task.isCancelled { return (true, event) }
                    state.reader = reader
                    return (false, nil)
                }
                if isDone { reader.resume(returning: event) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }
}
