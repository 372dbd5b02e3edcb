/// Who gets which connection of a pool, as a value: no connection, no continuation, no clock.
///
/// Waiters are served in the order they came. Connections are made by those who wait for them, one at a time while the
/// server cannot be reached. Ids name connections and waiters; the driver asks `promote` after every input that may have
/// made room.
struct PoolMachine: Sendable {
    struct ConnectionID: Hashable, Sendable { let number: UInt64 }
    struct WaiterID: Hashable, Sendable { let number: UInt64 }

    /// What a waiter is told to do.
    enum Grant: Equatable {
        case use(ConnectionID)
        /// Make a connection under this id, not before the time given.
        case connect(ConnectionID, notBefore: ContinuousClock.Instant?)
    }

    enum AcquireAction: Equatable {
        case grant(Grant)
        case wait
        case refuse(Refusal)
    }

    enum Refusal: Equatable { case closed, tooManyWaiters }

    /// Connections at most; further callers wait.
    let connectionsMax: Int
    /// Callers that wait at most; the next is refused.
    let waitersMax: Int
    /// The most recently used last: it is the warmest and is lent first.
    private(set) var idle: [ConnectionID] = []
    private(set) var leased: Set<ConnectionID> = []
    private(set) var connecting: Set<ConnectionID> = []
    private(set) var waiters = FIFO<WaiterID>()
    /// Failed attempts since the last success.
    private(set) var failures = 0
    private(set) var isClosed = false
    private var notBefore: ContinuousClock.Instant?
    private var lastConnection: UInt64 = 0

    init(connectionsMax: Int, waitersMax: Int) {
        precondition(connectionsMax > 0 && waitersMax >= 0, "a pool needs room for a connection")
        self.connectionsMax = connectionsMax
        self.waitersMax = waitersMax
    }

    /// Someone needs a connection; one whose attempt failed goes to the front of the line.
    mutating func acquire(_ waiter: WaiterID, isRetry: Bool = false) -> AcquireAction {
        guard !isClosed else { return .refuse(.closed) }
        if isRetry || waiters.isEmpty, let grant = take() { return .grant(grant) }
        guard isRetry || waiters.count < waitersMax else { return .refuse(.tooManyWaiters) }
        if isRetry { waiters.prepend(waiter) } else { waiters.append(waiter) }
        return .wait
    }

    /// Serves the first in line if something is there for it; ask again until nil.
    mutating func promote() -> (WaiterID, Grant)? {
        guard !isClosed, let waiter = waiters.first, let grant = take() else { return nil }
        _ = waiters.popFirst()
        return (waiter, grant)
    }

    private mutating func take() -> Grant? {
        if let id = idle.popLast() {
            leased.insert(id)
            return .use(id)
        }
        guard idle.count + leased.count + connecting.count < connectionsMax else { return nil }
        // While the server is away one attempt at a time is enough to find out when it is back.
        guard failures == 0 || connecting.isEmpty else { return nil }
        lastConnection += 1
        let id = ConnectionID(number: lastConnection)
        connecting.insert(id)
        return .connect(id, notBefore: notBefore)
    }

    /// The attempt succeeded; its maker has the connection.
    mutating func connected(_ id: ConnectionID) {
        guard connecting.remove(id) != nil else { return }
        leased.insert(id)
        failures = 0
        notBefore = nil
    }

    /// The attempt failed: how many in a row. The next waits until `notBefore`, given by `backOff`.
    mutating func connectFailed(_ id: ConnectionID) -> Int {
        guard connecting.remove(id) != nil else { return failures }
        failures += 1
        return failures
    }

    /// No attempt starts before this time.
    mutating func backOff(until time: ContinuousClock.Instant) {
        notBefore = max(notBefore ?? time, time)
    }

    /// The attempt was given up for the maker's own reasons, which say nothing about the server.
    mutating func connectAbandoned(_ id: ConnectionID) { connecting.remove(id) }

    enum ReleaseAction: Equatable {
        case keep
        /// Take the connection out of the pool.
        case drop
    }

    /// A lease ended.
    mutating func release(_ id: ConnectionID, isReusable: Bool) -> ReleaseAction {
        guard leased.remove(id) != nil else { return .drop }
        guard isReusable, !isClosed else { return .drop }
        idle.append(id)
        return .keep
    }

    /// A waiter gave up. False when it has been granted something already, which must be given back.
    mutating func forget(_ waiter: WaiterID) -> Bool { !waiters.removeAll { $0 == waiter }.isEmpty }

    /// Refuses everyone from now on: those who wait, and connections nobody uses.
    mutating func close() -> (waiters: [WaiterID], idle: [ConnectionID]) {
        isClosed = true
        let waiting = waiters.removeAll { _ in true }
        defer { idle = [] }
        return (waiting, idle)
    }

    /// After `close`: nothing is lent and nothing is being made.
    var isDrained: Bool { isClosed && leased.isEmpty && connecting.isEmpty }
}
