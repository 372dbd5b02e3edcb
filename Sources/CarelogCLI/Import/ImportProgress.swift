/// Draws how far an import is: one line that is drawn over on a terminal, a sober line now and then elsewhere.
///
/// Pure: it is told the time and answers what to write, or nil if it is too early to say anything new.
package struct ImportProgress: Sendable {
    /// Where the lines go.
    package enum Style: Equatable, Sendable {
        /// A terminal of so many columns: `\r`, a bar, no line end before the last.
        case terminal(columns: Int)
        /// A file or a pipe: whole lines.
        case lines
    }

    /// The shortest time between two lines: ten a second are smooth on a terminal; a log wants few.
    package static let terminalInterval: Duration = .milliseconds(100)
    /// See ``terminalInterval``.
    package static let linesInterval: Duration = .seconds(10)
    /// The rate is that of the last lines as far back as this.
    package static let rateWindow: Duration = .seconds(10)

    private let total: Int
    private let style: Style
    private var samples: [(at: Duration, done: Int)] = [(.zero, 0)]
    private var drawnAt: Duration?

    /// - Parameter total: how many operations there are.
    package init(total: Int, style: Style) {
        self.total = total
        self.style = style
    }

    /// What to write to stderr now, if anything. **Units** `elapsed` since the start, never less than before.
    package mutating func update(done: Int, failed: Int, elapsed: Duration) -> String? {
        let interval = style == .lines ? Self.linesInterval : Self.terminalInterval
        if let drawnAt, elapsed - drawnAt < interval { return nil }
        // The first line of a log waits its turn too: an import of a second needs none.
        if style == .lines, drawnAt == nil, elapsed < interval { return nil }
        drawnAt = elapsed
        samples.append((elapsed, done))
        // One sample at or before the window's start stays, or a slow import would have no rate.
        while samples.count > 2, samples[1].at <= elapsed - Self.rateWindow { samples.removeFirst() }
        return draw(done: done, failed: failed, rate: rate(), end: style == .lines ? "\n" : "")
    }

    /// The last line, always written, with the mean rate in place of the latest.
    package func finish(done: Int, failed: Int, elapsed: Duration) -> String {
        draw(done: done, failed: failed, rate: Self.perSecond(done, elapsed), end: "\n")
    }

    private func rate() -> Double {
        guard let oldest = samples.first, let newest = samples.last else { return 0 }
        return Self.perSecond(newest.done - oldest.done, newest.at - oldest.at)
    }

    private static func perSecond(_ count: Int, _ time: Duration) -> Double {
        time > .zero ? Double(count) / (time / .seconds(1)) : 0
    }

    private func draw(done: Int, failed: Int, rate: Double, end: String) -> String {
        let share = total == 0 ? 1 : Double(done) / Double(total)
        var facts = "\(Self.grouped(done)) of \(Self.grouped(total)) (\(Self.percent(share)))"
        facts += ", \(Self.grouped(Int(rate.rounded()))) a second"
        if failed > 0 { facts += ", \(Self.grouped(failed)) failed" }
        if done < total, rate > 0 { facts += ", \(Self.clock(seconds: Double(total - done) / rate)) left" }
        switch style {
        case .lines:
            return "import: \(facts)\(end)"
        case .terminal(let columns):
            // One column stays free, or some terminals wrap; ESC[K clears what a longer line before left behind.
            let room = columns - 1
            let barColumns = min(30, room - facts.count - 3)
            let bar = barColumns < 5 ? "" : "[\(Self.bar(share, columns: barColumns))] "
            return "\r\(String((bar + facts).prefix(max(room, 0))))\u{1B}[K\(end)"
        }
    }

    private static func bar(_ share: Double, columns: Int) -> String {
        let full = min(columns, max(0, Int(share * Double(columns))))
        return String(repeating: "#", count: full) + String(repeating: "-", count: columns - full)
    }

    private static func percent(_ share: Double) -> String {
        // Rounded down: 100 % is said only when all is done.
        let tenths = Int(share * 1000)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func grouped(_ value: Int) -> String {
        var text = ""
        for (index, digit) in String(value).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    private static func clock(seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
    }
}
