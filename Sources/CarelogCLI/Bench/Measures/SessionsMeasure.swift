internal import Wire

/// What sessions cost that do nothing but live: both sides send their heartbeats.
struct SessionsMeasure {
    func run(_ bench: inout Bench) async throws {
        let sessions = bench.plan.isQuick ? 1_000 : 10_000
        // Long enough for every session to have had heartbeats from both sides.
        let idle = Limits.heartbeatInterval + .seconds(5)
        let database = try await bench.stage.database("care")
        let memory = try await database.serving { server in
            try await Blocking.run {
                try IdleSessions(server.connection, count: sessions).live(for: idle)
                return server.memory
            }
        }
        let name = "\(sessions) idle sessions, resident memory of the server"
        bench.note(
            Figure(name: name, unit: .megabytes, measured: memory.peak, goal: .atMost(400 * Double(sessions) / 10_000)))
    }
}

/// Sessions that only send heartbeats.
private final class IdleSessions {
    private let poller: SocketPoller
    private var sockets: [FrameSocket] = []
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
    private var heartbeats = 0

    init(_ connection: ConnectionFile, count: Int) throws {
        poller = try SocketPoller()
        for index in 0..<count {
            let socket = try FrameSocket(connection, as: "agent")
            try poller.watch(socket.descriptor, as: index)
            sockets.append(socket)
        }
    }

    deinit { scratch.deallocate() }

    /// Answers nothing, sends a heartbeat for every one that comes. **Errors**: a session ended, or heartbeats are missing.
    func live(for duration: Duration) throws {
        let ping = MessageEncoder.notification(SessionPing())
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end {
            try poller.poll(for: end - .now) { index in
                try sockets[index].receive(scratch) { _ in heartbeats += 1 }
                try sockets[index].send(ping)
            }
        }
        guard heartbeats >= sockets.count else {
            throw BenchFailure("\(sockets.count) sessions had \(heartbeats) heartbeats in \(duration)")
        }
    }
}
