/// Something that was measured, beside what it is held against.
struct Figure: Equatable, Sendable {
    /// What was measured, in words of the issue.
    let name: String
    let unit: Unit
    let measured: Double
    /// What plain PostgreSQL did in the same run; nil where the goal stands for itself.
    var reference: Reference?
    /// Nil for what is only told.
    var goal: Goal?

    /// What a number counts.
    enum Unit: String, Sendable {
        case perSecond = "/s"
        case milliseconds = "ms"
        case microseconds = "us"
        /// 10^6 bytes.
        case megabytes = "MB"
        case count = ""
    }

    /// What the same machine did without Carelog. **Units**: the figure's.
    struct Reference: Equatable, Sendable {
        let name: String
        let value: Double
    }

    /// What is wanted. Ends are met.
    enum Goal: Equatable, Sendable {
        case ratioAtLeast(Double)
        case ratioAtMost(Double)
        /// **Units**: the figure's.
        case atLeast(Double)
        /// **Units**: the figure's.
        case atMost(Double)
    }

    /// Measured to reference; nil without a reference, or with one of zero.
    var ratio: Double? {
        guard let reference, reference.value > 0 else { return nil }
        return measured / reference.value
    }

    /// Nil if nothing is wanted. A ratio that there is not meets no goal.
    var isMet: Bool? {
        switch goal {
        case nil: nil
        case .ratioAtLeast(let bound): ratio.map { $0 >= bound } ?? false
        case .ratioAtMost(let bound): ratio.map { $0 <= bound } ?? false
        case .atLeast(let bound): measured >= bound
        case .atMost(let bound): measured <= bound
        }
    }
}

extension Figure.Goal {
    /// As the table shows it, such as `ratio >= 1` or `<= 30 ms`.
    func text(in unit: Figure.Unit) -> String {
        switch self {
        case .ratioAtLeast(let bound): "ratio >= \(Decimals.trimmed(bound))"
        case .ratioAtMost(let bound): "ratio <= \(Decimals.trimmed(bound))"
        case .atLeast(let bound): ">= \(Decimals.trimmed(bound))\(unit.suffix)"
        case .atMost(let bound): "<= \(Decimals.trimmed(bound))\(unit.suffix)"
        }
    }
}

extension Figure.Unit {
    /// A number with its unit, as precise as a measurement is: three digits, more only where they are whole.
    func text(_ value: Double) -> String {
        let places =
            switch abs(value) {
            case ..<10: 2
            case ..<100: 1
            default: 0
            }
        return (self == .count ? Decimals.trimmed(value) : Decimals.text(value, places: places)) + suffix
    }

    fileprivate var suffix: String {
        switch self {
        case .count, .perSecond: rawValue
        case .milliseconds, .microseconds, .megabytes: " " + rawValue
        }
    }
}

/// Numbers with a few digits behind the point.
enum Decimals {
    /// Rounded to so many places; a number that is none is `-`.
    static func text(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled.isFinite, scaled < 9e15 else { return "-" }
        let digits = Int64(scaled)
        let sign = value < 0 && digits > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(digits)" }
        let fraction = "\(digits % Int64(scale))"
        return "\(sign)\(digits / Int64(scale)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// Rounded to two places, without zeros at the end.
    static func trimmed(_ value: Double) -> String {
        let text = text(value, places: 2)
        guard text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }
        return String(kept.drop { $0 == "." }.reversed())
    }
}
