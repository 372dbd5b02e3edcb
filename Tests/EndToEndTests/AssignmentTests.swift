internal import Client
internal import Foundation
internal import Support
internal import Testing
internal import Wire

/// Real conversations given out to sixty agents by two servers at once, and judged by a replay of the log.
@Suite(
    "assignments of real conversations", .timeLimit(.minutes(10)), .serialized,
    .enabled(if: RealData.isThere, "the real conversations are not on this machine; name them with CARELOG_DATA"))
struct AssignmentTests {
    @Test("respect team, skill and capacity at every position of the log, and each says why")
    func explainThemselves() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        try await CareOffice.with { office in
            try await office.everybodyComes()
            try await importDuring(CareDay(office: office, seed: seed), office)
            try await office.applySettings()
            try await office.everybodyComes()
            try await office.giveTooMuch()
            try await office.prioritise()
            try await office.finishMuch()
            try await office.writeAgain()

            let report = try await settled(office)
            #expect(report.violations.isEmpty, "seed \(seed): \(report.violations.prefix(20))")
            expectEnough(report, "seed \(seed)")
            let planted = try await AssignmentJudge.selfTest(Self.file(of: office))
            #expect(planted.missed.isEmpty, "seed \(seed)")
            #expect(planted.noPlace.isEmpty, "seed \(seed)")
            #expect(planted.found.count >= 8)
            let verify = try await office.carelog.command(
                ["projections", "verify", "--data", office.carelog.directory])
            #expect(verify.status == 0, "\(verify.output) \(verify.errors)")
        }
    }

    private func importDuring(_ day: CareDay, _ office: CareOffice) async throws {
        let importing = try CarelogProcess(
            ["import", "twcs", RealData.thousands, "--json"],
            environment: ["CARELOG_CONNECTION": office.carelog.directory + "/connection.json"])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await blocking { importing.waitUntilExit() }
                return true
            }
            group.addTask {
                try await day.run()
                return false
            }
            while let isImported = try await group.next(), !isImported {}
            group.cancelAll()
        }
        #expect(importing.status == 0, "\(importing.errors.text.suffix(2_000))")
    }

    /// The report on the log once nothing waits any more that somebody could have, or when that has taken too long.
    private func settled(_ office: CareOffice) async throws -> AssignmentJudge.Report {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            try await AssignmentJudge.record(office.carelog, to: Self.file(of: office))
            let report = try await AssignmentJudge.judge(Self.file(of: office))
            let waits = report.violations.contains { $0.contains("could have it") }
            if !waits || ContinuousClock.now > deadline { return report }
        }
    }

    private static func file(of office: CareOffice) -> String { office.carelog.directory + "/log.json" }

    /// Numbers too small would prove nothing.
    private func expectEnough(_ report: AssignmentJudge.Report, _ seed: Comment) {
        #expect(report.teams == 12 && report.staff == 60)
        let least = [
            "routed": 300, "ofSeveralCandidates": 100, "roundsOfSeveral": 5, "withDeclined": 3,
            "claimedWithProfile": 20,
            "assignedWithProfile": 5, "overrides": 3, "routed.urgent": 2, "passedOver": 10,
        ]
        for (what, count) in least {
            #expect(report.counts[what, default: 0] >= count, "\(what): \(report.counts) \(seed)")
        }
        for order in ["knows", "least_loaded", "round_robin", "language", "id"] {
            #expect(report.decided[order, default: 0] > 0, "\(order): \(report.decided) \(seed)")
        }
        for obstacle in ["availability", "capacity", "skills", "declined", "language"] {
            #expect(report.excluded[obstacle, default: 0] > 0, "\(obstacle): \(report.excluded) \(seed)")
        }
    }
}
