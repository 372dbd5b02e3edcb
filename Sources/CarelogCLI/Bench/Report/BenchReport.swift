internal import FoundationEssentials

/// Everything that one run found.
struct BenchReport: Sendable {
    /// What it ran on and how, for whoever compares two reports; in the order in which it is shown.
    var surroundings: [(name: String, value: String)] = []
    var figures: [Figure] = []
    /// By number of connections; empty if they were not measured.
    var loads: [LoadPoint] = []

    /// True if no goal was missed.
    var isMet: Bool { figures.allSatisfy { $0.isMet ?? true } }

    /// The one table.
    var table: TextTable {
        var table = TextTable([
            .init(title: "FIGURE"), .init(title: "MEASURED", alignment: .right), .init(title: "REFERENCE"),
            .init(title: "ITS VALUE", alignment: .right), .init(title: "RATIO", alignment: .right),
            .init(title: "GOAL"), .init(title: "MET"),
        ])
        for figure in figures {
            table.add([
                .init(figure.name), .init(figure.unit.text(figure.measured)), .init(figure.reference?.name ?? "-"),
                .init(figure.reference.map { figure.unit.text($0.value) } ?? "-"),
                .init(figure.ratio.map { Decimals.text($0, places: 2) } ?? "-"),
                .init(figure.goal?.text(in: figure.unit) ?? "-"), Self.verdict(figure.isMet),
            ])
        }
        return table
    }

    private static func verdict(_ isMet: Bool?) -> TextTable.Cell {
        switch isMet {
        case nil: .init("-")
        case true?: .init("met", .green)
        case false?: .init("NOT MET", .red)
        }
    }
}

extension BenchReport {
    /// **Shape**: `{"surroundings":{…},"figures":[{"name","unit","measured","reference"?:{"name","value"},"ratio"?,"goal"?,
    /// "met"?}],"loads":[{"connections","perSecond","p50Milliseconds","p99Milliseconds"}]}`; numbers may have fractions.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Document(self)), as: UTF8.self) + "\n"
    }

    private struct Document: Encodable {
        let surroundings: [String: String]
        let figures: [Line]
        let loads: [LoadPoint]

        init(_ report: BenchReport) {
            surroundings = Dictionary(report.surroundings.map { ($0.name, $0.value) }) { _, last in last }
            figures = report.figures.map { Line($0) }
            loads = report.loads
        }
    }

    private struct Line: Encodable {
        let name: String
        let unit: String
        let measured: Double
        let reference: Held?
        let ratio: Double?
        let goal: String?
        let met: Bool?

        init(_ figure: Figure) {
            name = figure.name
            unit = figure.unit.rawValue
            measured = Self.rounded(figure.measured)
            reference = figure.reference.map { Held(name: $0.name, value: Self.rounded($0.value)) }
            ratio = figure.ratio.map { Self.rounded($0) }
            goal = figure.goal?.text(in: figure.unit)
            met = figure.isMet
        }

        /// To a thousandth: more digits than any of these numbers has.
        private static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
    }

    private struct Held: Encodable {
        let name: String
        let value: Double
    }
}
