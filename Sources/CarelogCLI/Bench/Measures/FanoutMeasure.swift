internal import Wire

/// One event to a thousand agents who all follow the log: how long after the command was sent the last one has it.
struct FanoutMeasure {
    private static let subscribers = 1_000

    func run(_ bench: inout Bench) async throws {
        let tries = bench.plan.isQuick ? 10 : 50
        let database = try await bench.stage.database("care")
        let latencies = try await database.serving { server in
            try await Blocking.run {
                try Fanout(server.connection, subscribers: Self.subscribers).run(tries: tries)
            }
        }
        bench.note(
            Figure(
                name: "one event to \(Self.subscribers) subscribers, the last has it", unit: .milliseconds,
                measured: Median.of(latencies), goal: .atMost(30)))
    }
}

/// Many subscribers and one who makes news.
private final class Fanout {
    private static let patience = Duration.seconds(30)

    private let sender: FrameSocket
    private let poller: SocketPoller
    private var sockets: [FrameSocket] = []
    private var upTo: [Int64] = []
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
    private var template = MessageTemplate()
    private var random = SeededRandom()

    init(_ connection: ConnectionFile, subscribers: Int) throws {
        sender = try FrameSocket(connection, as: "connector")
        poller = try SocketPoller()
        let customer = (random.next(), random.next())
        // Opens the ticket: what follows is one event each.
        template.fill(customer: customer, using: &random)
        try sender.send(template.frame)
        let head = try Self.position(try sender.awaitResult())
        for index in 0..<subscribers {
            let socket = try FrameSocket(connection, as: "agent")
            try socket.send(MessageEncoder.request(id: .int(1), LogSubscribe(after: head, credit: 4_096)))
            try socket.awaitResult()
            try poller.watch(socket.descriptor, as: index)
            sockets.append(socket)
            upTo.append(head)
        }
        self.customer = customer
        self.head = head
    }

    private let customer: (UInt64, UInt64)
    private var head: Int64

    deinit { scratch.deallocate() }

    /// Of each try, in milliseconds.
    func run(tries: Int) throws -> [Double] {
        var latencies: [Double] = []
        for _ in 0..<tries { latencies.append(try once() / .milliseconds(1)) }
        // The first pays for caches.
        return Array(latencies.dropFirst())
    }

    private func once() throws -> Duration {
        template.fill(customer: customer, using: &random)
        let begin = ContinuousClock.now
        try sender.send(template.frame)
        var missing = sockets.count
        while missing > 0 {
            guard ContinuousClock.now - begin < Self.patience else {
                throw BenchFailure("\(missing) subscribers did not hear of an event")
            }
            try poller.poll(for: .seconds(1)) { index in
                try sockets[index].receive(scratch) { body in
                    guard let covered = try CoveredRange(body) else { return }
                    guard covered.after == upTo[index] else { throw BenchFailure("a subscriber missed something") }
                    if upTo[index] == head { missing -= 1 }
                    upTo[index] = covered.upTo
                }
            }
        }
        let elapsed = ContinuousClock.now - begin
        let position = try Self.position(try sender.awaitResult())
        guard position == head + 1, upTo.allSatisfy({ $0 == position }) else {
            throw BenchFailure("a message made events up to \(position), \(head + 1) was expected")
        }
        head = position
        return elapsed
    }

    private static func position(_ answer: [UInt8]) throws -> Int64 {
        guard case .response(let response) = try Envelope(parsing: answer, limits: Limits.jsonClient) else {
            throw BenchFailure("that is no answer")
        }
        return try response.decode(as: MessageReceiveResult.self).position
    }
}
