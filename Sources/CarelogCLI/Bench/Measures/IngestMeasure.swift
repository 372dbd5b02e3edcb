internal import Client
internal import Wire

/// Durable messages through TCP: decide, log, acknowledge, and the views kept up.
struct IngestMeasure {
    /// On both sides.
    static let connections = 64

    func run(_ bench: inout Bench) async throws {
        let plan = bench.plan
        let bare = try await bench.bare()
        let database = try await bench.stage.database("care")
        let (medians, behind) = try await database.serving { server in
            let load = MessageLoad(connection: server.connection, connections: Self.connections)
            let views = Views(server: server)
            // A turn that does not count: caches fill, plans are made.
            _ = try await bare.rate(clients: Self.connections, seconds: 1)
            _ = try await load.run(.asAcknowledged, seconds: 1)
            var behind = Duration.zero
            let medians = try await plan.turns.medians {
                try await bare.rate(clients: Self.connections, seconds: plan.seconds)
            } _: {
                let before = try await views.messages().count
                let outcome = try await load.run(.asAcknowledged, seconds: Double(plan.seconds))
                let after = try await views.messages()
                guard after.count - before == outcome.acknowledged else {
                    throw BenchFailure(
                        "\(outcome.acknowledged) messages were acknowledged, \(after.count - before) are in the views")
                }
                behind = max(behind, after.waited)
                return outcome.perSecond
            }
            return (medians, behind)
        }
        bench.messagesPerSecondMax = medians.second
        bench.note(
            Figure(
                name: "message.receive over TCP, \(Self.connections) connections", unit: .perSecond,
                measured: medians.second,
                reference: .init(name: "bare INSERT, \(Self.connections) clients", value: medians.first),
                goal: .ratioAtLeast(1)))
        bench.note(
            Figure(
                name: "views behind after the last message", unit: .milliseconds,
                measured: behind / .milliseconds(1), goal: .atMost(1_000)))
    }

    /// What the views show.
    private struct Views {
        let server: BenchServer

        /// How many messages there are, and how long the views took to show the last.
        func messages() async throws -> (count: Int, waited: Duration) {
            let client = try await CarelogClient.connect(to: server.connection.endpoint(as: "connector"))
            let begin = ContinuousClock.now
            let stats = try await client.call(WorkspaceStats(atLeast: client.session.head - 1))
            let waited = ContinuousClock.now - begin
            await client.close()
            return (Int(stats.messages), waited)
        }
    }
}
