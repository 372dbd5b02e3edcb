/// How long one command takes: alone, and while the server is half busy. Offered load on both sides: what waits for a busy
/// connection has been waiting since it was due.
struct LatencyMeasure {
    /// Few enough that a command finds nothing else to do.
    private static let idlePerSecond = 50

    func run(_ bench: inout Bench) async throws {
        let plan = bench.plan
        let bare = try await bench.bare()
        let database = try await bench.stage.database("care")
        let known = bench.messagesPerSecondMax
        let (idle, busy, bareBusy, half) = try await database.serving { server in
            let one = MessageLoad(connection: server.connection, connections: 1)
            let many = MessageLoad(connection: server.connection, connections: IngestMeasure.connections)
            // Also the turn that does not count.
            let warm = try await many.run(.asAcknowledged, seconds: known == nil ? 3 : 1).perSecond
            let half = (known ?? warm) / 2
            let idle = try await plan.turns.medians {
                try await bare.latencies(clients: 1, perSecond: Self.idlePerSecond, seconds: plan.seconds)
                    .milliseconds(at: 50)
            } _: {
                try await one.run(.offered(perSecond: Double(Self.idlePerSecond)), seconds: Double(plan.seconds))
                    .latencies.milliseconds(at: 50)
            }
            let (busy, bareBusy) = try await plan.turns.medians {
                try await many.run(.offered(perSecond: half), seconds: Double(plan.seconds))
                    .latencies.milliseconds(at: 99)
            } _: {
                try await bare.latencies(
                    clients: IngestMeasure.connections, perSecond: Int(half), seconds: plan.seconds
                ).milliseconds(at: 99)
            }
            return (idle, busy, bareBusy, half)
        }
        let reference = Figure.Reference(name: "bare INSERT, 1 client, p50", value: idle.first)
        bench.note(
            Figure(
                name: "message.receive on an idle server, p50", unit: .milliseconds, measured: idle.second,
                reference: reference, goal: .ratioAtMost(3)))
        let load = "at half load (\(Decimals.text(half, places: 0))/s)"
        bench.note(
            Figure(
                name: "message.receive \(load), p99", unit: .milliseconds, measured: busy, reference: reference,
                goal: .ratioAtMost(10)))
        // What of it is the machine's: the disk and the processors stall for plain PostgreSQL as well.
        bench.note(
            Figure(
                name: "the same beside bare INSERTs \(load), p99", unit: .milliseconds, measured: busy,
                reference: Figure.Reference(
                    name: "bare INSERT, \(IngestMeasure.connections) clients, p99", value: bareBusy)))
    }
}
