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
            let least = BareMessages(database)
            let medians = try await plan.turns.medians {
                try await bare.rate(clients: Self.connections, seconds: plan.seconds, noting: &spent.bare)
            } _: {
                let before = try await views.messages().count
                let begin = Processors(bench.stage, server)
                let outcome = try await load.run(.asAcknowledged, seconds: Double(plan.seconds))
                spent.note(messages: outcome.acknowledged, Processors(bench.stage, server), since: begin)
                let after = try await views.messages()
                guard after.count - before == outcome.acknowledged else {
                    throw BenchFailure(
                        "\(outcome.acknowledged) messages were acknowledged, \(after.count - before) are in the views")
                }
                behind = max(behind, after.waited)
                return outcome.perSecond
            } _: {
                try await least.note(messages: plan.isQuick ? 10_000 : 30_000, in: &spent.least)
                return spent.least.ofOne
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
    }

    /// What everybody had of the processors up to a moment.
    private struct Processors {
        let postgres: ProcessorTime
        let server: ProcessorTime
        let client: ProcessorTime

        init(_ stage: BenchStage, _ server: BenchServer) {
            postgres = ProcessorTime(ofPostgresIn: stage.directory)
            self.server = ProcessorTime(of: server.process)
            client = ProcessorTime.own
        }
    }

    /// Where the processors' time goes, with a message and with a bare row.
    private struct Spent {
        var bare = ProcessorCost()
        /// What the rows of a message take, written inside of PostgreSQL.
        var least = ProcessorCost()
        private var postgres = ProcessorCost()
        private var kernel = ProcessorCost()
        private var server = ProcessorCost()
        private var client = ProcessorCost()

        mutating func note(messages: Int, _ now: Processors, since before: Processors) {
            let messages = Double(messages)
            postgres.note((now.postgres - before.postgres).all, for: messages)
            kernel.note((now.server - before.server).system, for: messages)
            server.note((now.server - before.server).user, for: messages)
            client.note((now.client - before.client).all, for: messages)
        }

        var figures: [Figure] {
            let parts = [
                ("processor time of a message: PostgreSQL", postgres.ofOne),
                ("the least of PostgreSQL's: the same rows, written inside of it", least.ofOne),
                ("processor time of a message: the kernel for the server", kernel.ofOne),
                ("processor time of a message: who sends it", client.ofOne),
                ("a message without any server: these three", least.ofOne + kernel.ofOne + client.ofOne),
                ("processor time of a message: the server itself", server.ofOne),
            ]
            let reference = Figure.Reference(name: "a bare INSERT, all of it", value: bare.ofOne)
            return parts.map { Figure(name: $0, unit: .microseconds, measured: $1, reference: reference) }
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
