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
        let (medians, behind, spent) = try await database.serving { server in
            let load = MessageLoad(connection: server.connection, connections: Self.connections)
            let views = Views(server: server)
            // A turn that does not count: caches fill, plans are made.
            _ = try await bare.rate(clients: Self.connections, seconds: 1)
            _ = try await load.run(.asAcknowledged, seconds: 1)
            var behind = Duration.zero
            var spent = Spent()
            let medians = try await plan.turns.medians {
                let before = Processors(bench.stage, server)
                let rate = try await bare.rate(clients: Self.connections, seconds: plan.seconds)
                spent.note(rows: rate * Double(plan.seconds), Processors(bench.stage, server), since: before)
                return rate
            } _: {
                let before = try await views.messages().count
                let processors = Processors(bench.stage, server)
                let outcome = try await load.run(.asAcknowledged, seconds: Double(plan.seconds))
                spent.note(messages: outcome.acknowledged, Processors(bench.stage, server), since: processors)
                let after = try await views.messages()
                guard after.count - before == outcome.acknowledged else {
                    throw BenchFailure(
                        "\(outcome.acknowledged) messages were acknowledged, \(after.count - before) are in the views")
                }
                behind = max(behind, after.waited)
                return outcome.perSecond
            }
            return (medians, behind, spent)
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
        for figure in spent.figures { bench.note(figure) }
        bench.note(
            Figure(
                name: "the least of PostgreSQL's: the same rows, written inside of it", unit: .microseconds,
                measured: try await BareMessages(database).processorTime(messages: plan.isQuick ? 10_000 : 50_000),
                reference: spent.reference))
    }

    /// What everybody had of the processors up to a moment.
    private struct Processors {
        let postgres: ProcessorTime
        let server: ProcessorTime
        let client: ProcessorTime
        let pgbench: ProcessorTime

        init(_ stage: BenchStage, _ server: BenchServer) {
            postgres = ProcessorTime(ofPostgresIn: stage.directory)
            self.server = ProcessorTime(of: server.process)
            client = ProcessorTime.own
            pgbench = ProcessorTime.ofEnded
        }
    }

    /// Where the processors' time goes, with a message and with a bare row. Ratios do not depend on how fast they are today.
    private struct Spent {
        private var messages = 0.0
        private var rows = 0.0
        /// **Units** of all: seconds.
        private var postgres = 0.0
        private var kernel = 0.0
        private var server = 0.0
        private var client = 0.0
        private var bare = 0.0

        mutating func note(messages: Int, _ now: Processors, since before: Processors) {
            self.messages += Double(messages)
            postgres += (now.postgres - before.postgres).all
            kernel += (now.server - before.server).system
            server += (now.server - before.server).user
            client += (now.client - before.client).all
        }

        mutating func note(rows: Double, _ now: Processors, since before: Processors) {
            self.rows += rows
            bare += (now.postgres - before.postgres).all + (now.pgbench - before.pgbench).all
        }

        var reference: Figure.Reference {
            Figure.Reference(name: "a bare INSERT, all of it", value: bare / rows * 1_000_000)
        }

        var figures: [Figure] {
            let parts = [
                ("PostgreSQL", postgres), ("the kernel for the server", kernel), ("the server itself", server),
                ("who sends it", client),
            ]
            return parts.map { name, seconds in
                Figure(
                    name: "processor time of a message: \(name)", unit: .microseconds,
                    measured: seconds / messages * 1_000_000, reference: reference)
            }
        }
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
