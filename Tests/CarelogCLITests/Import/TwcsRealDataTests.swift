import Foundation
import Testing

@testable import CarelogCLI

@Suite(
    "twcs plan of the published samples", .enabled(if: RealData.isPresent, "\(RealData.absent)"),
    .timeLimit(.minutes(2)))
struct TwcsRealDataTests {
    @Test("the sample of 93 is read whole")
    func sample() throws {
        let path = try #require(RealData.path("twcs_sample_93.csv"))
        let file = try TwcsFile(path: path)
        #expect(file.badRecords.isEmpty)
        #expect(file.tweets.count == 93)
    }

    @Test("of the 5,000 only the record that a carriage return cuts is lost")
    func fiveThousand() throws {
        let path = try #require(RealData.path("twcs_5000.csv"))
        let file = try TwcsFile(path: path)
        #expect(file.badRecords == [BadRecord(line: 2589, reason: .bareCarriageReturn)])
        #expect(file.tweets.count == 4_999)
    }

    @Test("the plan counts what an independent program counts", arguments: ["twcs_sample_93.csv", "twcs_5000.csv"])
    func counts(_ name: String) throws {
        let path = try #require(RealData.path(name))
        guard let output = try Self.python("twcs_counts.py", path) else {
            try Test.cancel("needs python3 for the independent count")
        }
        let plan = try TwcsPlan(TwcsFile(path: path).tweets)
        let expected = try JSONDecoder().decode([String: Int].self, from: output)
        let counts = plan.counts
        #expect(
            expected == [
                "customers": counts.customers, "tickets": counts.tickets, "messages": counts.messages,
                "replies": counts.replies, "posts": counts.posts,
            ])
    }

    @Test("run through the schedule, every operation is sent once and after what it depends on", arguments: [1, 64])
    func schedule(window: Int) throws {
        let path = try #require(RealData.path("twcs_5000.csv"))
        let plan = try TwcsPlan(TwcsFile(path: path).tweets)
        try ImportScheduleTests.run(plan.dependencies, window: window, seed: 7)
    }

    /// What the script prints; nil without a python3.
    private static func python(_ script: String, _ argument: String) throws -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "\(RealData.packageRoot)/Tests/CarelogCLITests/Independent/\(script)", argument,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        // 127 is env's answer for a program that is not there.
        if process.terminationStatus == 127 { return nil }
        try #require(process.terminationStatus == 0)
        return data
    }
}
