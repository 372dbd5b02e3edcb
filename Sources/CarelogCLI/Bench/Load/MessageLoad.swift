internal import DequeModule
internal import Glibc

/// Connectors that bring in messages, one in flight on each connection; every fourth comes from somebody new and so
/// opens a ticket. Every answer is checked.
struct MessageLoad: Sendable {
    let connection: ConnectionFile
    let connections: Int

    /// When messages are sent.
    enum Pace: Sendable {
        /// Each connection sends the next one as soon as the last is acknowledged.
        case asAcknowledged
        /// They come due at random, so many a second, whether the server keeps up or not; one that finds every
        /// connection busy waits, and its time counts from when it was due.
        case offered(perSecond: Double)
    }

    /// What came of it.
    struct Outcome: Sendable {
        var acknowledged = 0
        var elapsed = Duration.zero
        var latencies = Latencies()

        var perSecond: Double { Double(acknowledged) / (elapsed / .seconds(1)) }
    }

    /// How long after the end what is still under way may take.
    static let drainMax = Duration.seconds(20)

    /// Runs it on a thread of its own.
    func run(_ pace: Pace, seconds: Double) async throws -> Outcome {
        try await Blocking.run {
            let run = try MessageLoadRun(connection, connections: connections, pace: pace)
            return try run.run(for: .seconds(seconds))
        }
    }
}

/// One run, on one thread.
private final class MessageLoadRun {
    private struct Sender {
        let socket: FrameSocket
        var customers: [(UInt64, UInt64)] = []
        var sent = 0
        /// When the one in flight was due; nil while there is none.
        var due: ContinuousClock.Instant?
    }

    private let pace: MessageLoad.Pace
    private let poller: SocketPoller
    private var senders: [Sender] = []
    private var idle: [Int] = []
    /// Those that came due while every connection was busy.
    private var waiting: Deque<ContinuousClock.Instant> = []
    private var template = MessageTemplate()
    private var random = SeededRandom()
    private var outcome = MessageLoad.Outcome()
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)

    init(_ connection: ConnectionFile, connections: Int, pace: MessageLoad.Pace) throws {
        self.pace = pace
        poller = try SocketPoller()
        for index in 0..<connections {
            let socket = try FrameSocket(connection, as: "connector")
            try poller.watch(socket.descriptor, as: index)
            senders.append(Sender(socket: socket))
        }
        idle = Array((0..<connections).reversed())
    }

    deinit { scratch.deallocate() }

    func run(for duration: Duration) throws -> MessageLoad.Outcome {
        let begin = ContinuousClock.now
        let end = begin + duration
        var now = begin
        var nextDue = begin
        while now < end || !isDrained {
            var wake = end
            if now >= end {
                guard now < end + MessageLoad.drainMax else {
                    throw BenchFailure("\(waiting.count) messages were still waiting to be sent long after the end")
                }
                wake = end + MessageLoad.drainMax
            } else {
                switch pace {
                case .asAcknowledged: while let index = idle.popLast() { try send(on: index, due: .now) }
                case .offered(let perSecond):
                    while nextDue <= now {
                        waiting.append(nextDue)
                        nextDue += .seconds(interval(perSecond))
                    }
                    wake = min(end, nextDue)
                }
            }
            while let due = waiting.first, let index = idle.popLast() {
                waiting.removeFirst()
                try send(on: index, due: due)
            }
            try poller.poll(for: wake - .now) { try receive(on: $0) }
            now = .now
        }
        outcome.elapsed = now - begin
        return outcome
    }

    private var isDrained: Bool { waiting.isEmpty && idle.count == senders.count }

    /// Between two that are offered: exponentially distributed, as independent people make it.
    private func interval(_ perSecond: Double) -> Double { -log(1 - random.unit()) / perSecond }

    private func send(on index: Int, due: ContinuousClock.Instant) throws {
        let isNew = senders[index].sent.isMultiple(of: 4)
        if isNew { senders[index].customers.append((random.next(), random.next())) }
        let count = senders[index].customers.count
        let customer = isNew ? count - 1 : Int(random.next() % UInt64(count))
        template.fill(customer: senders[index].customers[customer], using: &random)
        senders[index].sent += 1
        senders[index].due = due
        try senders[index].socket.send(template.frame)
    }

    private func receive(on index: Int) throws {
        try senders[index].socket.receive(scratch) { body in
            guard try MessageTemplate.isAcknowledgement(body), let due = senders[index].due else { return }
            outcome.latencies.record(.now - due)
            outcome.acknowledged += 1
            senders[index].due = nil
            idle.append(index)
        }
    }
}
