internal import Desk
internal import Identity
internal import Synchronization

/// The newest stretches of the logs, read and encoded once for all subscribers that stand at the same position and may
/// see the same.
///
/// Subscribers at the head of a log wait here; one read waits for the log in their stead. **Isolation**: any thread.
final class SharedStretches: Sendable {
    /// Stretches that are kept for those who come a little later; the oldest is forgotten first.
    static let keptMax = 64
    /// **Units**: bytes of all that are kept; the newest is kept however long it is.
    static let keptBytesMax = 4 * 1_024 * 1_024

    typealias Outcome = Result<EncodedStretch, DeskError>

    private struct Place: Hashable {
        let scope: FeedScope
        let after: LogPosition
    }

    private typealias Waiter = CheckedContinuation<Outcome, Never>

    private struct Reading {
        let number: UInt64
        var waiters: [UInt64: Waiter] = [:]
        // Owned by the place: ends when the log goes on, or by being cancelled when nobody waits for it any more.
        var task: Task<Void, Never>?
    }

    private struct State {
        var kept: [Place: EncodedStretch] = [:]
        /// In the order in which they were read.
        var order: [Place] = []
        var keptBytes = 0
        var readings: [Place: Reading] = [:]
        var nextNumber: UInt64 = 0

        mutating func number() -> UInt64 {
            nextNumber += 1
            return nextNumber
        }
    }

    private let state = Mutex(State())

    /// The stretch of everything after a position, as soon as there is anything; `feed` is used to read it if nobody has.
    ///
    /// **Errors**: those of the feed; `closed` when the task is cancelled.
    func next(after: LogPosition, eventsMax: Int, of feed: LogFeed) async throws(DeskError) -> EncodedStretch {
        let place = Place(scope: feed.scope, after: after)
        let waiter = state.withLock { $0.number() }
        let outcome: Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Outcome? = state.withLock { state in
                    if let kept = state.kept[place] { return .success(kept) }
                    // Either `leave` finds the waiter under this lock, or it sees here that it is cancelled.
                    if Task.isCancelled { return .failure(Self.cancelled) }
                    if state.readings[place] == nil {
                        let number = state.number()
                        state.readings[place] = Reading(number: number)
                        state.readings[place]?.task = Task {
                            await self.read(place, number, eventsMax: eventsMax, of: feed)
                        }
                    }
                    state.readings[place]?.waiters[waiter] = continuation
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            leave(place, waiter)
        }
        return try outcome.get()
    }

    private func read(_ place: Place, _ number: UInt64, eventsMax: Int, of feed: LogFeed) async {
        let outcome: Outcome
        do throws(DeskError) {
            feed.skip(to: place.after)
            outcome = .success(EncodedStretch(try await feed.next(eventsMax: eventsMax), after: place.after))
        } catch {
            outcome = .failure(error)
        }
        let waiters = state.withLock { state -> [Waiter] in
            guard let reading = state.readings[place], reading.number == number else { return [] }
            state.readings[place] = nil
            if case .success(let stretch) = outcome, stretch.events > 0 { Self.keep(stretch, at: place, in: &state) }
            return Array(reading.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func leave(_ place: Place, _ waiter: UInt64) {
        let (left, task) = state.withLock {
            state -> (Waiter?, Task<Void, Never>?) in
            let left = state.readings[place]?.waiters.removeValue(forKey: waiter)
            guard left != nil, let reading = state.readings[place], reading.waiters.isEmpty else { return (left, nil) }
            state.readings[place] = nil
            return (left, reading.task)
        }
        task?.cancel()
        left?.resume(returning: .failure(Self.cancelled))
    }

    private static func keep(_ stretch: EncodedStretch, at place: Place, in state: inout State) {
        state.kept[place] = stretch
        state.order.append(place)
        state.keptBytes += stretch.bytes
        while state.order.count > 1, state.order.count > keptMax || state.keptBytes > keptBytesMax {
            state.keptBytes -= state.kept.removeValue(forKey: state.order.removeFirst())?.bytes ?? 0
        }
    }

    private static var cancelled: DeskError { DeskError(.closed, "the subscription has ended") }
}
