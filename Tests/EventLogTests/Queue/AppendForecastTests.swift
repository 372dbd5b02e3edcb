internal import Identity
internal import Testing

@testable internal import EventLog

@Suite("Where logs will end")
struct AppendForecastTests {
    /// A batch is sent, or the oldest that is under way ends: where its first event is, or nil if nobody knows.
    enum Step: Sendable {
        case begin(events: Int)
        case end(at: Int64?)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let given: [Step]
        /// Where a batch that is sent then will begin, if that can be told.
        let base: Int64?
        let isAhead: Bool
    }

    @Test("told from what went before:", arguments: cases)
    func forecast(_ example: Case) {
        var forecast = AppendForecast()
        var underWay: [AppendForecast.Part] = []
        for step in example.given {
            switch step {
            case .begin(let events): underWay.append(forecast.begin(acme, events: events))
            case .end(let first): forecast.end(underWay.removeFirst(), at: first.map { LogPosition($0) })
            }
        }
        let next = forecast.begin(acme, events: 1)
        #expect(next.base == example.base.map { LogPosition($0) })
        #expect(next.isAhead == example.isAhead)
    }

    /// One after the other, two events each, until forecasts are relied on; the log ends at 20.
    private static let trusted = stride(from: Int64(10), to: 20, by: 2).flatMap {
        [Step.begin(events: 2), .end(at: $0)]
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing is known of a log at first", given: [], base: nil, isAhead: false),
        Case(
            testDescription: "where one ends the next begins", given: [.begin(events: 3), .end(at: 7)], base: 10,
            isAhead: false),
        Case(
            testDescription: "the one before is not known yet", given: [.begin(events: 3)], base: nil, isAhead: false),
        Case(
            testDescription: "others that are under way come first",
            given: [.begin(events: 3), .begin(events: 4), .end(at: 7)], base: 14, isAhead: false),
        Case(
            testDescription: "nothing is under way: there is nothing to be ahead of", given: trusted, base: 20,
            isAhead: false),
        Case(
            testDescription: "one is under way and forecasts came true", given: trusted + [.begin(events: 5)], base: 25,
            isAhead: true),
        Case(
            testDescription: "two are under way", given: trusted + [.begin(events: 5), .begin(events: 1)], base: 26,
            isAhead: true),
        Case(
            testDescription: "too few have come true", given: trusted.dropLast(2) + [.begin(events: 5)], base: 23,
            isAhead: false),
        Case(
            testDescription: "somebody else appended between",
            given: trusted + [.begin(events: 1), .end(at: 21), .begin(events: 1)], base: 23, isAhead: false),
        Case(
            testDescription: "somebody else appended between while another is under way",
            given: trusted + [.begin(events: 1), .begin(events: 2), .end(at: 21)], base: 24, isAhead: false),
        Case(
            testDescription: "one was lost", given: trusted + [.begin(events: 1), .end(at: nil), .begin(events: 1)],
            base: nil, isAhead: false),
        Case(
            testDescription: "one was lost and another came back",
            given: trusted + [.begin(events: 1), .end(at: nil), .begin(events: 1), .end(at: 21)], base: 22,
            isAhead: false),
        Case(
            testDescription: "one came back that was sent after the lost one",
            given: trusted + [.begin(events: 1), .begin(events: 1), .end(at: nil), .end(at: 20)],
            base: 21, isAhead: false),
    ]

    @Test("is not relied on for long once that was in vain, wherever the log ended")
    func missed() {
        var forecast = AppendForecast()
        var next: Int64 = 10
        /// One more that is alone, and comes where it was to come.
        func keep() { forecast.end(forecast.begin(acme, events: 1), at: LogPosition(next)); next += 1 }
        for _ in 0...AppendForecast.trust { keep() }
        let before = forecast.begin(acme, events: 1)
        let ahead = forecast.begin(acme, events: 1)
        #expect(ahead.isAhead)
        forecast.end(before, at: LogPosition(next))
        forecast.end(ahead, at: LogPosition(next + 1), isMissed: true)
        next += 2
        for count in 0..<AppendForecast.distrust + AppendForecast.trust {
            var look = forecast
            _ = look.begin(acme, events: 1)
            #expect(!look.begin(acme, events: 1).isAhead, "\(count)")
            keep()
        }
        _ = forecast.begin(acme, events: 1)
        #expect(forecast.begin(acme, events: 1).isAhead)
    }

    @Test("tells each log by itself")
    func logs() {
        var forecast = AppendForecast()
        let first = forecast.begin(acme, events: 2)
        forecast.end(first, at: LogPosition(5))
        #expect(forecast.begin(umbrella, events: 1).base == nil)
        #expect(forecast.begin(acme, events: 1).base == LogPosition(7))
    }
}
