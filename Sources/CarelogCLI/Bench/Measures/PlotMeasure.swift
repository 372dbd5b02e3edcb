/// Throughput and latency by the number of connections, for the plot.
struct PlotMeasure {
    private static let connections = [1, 4, 16, 64, 128]

    func run(_ bench: inout Bench) async throws {
        let seconds = Double(bench.plan.isQuick ? 1 : 3)
        let database = try await bench.stage.database("care")
        bench.report.loads = try await database.serving { server in
            _ = try await MessageLoad(connection: server.connection, connections: 64).run(.asAcknowledged, seconds: 1)
            var points: [LoadPoint] = []
            for connections in Self.connections {
                let load = MessageLoad(connection: server.connection, connections: connections)
                let full = try await load.run(.asAcknowledged, seconds: seconds)
                let half = try await load.run(.offered(perSecond: full.perSecond / 2), seconds: seconds)
                points.append(
                    LoadPoint(
                        connections: connections, perSecond: full.perSecond.rounded(),
                        p50Milliseconds: half.latencies.milliseconds(at: 50),
                        p99Milliseconds: half.latencies.milliseconds(at: 99)))
            }
            return points
        }
        for point in bench.report.loads {
            Console.error(
                "  \(point.connections) connections: \(Figure.Unit.perSecond.text(point.perSecond)), offered half of it p50 \(Figure.Unit.milliseconds.text(point.p50Milliseconds)), p99 \(Figure.Unit.milliseconds.text(point.p99Milliseconds))"
            )
        }
    }
}
