internal import Synchronization

/// What others may know about a connection without asking its thread.
///
/// Isolation: written by who has the connection's turn, before it answers a caller, read from anywhere.
final class ConnectionStatus: Sendable {
    private let usable = Atomic<Bool>(false)
    private let quiescent = Atomic<Bool>(false)
    private let process = Atomic<Int32>(0)

    /// Connected, as far as is known.
    var isUsable: Bool { usable.load(ordering: .acquiring) }
    /// Nothing asked, nothing unanswered, no transaction open: fit for the next user.
    var isQuiescent: Bool { quiescent.load(ordering: .acquiring) }
    /// The server process that serves this connection; 0 before it is known.
    var backendPID: Int32 { process.load(ordering: .acquiring) }

    func connected(to process: Int32) {
        self.process.store(process, ordering: .releasing)
        quiescent.store(true, ordering: .releasing)
        usable.store(true, ordering: .releasing)
    }

    func update(isQuiescent: Bool) { quiescent.store(isQuiescent, ordering: .releasing) }

    func ended() {
        usable.store(false, ordering: .releasing)
        quiescent.store(false, ordering: .releasing)
    }
}
