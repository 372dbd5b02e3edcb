internal import Wire

/// The whole log to one subscriber over TCP, beside COPY of the same log.
struct ReplayMeasure {
    func run(_ bench: inout Bench) async throws {
        let log = try await SeededLog.open(on: bench.stage, tickets: bench.plan.ticketsMany)
        try await log.foldIfNeeded()
        let copy: Double
        if let known = bench.copyPerSecond {
            copy = known
        } else {
            let reference = try CopyOut(log)
            var rates: [Double] = []
            for _ in 0..<3 { rates.append(try await reference.rate()) }
            copy = Median.of(rates)
        }
        let (events, elapsed) = try await log.database.serving { server in
            try await Blocking.run { try Replay(server.connection).run(to: Int64(log.events)) }
        }
        bench.note(
            Figure(
                name: "replay to one subscriber over TCP, \(events) events", unit: .perSecond,
                measured: Double(events) / (elapsed / .seconds(1)),
                reference: .init(name: "COPY log.event TO STDOUT", value: copy), goal: .ratioAtLeast(0.2)))
    }
}

/// One subscriber from the beginning of the log.
private final class Replay {
    /// After this long what was read so far is the measurement.
    private static let patience = Duration.seconds(60)
    /// Granted anew when half of it is used up.
    private static let credit = Int64(Limits.creditEvents.upperBound)

    private let socket: FrameSocket
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 8)

    init(_ connection: ConnectionFile) throws { socket = try FrameSocket(connection, as: "auditor") }

    deinit { scratch.deallocate() }

    /// How many events came, and in what time. **Errors**: their ranges do not tile.
    func run(to end: Int64) throws -> (events: Int, elapsed: Duration) {
        let begin = ContinuousClock.now
        try socket.send(
            MessageEncoder.request(id: .int(1), LogSubscribe(after: -1, credit: Int(Self.credit))))
        var subscription: String?
        var upTo: Int64 = -1
        var granted = Self.credit - 1
        var requests: Int64 = 1
        while upTo < end - 1, ContinuousClock.now - begin < Self.patience {
            try socket.receive(scratch) { body in
                if let covered = try CoveredRange(body) {
                    guard covered.after == upTo else {
                        throw BenchFailure("after \(upTo) came \(covered.after + 1) to \(covered.upTo)")
                    }
                    upTo = covered.upTo
                } else if subscription == nil {
                    subscription = try Self.subscription(body)
                }
            }
            // A little less than what is used up, which is always allowed.
            let used = upTo + Self.credit - granted - 1
            if let subscription, used >= Self.credit / 2 {
                requests += 1
                granted += used
                try socket.send(
                    MessageEncoder.request(
                        id: .int(requests), SubscriptionCredit(subscription: subscription, events: Int(used))))
            }
        }
        return (Int(upTo + 1), ContinuousClock.now - begin)
    }

    /// The name in the answer to `log.subscribe`; nil for anything else.
    private static func subscription(_ body: UnsafeRawBufferPointer) throws -> String? {
        guard case .response(let response) = try Envelope(parsing: Array(body), limits: Limits.jsonClient) else {
            return nil
        }
        return try response.decode(as: LogSubscribeResult.self).subscription
    }
}
