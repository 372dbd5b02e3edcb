internal import Histogram

/// How long things took, to a thousandth of each. **Units**: recorded in microseconds.
struct Latencies: Sendable {
    private var histogram = HistogramOfMicroseconds(highestTrackableValue: 600_000_000)

    private typealias HistogramOfMicroseconds = Histogram<UInt32>

    /// How many were recorded.
    var count: Int { Int(histogram.totalCount) }

    mutating func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        histogram.record(UInt64(min(max(microseconds, 0), 600_000_000)))
    }

    /// **Units**: milliseconds. **Range**: percentiles are 0 to 100.
    func milliseconds(at percentile: Double) -> Double {
        Double(histogram.valueAtPercentile(percentile)) / 1_000
    }
}
