internal import DequeModule

/// Says which operations of a plan may be sent now: many at once, near to the order of the plan, none before what it
/// depends on.
///
/// A pure state machine; each operation is touched a fixed number of times, so a whole import costs time in proportion
/// to its length. A failed operation frees those behind it like a completed one: every record stands for itself, and
/// the server takes an answer whose question is missing as one to its addressee.
package struct ImportSchedule: Sendable {
    /// How far it looks past operations that still wait, in windows: bounds the disorder that one slow answer causes.
    package static let lookaheadWindows = 4

    private let window: Int
    private var waitingFor: [UInt8]
    private let dependents: (first: Answers, second: Answers)
    private var states: [State]
    private var released: Deque<Int32> = []
    private var cursor = 0
    private var parked = 0
    private var tally = Tally()

    /// How many operations are where.
    package struct Tally: Equatable, Sendable {
        /// Sent and not answered. **Range** 0 ... window.
        package var inFlight = 0
        /// Acknowledged.
        package var completed = 0
        /// Refused for good.
        package var failed = 0
    }

    private enum State: UInt8 {
        case unseen
        case parked
        case sent
        case finished
    }

    /// - Parameter window: how many may be in flight at once. **Range** at least 1.
    package init(_ dependencies: ImportDependencies, window: Int) {
        precondition(window >= 1, "a window of \(window) would send nothing")
        self.window = window
        var waitingFor = [UInt8](repeating: 0, count: dependencies.count)
        var first = [Int32](repeating: -1, count: dependencies.count)
        var second = first
        for index in 0..<dependencies.count {
            let before = dependencies.before(index)
            waitingFor[index] = UInt8(before.count)
            if let one = before.first { first[index] = Int32(one) }
            if before.count > 1 { second[index] = Int32(before[1]) }
        }
        self.waitingFor = waitingFor
        dependents = (Answers(first), Answers(second))
        states = [State](repeating: .unseen, count: dependencies.count)
    }

    /// How many operations are where, for progress.
    package var progress: Tally { tally }

    /// True when every operation has completed or failed.
    package var isDone: Bool { tally.completed + tally.failed == states.count }

    /// The operations to send now; from here on they count as in flight. Empty while the window is full or all that is
    /// left waits.
    package mutating func next() -> [Int] {
        var ready: [Int] = []
        while tally.inFlight < window, let index = nextReady() {
            states[index] = .sent
            tally.inFlight += 1
            ready.append(index)
        }
        return ready
    }

    /// The server has acknowledged an operation, as new or as a duplicate.
    package mutating func completed(_ index: Int) {
        finish(index)
        tally.completed += 1
    }

    /// An operation will not be sent again.
    package mutating func failed(_ index: Int) {
        finish(index)
        tally.failed += 1
    }

    private mutating func nextReady() -> Int? {
        // What was freed lies before the cursor, so it goes first.
        if let index = released.popFirst() { return Int(index) }
        while cursor < states.count, parked < window * Self.lookaheadWindows {
            defer { cursor += 1 }
            if waitingFor[cursor] == 0 { return cursor }
            states[cursor] = .parked
            parked += 1
        }
        return nil
    }

    private mutating func finish(_ index: Int) {
        precondition(states[index] == .sent, "operation \(index) is \(states[index]), not in flight")
        states[index] = .finished
        tally.inFlight -= 1
        for dependent in dependents.first.of(index) { release(Int(dependent)) }
        for dependent in dependents.second.of(index) { release(Int(dependent)) }
    }

    private mutating func release(_ index: Int) {
        waitingFor[index] -= 1
        guard waitingFor[index] == 0, states[index] == .parked else { return }
        parked -= 1
        released.append(Int32(index))
    }
}
