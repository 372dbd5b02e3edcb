internal import Foundation
internal import Glibc
package import Postgres
internal import Synchronization

/// A wire between a client and a server that can go deaf, be cut, or stay silent from the start.
///
/// It listens on a unix socket of its own and forwards bytes both ways, on threads of its own, until it is cut or gone.
package final class Relay: Sendable {
    private let directory: String
    private let wire: Wire

    /// Forwards to `server`; with nil it accepts connections and never answers.
    package init(to server: PostgresServer?) throws {
        var template = Array("/tmp/carelog-relay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SupportError("cannot make a directory: errno \(errno)") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let target = server.map { "\($0.directory)/.s.PGSQL.\($0.port)" }
        let wire = try Wire(listeningOn: "\(directory)/.s.PGSQL.5432", target: target)
        self.wire = wire
        // Ends when the wire is cut.
        if target != nil { Thread.detachNewThread { wire.accept() } }
    }

    deinit {
        wire.cut()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// How to reach a database of the server through this wire.
    package func connection(database: String = "postgres") -> PostgresConfiguration {
        PostgresConfiguration(host: directory, port: 5432, database: database, user: "postgres")
    }

    /// From now on nothing from the server reaches any client; the other direction goes on.
    package func goDeaf() { wire.state.withLock { $0.deafUpTo = .max } }

    /// Connections that are open stay deaf; new ones hear.
    package func hearForNewConnections() { wire.state.withLock { $0.deafUpTo = $0.accepted } }

    /// Both directions end, for all connections, and no new one is taken.
    package func cut() { wire.cut() }
}

/// The descriptors and threads of a relay; kept alive by its threads.
private final class Wire: Sendable {
    struct State {
        var descriptors: [Int32] = []
        /// Connections up to this number hear nothing: bytes from the server are thrown away.
        var deafUpTo = 0
        var accepted = 0
        var isCut = false
    }

    let state = Mutex(State())
    private let listener: Int32
    private let target: String?

    init(listeningOn path: String, target: String?) throws {
        self.target = target
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        let isBound = Self.withAddress(path) { bind(listener, $0, $1) == 0 }
        guard isBound, listen(listener, 64) == 0 else { throw SupportError("cannot listen: errno \(errno)") }
    }

    deinit { close(listener) }

    func cut() {
        state.withLock { state in
            state.isCut = true
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
            state.descriptors = []
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    func accept() {
        while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            for descriptor in [client, server] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            let isConnected = Self.withAddress(target ?? "") { connect(server, $0, $1) == 0 }
            let number: Int? = state.withLock { state in
                guard isConnected, !state.isCut else { return nil }
                state.descriptors += [client, server]
                state.accepted += 1
                return state.accepted
            }
            guard let number else {
                close(client)
                close(server)
                continue
            }
            Thread.detachNewThread { self.pump(from: client, to: server, answering: nil) }
            Thread.detachNewThread { self.pump(from: server, to: client, answering: number) }
        }
    }

    /// Copies bytes until one side ends, then ends the other. The descriptors stay open until the process ends: the other
    /// pump may still use them, and a test makes few.
    private func pump(from source: Int32, to sink: Int32, answering number: Int?) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            if let number, state.withLock({ number <= $0.deafUpTo }) { continue }
            var sent = 0
            while sent < count {
                let written = buffer.withUnsafeBytes {
                    send(sink, $0.baseAddress.map { $0 + sent }, count - sent, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { break }
                sent += written
            }
        }
        shutdown(sink, Int32(SHUT_RDWR))
        shutdown(source, Int32(SHUT_RDWR))
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8.prefix(107))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
