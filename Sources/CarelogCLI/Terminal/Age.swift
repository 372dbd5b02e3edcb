/// Spans of time for people, in one unit: `45s`, `12m`, `3h`, `2d`, `6w`, `4y`.
enum Age {
    /// The span, rounded down; one in the future reads `in 3h`.
    static func text(_ span: Duration) -> String {
        let seconds = span.components.seconds
        // Half a second of clock difference is not the future.
        if seconds < 0 { return "in \(text(.zero - span))" }
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3_600: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3_600)h"
        case ..<1_209_600: return "\(seconds / 86_400)d"
        case ..<63_072_000: return "\(seconds / 604_800)w"
        default: return "\(seconds / 31_536_000)y"
        }
    }
}
