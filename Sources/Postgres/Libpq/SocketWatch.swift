internal import CLibpq
internal import Glibc
internal import Synchronization

/// Sees sockets become readable for connections whose callers run on a loop of their own.
///
/// libpq's socket can only be waited for, and a loop that waits for its clients does not let others wait in it. So the kernel
/// is asked to count into one descriptor whatever becomes readable (its asynchronous poll, Linux 4.18); the loop watches that
/// as it watches its clients, and calls `dispatch`: the answer of a statement is then read where its caller goes on.
///
/// **Source**: io_submit(2), `IOCB_CMD_POLL` and `IOCB_FLAG_RESFD`. **Isolation**: from anywhere.
package final class SocketWatch: Sendable {
    /// A connection that is watched. `block` is what the kernel knows its poll by, where it stands.
    private struct Place {
        let block: UnsafeMutablePointer<iocb>
        let becameReadable: @Sendable () -> Void
    }

    /// `@unchecked Sendable`: of the pointers only the addresses are used, as names for the kernel. The place owns what is behind
    /// its own, which ends in `remove`, by who has the connection's last turn, or with the watch.
    private struct State: @unchecked Sendable {
        var places: [UInt64: Place] = [:]
        var lastPlace: UInt64 = 0
        var isDispatched = false
    }

    private let context: UInt
    private let counter: Int32
    private let state = Mutex(State())

    /// Room for so many connections at least. Nil where the system refuses it: they wait for themselves then, as they do where
    /// there is no room for another.
    package init?(connections: Int = 64) {
        counter = clibpq_eventfd()
        var context: UInt = 0
        guard counter >= 0, clibpq_aio_setup(UInt32(connections), &context) == 0 else {
            if counter >= 0 { close(counter) }
            return nil
        }
        self.context = context
    }

    deinit {
        _ = clibpq_aio_destroy(context)
        close(counter)
        for place in state.withLock({ $0.places.values }) { place.block.deallocate() }
    }

    /// A counter (eventfd(2)) to be read whenever it can be, with a `dispatch` behind it; the caller closes it. Nil if the process
    /// has no descriptors left.
    package func counterDescriptor() -> Int32? {
        let copy = fcntl(counter, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : copy
    }

    /// How many connections have a place.
    var placesCount: Int { state.withLock { $0.places.count } }

    /// From here on somebody dispatches; before that nothing is watched.
    package func begin() { state.withLock { $0.isDispatched = true } }

    /// Reads what has arrived for whoever is watched.
    package func dispatch() {
        let most = 16
        withUnsafeTemporaryAllocation(of: io_event.self, capacity: most) { events in
            var count = most
            while count == most {
                count = clibpq_aio_events(context, events.baseAddress, most)
                for index in 0..<max(0, count) {
                    // One that has just been removed is nobody's.
                    state.withLock { $0.places[events[index].data] }?.becameReadable()
                }
            }
        }
    }

    /// Makes a place for a connection.
    func add(_ becameReadable: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            state.lastPlace += 1
            state.places[state.lastPlace] = Place(block: .allocate(capacity: 1), becameReadable: becameReadable)
            return state.lastPlace
        }
    }

    /// Watches a socket until it is readable, which it may be already; false if the system refuses.
    func watch(_ descriptor: Int32, for place: UInt64) -> Bool {
        guard let block = state.withLock({ $0.isDispatched ? $0.places[place]?.block : nil }) else { return false }
        return clibpq_aio_poll(context, block, descriptor, Int16(POLLIN), counter, place) == 1
    }

    /// Watches no longer. Until then the kernel keeps the socket open, whoever else has closed it.
    func unwatch(_ place: UInt64) {
        guard let block = state.withLock({ $0.places[place]?.block }) else { return }
        _ = clibpq_aio_cancel(context, block)
    }

    /// Gives the place up.
    func remove(_ place: UInt64) {
        unwatch(place)
        state.withLock { $0.places.removeValue(forKey: place) }?.block.deallocate()
    }
}
