import Testing

@testable import CarelogCLI

@Suite("figures of a bench")
struct FigureTests {
    static func figure(_ measured: Double, over reference: Double?, _ goal: Figure.Goal?) -> Figure {
        Figure(
            name: "f", unit: .perSecond, measured: measured,
            reference: reference.map { Figure.Reference(name: "r", value: $0) }, goal: goal)
    }

    static let verdicts: [(measured: Double, reference: Double?, goal: Figure.Goal?, isMet: Bool?)] = [
        (100, 100, .ratioAtLeast(1), true), (99, 100, .ratioAtLeast(1), false), (300, 100, .ratioAtMost(3), true),
        (301, 100, .ratioAtMost(3), false), (30, nil, .atMost(30), true), (31, nil, .atMost(30), false),
        (30, nil, .atLeast(30), true), (29, nil, .atLeast(30), false), (1, 2, nil, nil),
    ]

    @Test("a goal is met up to its end", arguments: verdicts)
    func verdict(_ measured: Double, _ reference: Double?, _ goal: Figure.Goal?, _ isMet: Bool?) {
        #expect(Self.figure(measured, over: reference, goal).isMet == isMet)
    }

    @Test("a ratio that there is not meets no goal", arguments: [nil, 0.0])
    func noRatio(_ reference: Double?) {
        #expect(Self.figure(1, over: reference, .ratioAtLeast(0)).isMet == false)
        #expect(Self.figure(1, over: reference, .ratioAtMost(9)).isMet == false)
    }

    static let decimals: [(Double, Int, String)] = [
        (1.005, 0, "1"), (0.5, 2, "0.50"), (-0.004, 2, "0.00"), (-1.25, 1, "-1.3"), (12.999, 2, "13.00"),
        (.infinity, 2, "-"), (.nan, 0, "-"), (7.05, 2, "7.05"),
    ]

    @Test("numbers are rounded, not cut", arguments: decimals)
    func decimal(_ value: Double, _ places: Int, _ expected: String) {
        #expect(Decimals.text(value, places: places) == expected)
    }

    static let trimmed: [(Double, String)] = [(3, "3"), (0.25, "0.25"), (0.2, "0.2"), (100, "100"), (0, "0")]

    @Test("bounds have no zeros at the end", arguments: trimmed)
    func trim(_ value: Double, _ expected: String) {
        #expect(Decimals.trimmed(value) == expected)
    }

    @Test("the table says what was missed, and only a missed goal counts against a report")
    func table() {
        var report = BenchReport()
        report.figures = [Self.figure(110, over: 100, .ratioAtLeast(1)), Self.figure(5, over: nil, nil)]
        #expect(report.isMet)
        report.figures.append(Self.figure(1.5, over: 100, .ratioAtLeast(1)))
        #expect(!report.isMet)
        #expect(
            report.table.lines(for: .plain) == [
                "FIGURE  MEASURED  REFERENCE  ITS VALUE  RATIO  GOAL        MET",
                "f          110/s  r              100/s   1.10  ratio >= 1  met",
                "f         5.00/s  -                  -      -  -           -",
                "f         1.50/s  r              100/s   0.02  ratio >= 1  NOT MET",
            ])
    }

    @Test("the JSON holds what the table shows")
    func json() throws {
        var report = BenchReport()
        report.surroundings = [("cores", "2")]
        report.figures = [Self.figure(53.00049, over: 100, .ratioAtLeast(1))]
        report.loads = [LoadPoint(connections: 4, perSecond: 900, p50Milliseconds: 1.5, p99Milliseconds: 9)]
        let json = try report.json()
        let compact = json.filter { !$0.isWhitespace }
        #expect(
            compact == """
                {"figures":[{"goal":"ratio>=1","measured":53,"met":false,"name":"f","ratio":0.53,\
                "reference":{"name":"r","value":100},"unit":"/s"}],"loads":[{"connections":4,"p50Milliseconds":1.5,\
                "p99Milliseconds":9,"perSecond":900}],"surroundings":{"cores":"2"}}
                """)
    }
}
