internal import Schema
internal import Testing

@Suite("A plan of migrations")
struct MigrationPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [Migration]
        let applied: [AppliedMigration]
        var pending: [Int] = []
        var problems: [String] = []
    }

    @Test(arguments: cases)
    func plan(example: Case) {
        let plan = MigrationPlan(files: example.files.reversed(), applied: example.applied.reversed())
        #expect(plan.problems.map(\.kind) == example.problems)
        if example.problems.isEmpty { #expect(plan.pending.map(\.number) == example.pending) }
        #expect(plan.isUpToDate == (example.pending.isEmpty && example.problems.isEmpty))
    }

    static let cases = [
        Case(testDescription: "no files and no memory: nothing to do", files: [], applied: []),
        Case(
            testDescription: "an empty database gets all, in order", files: files(1...3), applied: [],
            pending: [1, 2, 3]),
        Case(
            testDescription: "what is applied is not applied again", files: files(1...3), applied: rows(1...2),
            pending: [3]),
        Case(testDescription: "all applied: nothing to do", files: files(1...3), applied: rows(1...3)),
        Case(
            testDescription: "a file that was edited", files: files(1...1) + [Migration(2, "two", text: "x")],
            applied: rows(1...2), problems: ["edited"]),
        Case(
            testDescription: "a file that was renamed", files: files(1...1) + [Migration(2, "zwei", text: "two")],
            applied: rows(1...2), problems: ["renamed"]),
        Case(
            testDescription: "an edited file is a problem although others are pending",
            files: [Migration(1, "one", text: "x")] + files(2...3), applied: rows(1...1), problems: ["edited"]),
        Case(
            testDescription: "an applied file that was removed leaves a gap too", files: files(1...1) + files(3...3),
            applied: rows(1...3), problems: ["gap", "missing"]),
        Case(
            testDescription: "a database that is newer than the program", files: files(1...2), applied: rows(1...3),
            problems: ["ahead"]),
        Case(
            testDescription: "a database that is newer, and files to apply", files: files(1...2),
            applied: rows(1...1) + rows(3...3), problems: ["ahead", "out_of_order"]),
        Case(
            testDescription: "a file before one that is applied", files: files(1...3),
            applied: rows(1...1) + rows(3...3),
            problems: ["out_of_order"]),
        Case(
            testDescription: "two files of one number", files: files(1...2) + [Migration(2, "too", text: "")],
            applied: [],
            problems: ["duplicate"]),
        Case(testDescription: "a gap in front", files: files(2...3), applied: [], problems: ["gap"]),
        Case(testDescription: "a gap within", files: files(1...1) + files(3...3), applied: [], problems: ["gap"]),
    ]

    @Test("every problem names the file and says what to do")
    func descriptions() {
        let problems: [MigrationProblem] = [
            .edited(7, "seven", recorded: [0xab, 1], file: [0xcd, 2]), .renamed(7, from: "seven", to: "sieben"),
            .missing(7, "seven"), .ahead(7, "seven", lastFile: 6), .outOfOrder(7, "seven", lastApplied: 8),
            .duplicate(7, "seven", "sieben"),
        ]
        for problem in problems { #expect("\(problem)".contains("0007_seven")) }
        #expect("\(problems[0])".contains("recorded SHA-256 ab01…, file cd02…"))
        #expect("\(MigrationProblem.gap(3, before: 4))".contains("no file number 3"))
    }

    private static let names = [1: "one", 2: "two", 3: "three"]

    private static func files(_ numbers: ClosedRange<Int>) -> [Migration] {
        numbers.map { Migration($0, names[$0] ?? "", text: names[$0] ?? "") }
    }

    private static func rows(_ numbers: ClosedRange<Int>) -> [AppliedMigration] {
        files(numbers).map {
            AppliedMigration(
                number: $0.number, name: $0.name, sha256: $0.sha256, appliedAtMicros: 0, appliedBy: "", duration: .zero)
        }
    }
}
