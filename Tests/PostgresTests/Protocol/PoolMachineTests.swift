import Testing

@testable import Postgres

@Suite("The pool machine")
struct PoolMachineTests {
    typealias Connection = PoolMachine.ConnectionID
    typealias Waiter = PoolMachine.WaiterID

    /// A pool with so many connections lent.
    private func pool(connectionsMax: Int, lent: Int, waitersMax: Int = 10) -> PoolMachine {
        var pool = PoolMachine(connectionsMax: connectionsMax, waitersMax: waitersMax)
        for number in 1...UInt64(max(1, lent)) where lent > 0 {
            _ = pool.acquire(Waiter(number: 100 + number))
            pool.connected(Connection(number: number))
        }
        return pool
    }

    @Test("an empty pool tells the first caller to connect")
    func first() {
        var pool = pool(connectionsMax: 2, lent: 0)
        #expect(pool.acquire(.init(number: 1)) == .grant(.connect(.init(number: 1), notBefore: nil)))
        pool.connected(.init(number: 1))
        #expect(pool.leased == [.init(number: 1)])
    }

    @Test("a connection that comes back is lent again, the last one first")
    func reuse() {
        var pool = pool(connectionsMax: 2, lent: 2)
        #expect(pool.release(.init(number: 1), isReusable: true) == .keep)
        #expect(pool.release(.init(number: 2), isReusable: true) == .keep)
        #expect(pool.acquire(.init(number: 1)) == .grant(.use(.init(number: 2))))
    }

    @Test("beyond the limit callers wait and are served in their order")
    func order() {
        var pool = pool(connectionsMax: 1, lent: 1)
        #expect(pool.acquire(.init(number: 1)) == .wait)
        #expect(pool.acquire(.init(number: 2)) == .wait)
        #expect(pool.promote() == nil)
        _ = pool.release(.init(number: 1), isReusable: true)
        #expect(pool.promote()?.0 == .init(number: 1))
        #expect(pool.promote() == nil)
    }

    @Test("a newcomer does not overtake those who wait")
    func noOvertaking() {
        var pool = pool(connectionsMax: 1, lent: 1)
        _ = pool.acquire(.init(number: 1))
        _ = pool.release(.init(number: 1), isReusable: true)
        #expect(pool.acquire(.init(number: 2)) == .wait)
        #expect(pool.promote()?.0 == .init(number: 1))
    }

    @Test("a broken connection makes room for a new one")
    func replacement() {
        var pool = pool(connectionsMax: 1, lent: 1)
        _ = pool.acquire(.init(number: 1))
        #expect(pool.release(.init(number: 1), isReusable: false) == .drop)
        guard let (waiter, grant) = pool.promote() else {
            Issue.record("nobody was served")
            return
        }
        #expect(waiter == .init(number: 1))
        #expect(grant == .connect(.init(number: 2), notBefore: nil))
    }

    @Test("beyond the bound of waiters a caller is refused")
    func waitersAreBounded() {
        var pool = pool(connectionsMax: 1, lent: 1, waitersMax: 1)
        #expect(pool.acquire(.init(number: 1)) == .wait)
        #expect(pool.acquire(.init(number: 2)) == .refuse(.tooManyWaiters))
    }

    @Test("while the server is away one attempt runs at a time, after the backoff, and the one who tried stays first")
    func backoff() {
        var pool = pool(connectionsMax: 4, lent: 0)
        let soon = start.advanced(by: .seconds(1))
        _ = pool.acquire(.init(number: 1))
        #expect(pool.connectFailed(.init(number: 1)) == 1)
        pool.backOff(until: soon)
        #expect(pool.acquire(.init(number: 2)) == .grant(.connect(.init(number: 2), notBefore: soon)))
        #expect(pool.acquire(.init(number: 3)) == .wait)
        #expect(pool.acquire(.init(number: 1), isRetry: true) == .wait)
        #expect(pool.connectFailed(.init(number: 2)) == 2)
        #expect(pool.promote()?.0 == .init(number: 1))
        #expect(pool.promote() == nil)
    }

    @Test("a success ends the backoff for everyone")
    func recovery() {
        var pool = pool(connectionsMax: 4, lent: 0)
        _ = pool.acquire(.init(number: 1))
        _ = pool.connectFailed(.init(number: 1))
        pool.backOff(until: start)
        _ = pool.acquire(.init(number: 1), isRetry: true)
        _ = pool.acquire(.init(number: 2))
        pool.connected(.init(number: 2))
        guard let (_, grant) = pool.promote() else {
            Issue.record("nobody was served")
            return
        }
        #expect(grant == .connect(.init(number: 3), notBefore: nil))
        #expect(pool.failures == 0)
    }

    @Test("an attempt that was given up lets the next in line try")
    func abandonedAttempt() {
        var pool = pool(connectionsMax: 1, lent: 0)
        _ = pool.acquire(.init(number: 1))
        _ = pool.acquire(.init(number: 2))
        pool.connectAbandoned(.init(number: 1))
        #expect(pool.promote()?.0 == .init(number: 2))
        #expect(pool.failures == 0)
    }

    @Test("a waiter is forgotten once, and not after it was served")
    func forget() {
        var pool = pool(connectionsMax: 1, lent: 1)
        _ = pool.acquire(.init(number: 1))
        #expect([pool.forget(.init(number: 1)), pool.forget(.init(number: 1))] == [true, false])
        _ = pool.release(.init(number: 1), isReusable: true)
        #expect(pool.promote() == nil)
    }

    @Test("a closed pool refuses everyone and is drained when the last connection is back")
    func close() {
        var pool = pool(connectionsMax: 2, lent: 2)
        _ = pool.acquire(.init(number: 1))
        _ = pool.release(.init(number: 2), isReusable: true)
        let (waiters, idle) = pool.close()
        #expect(waiters == [.init(number: 1)])
        #expect(idle == [.init(number: 2)])
        #expect(pool.acquire(.init(number: 3)) == .refuse(.closed))
        #expect(!pool.isDrained)
        #expect(pool.release(.init(number: 1), isReusable: true) == .drop)
        #expect(pool.isDrained)
    }

    @Test("inputs about connections that the pool does not know change nothing")
    func unknown() {
        var pool = pool(connectionsMax: 1, lent: 0)
        pool.connected(.init(number: 7))
        #expect(pool.connectFailed(.init(number: 7)) == 0)
        #expect(pool.release(.init(number: 7), isReusable: true) == .drop)
        #expect(pool.idle.isEmpty && pool.leased.isEmpty)
    }
}
