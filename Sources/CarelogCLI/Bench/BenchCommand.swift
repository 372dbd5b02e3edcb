internal import ArgumentParser

/// `carelog bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine, always beside plain PostgreSQL on the same machine.",
        subcommands: [BenchIngestCommand.self])
}

/// `carelog bench ingest`
struct BenchIngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Acknowledged messages a second over TCP, beside bare INSERTs by pgbench on the same cluster.",
        discussion: """
            It starts a server and a PostgreSQL of its own in a temporary directory, and removes them. Both sides take turns, \
            so that a machine that drifts hurts both alike; the ratio is what counts. fsync and synchronous_commit are on.
            """)

    @Option(help: ArgumentHelp("How long each turn lasts.", valueName: "seconds"))
    var seconds = 5

    @Option(help: ArgumentHelp("How many turns each side has.", valueName: "count"))
    var turns = 3

    @Option(help: ArgumentHelp("Connections, one message at a time on each.", valueName: "count"))
    var connections = 64

    func validate() throws {
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600") }
        guard (1...100).contains(turns) else { throw ValidationError("--turns is 1 to 100") }
        guard (1...512).contains(connections) else { throw ValidationError("--connections is 1 to 512") }
    }

    func run() async throws {
        let stage = try await BenchStage.open()
        do {
            try await measure(on: stage)
            await stage.close()
        } catch {
            await stage.close()
            throw error
        }
    }

    private func measure(on stage: BenchStage) async throws {
        let bare = try await BareInsert(stage: stage, clients: connections)
        let load = IngestLoad(endpoint: try stage.connection.endpoint(as: "connector"), connections: connections)
        // A turn that does not count: caches fill, plans are made.
        _ = try await bare.rate(seconds: 1)
        _ = try await load.rate(seconds: 1)
        var bareRates: [Double] = []
        var ingestRates: [Double] = []
        for turn in 1...turns {
            bareRates.append(try await bare.rate(seconds: seconds))
            ingestRates.append(try await load.rate(seconds: seconds))
            Console.error(
                "turn \(turn) of \(turns): bare INSERT \(Self.whole(bareRates[turn - 1]))/s, carelog \(Self.whole(ingestRates[turn - 1]))/s"
            )
        }
        let (bareRate, ingestRate) = (Self.median(bareRates), Self.median(ingestRates))
        let behind = try await load.projectionsBehind()
        var table = TextTable([
            .init(title: "WHAT"), .init(title: "A SECOND", alignment: .right), .init(title: "RATIO", alignment: .right),
        ])
        table.add([
            .init("bare single-row INSERT, pgbench, \(connections) clients"), .init(Self.whole(bareRate)), "1.00",
        ])
        table.add([
            .init("message.receive, \(connections) connections, a quarter opening a ticket"),
            .init(Self.whole(ingestRate)), .init(Self.hundredths(ingestRate / bareRate)),
        ])
        for line in table.lines(for: Surroundings.screen) { Console.out(line) }
        let milliseconds = Int((behind / .milliseconds(1)).rounded(.up))
        Console.out(
            "medians of \(turns) turns of \(seconds) s; projections had caught up \(milliseconds) ms after the last message"
        )
    }

    private static func median(_ rates: [Double]) -> Double { rates.sorted()[rates.count / 2] }

    private static func whole(_ rate: Double) -> String { "\(Int(rate.rounded()))" }

    private static func hundredths(_ ratio: Double) -> String {
        let hundredths = Int((ratio * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
