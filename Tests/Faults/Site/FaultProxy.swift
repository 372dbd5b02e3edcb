internal import Foundation
internal import Glibc
internal import Support
internal import Synchronization

/// A wire that can be stalled, made deaf, slowed down and cut, in either direction.
///
/// A stall is what TCP shows of a network that drops everything: nothing arrives until it is mended, and then all of it
/// does. Two threads for each connection; ends when it is cut or gone.
package final class FaultProxy: Sendable {
    /// What becomes of bytes.
    package enum Flow: Sendable {
        case pass
        /// They wait, and so does whoever sends more than buffers hold.
        case stall
        /// They are thrown away.
        case discard
    }

    /// How a direction behaves.
    package struct Quality: Sendable {
        package var flow: Flow
        /// Every chunk is so late.
        package var delay: Duration
        /// **Units**: bytes a second; nil for no bound.
        package var bytesPerSecond: Int?

        package init(_ flow: Flow = .pass, delay: Duration = .zero, bytesPerSecond: Int? = nil) {
            self.flow = flow
            self.delay = delay
            self.bytesPerSecond = bytesPerSecond
        }
    }

    /// Where to listen or to connect to.
    package enum Place: Sendable {
        /// A port of 127.0.0.1; 0 listens on any.
        case tcp(Int)
        case unix(String)
    }

    /// The port it listens on, if it listens on one.
    package let port: Int
    private let wire: ProxyWire

    /// `target` is asked anew for every connection.
    package init(listeningOn place: Place, to target: @escaping @Sendable () -> Place) throws {
        let listener = try FaultSocket.listen(on: place)
        port = FaultSocket.port(of: listener)
        let wire = ProxyWire(listener: listener, target: target)
        self.wire = wire
        // Ends when the listener is shut down.
        Thread.detachNewThread { wire.accept() }
    }

    deinit { wire.end() }

    /// From now on, for connections that are open and those to come; `up` is from the client to the server.
    package func set(up: Quality = Quality(), down: Quality = Quality()) { wire.set(up: up, down: down) }

    /// Cuts every connection; new ones are taken.
    package func cut() { wire.cut() }

    /// Chunks that were thrown away so far.
    package var discarded: Int { wire.discarded }
}

/// The state and the threads of a proxy; kept alive by its threads.
private final class ProxyWire: @unchecked Sendable {
    // Everything below `condition` is guarded by it.
    private let listener: Int32
    private let target: @Sendable () -> FaultProxy.Place
    private let condition = NSCondition()
    private var up = FaultProxy.Quality()
    private var down = FaultProxy.Quality()
    private var open: [ObjectIdentifier: ProxyPair] = [:]
    private var hasEnded = false
    private var discardedChunks = 0

    init(listener: Int32, target: @escaping @Sendable () -> FaultProxy.Place) {
        self.listener = listener
        self.target = target
    }

    deinit { close(listener) }

    var discarded: Int { condition.withLock { discardedChunks } }

    func set(up: FaultProxy.Quality, down: FaultProxy.Quality) {
        condition.withLock {
            self.up = up
            self.down = down
            condition.broadcast()
        }
    }

    func cut() {
        condition.withLock {
            for pair in open.values { pair.shut() }
            open = [:]
            condition.broadcast()
        }
    }

    func end() {
        condition.withLock { hasEnded = true }
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    func accept() {
        while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard let server = FaultSocket.connect(to: target()) else {
                close(client)
                continue
            }
            let pair = ProxyPair(client: client, server: server)
            let isTaken = condition.withLock {
                if !hasEnded { open[ObjectIdentifier(pair)] = pair }
                return !hasEnded
            }
            guard isTaken else { return }
            Thread.detachNewThread { self.pump(pair, isUp: true) }
            Thread.detachNewThread { self.pump(pair, isUp: false) }
        }
    }

    private func pump(_ pair: ProxyPair, isUp: Bool) {
        let (source, sink) = isUp ? (pair.client, pair.server) : (pair.server, pair.client)
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            guard let quality = awaitPassage(of: pair, isUp: isUp) else { break }
            if quality.flow == .discard { continue }
            var pause = quality.delay
            if let rate = quality.bytesPerSecond { pause += .seconds(Double(count) / Double(rate)) }
            if pause > .zero { usleep(UInt32(min(pause / .microseconds(1), 60_000_000))) }
            if !FaultSocket.send(sink, buffer[0..<count]) { break }
        }
        pair.shut()
        condition.withLock { _ = open.removeValue(forKey: ObjectIdentifier(pair)) }
    }

    /// Waits while the direction is stalled; nil if the connection was cut.
    private func awaitPassage(of pair: ProxyPair, isUp: Bool) -> FaultProxy.Quality? {
        condition.withLock {
            while true {
                if open[ObjectIdentifier(pair)] == nil { return nil }
                let quality = isUp ? up : down
                if quality.flow == .discard { discardedChunks += 1 }
                if quality.flow != .stall { return quality }
                condition.wait()
            }
        }
    }
}

/// Both ends of a connection; closed when both pumps have let go of it.
private final class ProxyPair: Sendable {
    let client: Int32
    let server: Int32

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        close(client)
        close(server)
    }

    func shut() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }
}

/// Sockets as the proxy needs them; everything blocks.
enum FaultSocket {
    static func listen(on place: FaultProxy.Place) throws -> Int32 {
        let descriptor = make(place)
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(place, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 1_024) == 0 else {
            throw SupportError("cannot listen on \(place): errno \(errno)")
        }
        return descriptor
    }

    static func connect(to place: FaultProxy.Place) -> Int32? {
        let descriptor = make(place)
        guard withAddress(place, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func port(of descriptor: Int32) -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return address.sin_family == sa_family_t(AF_INET) ? Int(UInt16(bigEndian: address.sin_port)) : 0
    }

    /// Sends all of it; false if the other side is gone.
    static func send(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private static func make(_ place: FaultProxy.Place) -> Int32 {
        let descriptor: Int32
        switch place {
        case .tcp:
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        case .unix: descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func withAddress(
        _ place: FaultProxy.Place, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        switch place {
        case .tcp(let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return withPointer(to: address, body)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8.prefix(107))
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            return withPointer(to: address, body)
        }
    }

    private static func withPointer<Address>(
        to address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
