internal import Glibc

/// How much of everything.
struct BenchPlan: Sendable {
    let isQuick: Bool
    /// How long a turn lasts.
    var seconds: Int
    var turns: Turns
    /// Of the logs that are long, and of the one they are compared with. **Range**: multiples of four.
    var ticketsMany: Int
    let ticketsFew: Int

    init(isQuick: Bool) {
        self.isQuick = isQuick
        ticketsMany = isQuick ? 40_000 : 1_000_000
        ticketsFew = isQuick ? 4_000 : 10_000
        seconds = isQuick ? 2 : 5
        turns = Turns(count: isQuick ? 1 : 3)
    }
}

/// A run under way: where it measures, and what it found so far.
struct Bench {
    let stage: BenchStage
    let plan: BenchPlan
    var report: BenchReport
    /// Acknowledged messages a second at full load, once that was measured.
    var messagesPerSecondMax: Double?
    /// Events a second that COPY reads from the long log, once that was measured.
    var copyPerSecond: Double?

    private var bareInsert: BareInsert?

    init(stage: BenchStage, plan: BenchPlan) {
        self.stage = stage
        self.plan = plan
        report = BenchReport()
        report.surroundings = [
            ("cores", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))"),
            ("turns", "medians of \(plan.turns.count), \(plan.seconds) s each\(plan.isQuick ? ", quick" : "")"),
        ]
    }

    /// The reference of the append path; made when it is first asked for.
    mutating func bare() async throws -> BareInsert {
        if let bareInsert { return bareInsert }
        let made = try await BareInsert(stage: stage)
        bareInsert = made
        return made
    }

    /// Notes a figure, and says it to whoever waits.
    mutating func note(_ figure: Figure) {
        report.figures.append(figure)
        let ratio = figure.ratio.map { ", ratio \(Decimals.text($0, places: 2))" } ?? ""
        Console.error("  \(figure.name): \(figure.unit.text(figure.measured))\(ratio)")
    }
}

/// What can be measured, in the order in which it is: what fills the database much comes last.
enum BenchSubject: String, CaseIterable, Sendable {
    case ingest
    case latency
    case append
    case fanout
    case sessions
    case plot
    case rebuild
    case replay
    case inbox

    func measure(_ bench: inout Bench) async throws {
        switch self {
        case .ingest: try await IngestMeasure().run(&bench)
        case .latency: try await LatencyMeasure().run(&bench)
        case .append: try await AppendMeasure().run(&bench)
        case .fanout: try await FanoutMeasure().run(&bench)
        case .sessions: try await SessionsMeasure().run(&bench)
        case .plot: try await PlotMeasure().run(&bench)
        case .rebuild: try await RebuildMeasure().run(&bench)
        case .replay: try await ReplayMeasure().run(&bench)
        case .inbox: try await InboxMeasure().run(&bench)
        }
    }
}
