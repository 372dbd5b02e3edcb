/// What a number of connections gets.
struct LoadPoint: Equatable, Sendable, Encodable {
    /// Each with one request in flight.
    let connections: Int
    /// Acknowledged, as fast as they are.
    let perSecond: Double
    /// Of requests that are offered at half that rate, counted from when they were due.
    let p50Milliseconds: Double
    let p99Milliseconds: Double
}

/// Throughput and latency by the number of connections, as an SVG. Pure.
struct LoadPlot {
    let points: [LoadPoint]

    private static let width = 720.0
    private static let height = 560.0
    private static let left = 70.0
    private static let right = 700.0
    /// Where the two panels lie, top to bottom.
    private static let upper = 50.0...250.0
    private static let lower = 320.0...500.0

    /// A line of a panel.
    private struct Series {
        let name: String
        let colour: String
        let values: [Double]
    }

    /// The whole picture; readable without colours by the labels at the lines' ends.
    var svg: String {
        let sorted = points.sorted { $0.connections < $1.connections }
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="\(Int(Self.left))" y="24" font-size="15">message.receive over TCP by number of connections</text>

            """
        svg += panel(
            "acknowledged a second, at full load", in: Self.upper, sorted,
            [Series(name: "a second", colour: "#1f6fb4", values: sorted.map(\.perSecond))])
        svg += panel(
            "milliseconds, offered half of that", in: Self.lower, sorted,
            [
                Series(name: "p99", colour: "#b4441f", values: sorted.map(\.p99Milliseconds)),
                Series(name: "p50", colour: "#2e8b57", values: sorted.map(\.p50Milliseconds)),
            ])
        return svg + "</svg>\n"
    }

    private func panel(
        _ title: String, in range: ClosedRange<Double>, _ points: [LoadPoint], _ series: [Series]
    ) -> String {
        let top = Self.ceiling(series.flatMap(\.values).max() ?? 0)
        func y(_ value: Double) -> Double {
            range.upperBound - value / top * (range.upperBound - range.lowerBound)
        }
        var svg = Self.label(title, x: Self.left, y: range.lowerBound - 10, anchor: "start")
        for step in 0...4 {
            let value = top * Double(step) / 4
            svg += """
                <line x1="\(Self.left)" x2="\(Self.right)" y1="\(Self.number(y(value)))" y2="\(Self.number(y(value)))" \
                stroke="#ddd"/>

                """
            svg += Self.label(Decimals.trimmed(value), x: Self.left - 8, y: y(value) + 4, anchor: "end")
        }
        for (index, point) in points.enumerated() {
            svg += Self.label(
                "\(point.connections)", x: x(index, of: points.count), y: range.upperBound + 18, anchor: "middle")
        }
        svg += Self.label(
            "connections", x: (Self.left + Self.right) / 2, y: range.upperBound + 36, anchor: "middle")
        for line in series {
            let places = line.values.enumerated().map { (x: x($0, of: points.count), y: y($1)) }
            let path = places.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
            svg += "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(line.colour)\" stroke-width=\"2\"/>\n"
            for place in places {
                svg += """
                    <circle cx="\(Self.number(place.x))" cy="\(Self.number(place.y))" r="3" fill="\(line.colour)"/>

                    """
            }
            if let last = places.last {
                svg += Self.label(line.name, x: last.x - 6, y: last.y - 8, anchor: "end", colour: line.colour)
            }
        }
        return svg
    }

    /// Points stand at equal distances: their numbers of connections grow by factors.
    private func x(_ index: Int, of count: Int) -> Double {
        let room = Self.right - Self.left - 40
        return Self.left + 20 + (count > 1 ? room * Double(index) / Double(count - 1) : room / 2)
    }

    private static func label(_ text: String, x: Double, y: Double, anchor: String, colour: String = "#333") -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">\(text)</text>\n"
    }

    private static func number(_ value: Double) -> String { Decimals.text(value, places: 1) }

    /// The next 1, 2 or 5 times a power of ten: where the scale ends.
    static func ceiling(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var power = 1.0
        while power < value { power *= 10 }
        while power / 10 >= value { power /= 10 }
        for factor in [0.1, 0.2, 0.5] where power * factor >= value { return power * factor }
        return power
    }
}
