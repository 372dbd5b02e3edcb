import Testing

@testable import CarelogCLI

@Suite("the plot of a bench")
struct LoadPlotTests {
    static let scales: [(Double, Double)] = [
        (0, 1), (0.03, 0.05), (1, 1), (1.1, 2), (3, 5), (6, 10), (940, 1_000), (1_001, 2_000), (45_000, 50_000),
    ]

    @Test("a scale ends at the next round number", arguments: scales)
    func scale(_ value: Double, _ end: Double) {
        #expect(abs(LoadPlot.ceiling(value) - end) < 1e-9)
    }

    @Test("every point is drawn, the largest at the height of its share of the scale")
    func points() {
        let points = [1, 4, 64].map { connections in
            LoadPoint(
                connections: connections, perSecond: Double(connections) * 10, p50Milliseconds: 1, p99Milliseconds: 5)
        }
        let svg = LoadPlot(points: points.reversed()).svg
        #expect(svg.hasPrefix("<svg "))
        #expect(svg.hasSuffix("</svg>\n"))
        #expect(svg.split(separator: "<circle").count - 1 == 9)
        #expect(svg.split(separator: "<polyline").count - 1 == 3)
        // 640 of 1,000 on a panel from 250 up to 50: 250 - 0.64 * 200.
        #expect(svg.contains("cy=\"122.0\""))
        #expect(!LoadPlot(points: []).svg.contains("<circle"))
    }
}
