internal import Identity
internal import Support
internal import Testing

@Suite("Instants")
struct InstantTests {
    /// A text of RFC 3339 and the moment that it means.
    struct Reading: Sendable, CustomTestStringConvertible {
        let text: String
        let microseconds: Int64
        var testDescription: String { text }

        init(_ text: String, _ microseconds: Int64) {
            self.text = text
            self.microseconds = microseconds
        }
    }

    @Test("a canonical text is read and written back as it was", arguments: canonicalTexts)
    func canonical(reading: Reading) {
        #expect(Instant(reading.text) == Instant(microseconds: reading.microseconds))
        #expect(Instant(microseconds: reading.microseconds).description == reading.text)
    }

    // Seconds from `date -u -d … +%s`.
    static let canonicalTexts: [Reading] = [
        Reading("1970-01-01T00:00:00.000000Z", 0),
        Reading("1970-01-01T00:00:00.000001Z", 1),
        Reading("1969-12-31T23:59:59.999999Z", -1),
        Reading("2026-11-21T20:24:25.123456Z", 1_795_292_665_123_456),
        Reading("0001-01-01T00:00:00.000000Z", -62_135_596_800_000_000),
        Reading("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        Reading("2000-02-29T00:00:00.000000Z", 951_782_400_000_000),
        Reading("2024-02-29T23:59:59.000000Z", 1_709_251_199_000_000),
        Reading("2024-12-31T00:00:00.000000Z", 1_735_603_200_000_000),
        Reading("1900-02-28T23:59:59.000000Z", -2_203_891_201_000_000),
        Reading("1900-03-01T00:00:00.000000Z", -2_203_891_200_000_000),
        Reading("2100-03-01T00:00:00.000000Z", 4_107_542_400_000_000),
        Reading("0004-02-29T12:00:00.000000Z", -62_035_848_000_000_000),
        Reading("9996-02-29T00:00:00.000000Z", 253_281_168_000_000_000),
    ]

    @Test("any spelling that RFC 3339 allows is the same moment", arguments: spellings)
    func spelling(reading: Reading) {
        #expect(Instant(reading.text) == Instant(microseconds: reading.microseconds))
    }

    static let spellings: [Reading] = [
        Reading("1970-01-01T00:00:00Z", 0),
        Reading("1970-01-01t00:00:00z", 0),
        Reading("1970-01-01T00:00:00+00:00", 0),
        Reading("1970-01-01T00:00:00-00:00", 0),
        Reading("1970-01-01T01:30:00+01:30", 0),
        Reading("1969-12-31T16:00:00-08:00", 0),
        Reading("1970-01-01T23:59:00+23:59", 0),
        Reading("1969-12-31T00:01:00-23:59", 0),
        Reading("1970-01-01T00:00:00.1Z", 100_000),
        Reading("1970-01-01T00:00:00.12Z", 120_000),
        Reading("1970-01-01T00:00:00.123Z", 123_000),
        Reading("1970-01-01T00:00:00.1234Z", 123_400),
        Reading("1970-01-01T00:00:00.12345Z", 123_450),
        Reading("1970-01-01T00:00:00.000001Z", 1),
        Reading("1970-01-01T00:00:00.1234567Z", 123_456),
        Reading("1970-01-01T00:00:00.123456999999999999999999999999Z", 123_456),
        Reading("1970-01-01T01:00:00.5+01:00", 500_000),
        Reading("1969-12-31T23:59:59.9999999Z", -1),
        Reading("0001-01-01T01:00:00+01:00", -62_135_596_800_000_000),
        Reading("9999-12-31T22:59:59.999999-01:00", 253_402_300_799_999_999),
    ]

    @Test(
        "anything else is no instant",
        arguments: [
            "", "Z", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z", "1970-01-01 00:00:00Z",
            "1970-01-01T00:00:00 Z", " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z ", "1970-01-01T00:00:00ZZ",
            "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.", "1970-01-01T00:00:00.1", "1970-01-01T00:00:00,1Z",
            "1970-01-01T00:00:00.1.2Z", "1970-01-01T00:00:00.-1Z", "1970-01-01T00:00:00+0000",
            "1970-01-01T00:00:00+00", "1970-01-01T00:00:00+00:0", "1970-01-01T00:00:00+00:000",
            "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+00:60", "1970-01-01T00:00:00+0a:00",
            "1970-01-01T00:00:00+00:a0", "1970-01-01T00:00:00*00:00", "1970-01-01T00:00:00+00-00",
            "1970-1-01T00:00:00.0Z", "197a-01-01T00:00:00Z", "1970-0a-01T00:00:00Z", "1970-01-a1T00:00:00Z",
            "1970-01-01Ta0:00:00Z", "1970-01-01T00:a0:00Z", "1970-01-01T00:00:a0Z", "1970/01-01T00:00:00Z",
            "1970-01/01T00:00:00Z", "1970-01-01T00.00:00Z", "1970-01-01T00:00.00Z", "1970-00-01T00:00:00Z",
            "1970-13-01T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-32T00:00:00Z", "1970-04-31T00:00:00Z",
            "1970-06-31T00:00:00Z", "1970-09-31T00:00:00Z", "1970-11-31T00:00:00Z", "1970-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "1970-01-01T24:00:00Z",
            "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1990-12-31T23:59:60Z", "0000-12-31T23:59:59Z",
            "-001-01-01T00:00:00Z", "+970-01-01T00:00:00Z", "19700-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "1970-01-01T00:00:00\u{ff3a}", "\u{661}970-01-01T00:00:00Z", "0", "1790000000",
        ])
    func malformed(text: String) { #expect(Instant(text) == nil) }

    @Test("the first and the last moment are those that can be written")
    func range() {
        #expect(Instant("0001-01-01T00:00:00Z") == Instant.range.lowerBound)
        #expect(Instant("9999-12-31T23:59:59.999999Z") == Instant.range.upperBound)
    }

    @Test("instants sort and advance by time")
    func order() {
        #expect(Instant(microseconds: -1) < Instant(microseconds: 0))
        #expect(noon.advanced(bySeconds: 90).description == "2026-11-21T12:01:30.000000Z")
        #expect(noon.advanced(bySeconds: -43_201).description == "2026-11-20T23:59:59.000000Z")
    }

    @Test("the last day of every month of every kind of year is read, the day after it is not")
    func monthLengths() {
        for year in [1, 4, 100, 400, 1600, 1900, 1970, 2000, 2023, 2024, 2100, 9999] {
            for month in 1...12 {
                let days = SlowCalendar.days(in: month, of: year)
                let text = { (day: Int) in
                    "\(SlowCalendar.padded(year, 4))-\(SlowCalendar.padded(month, 2))-\(day)T00:00:00.000000Z"
                }
                #expect(Instant(text(days))?.description == text(days))
                #expect(Instant(text(days + 1)) == nil)
            }
        }
    }

    @Test("any moment is written as a slow calendar says, and read back", arguments: [UInt64(1), 2, 3])
    func everyMoment(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let any = Int64.random(
                in: Instant.range.lowerBound.microseconds...Instant.range.upperBound.microseconds, using: &random)
            // Half of them on the edge of a day, where calendars go wrong.
            let edge = any - any % 86_400_000_000 - Int64.random(in: 0...1, using: &random)
            let instant = Instant(microseconds: Bool.random(using: &random) ? any : edge)
            guard Instant.range.contains(instant) else { continue }
            #expect(instant.description == SlowCalendar.text(instant.microseconds))
            #expect(Instant(instant.description) == instant)
        }
    }

    @Test("any local time with any offset is read as a slow calendar says", arguments: [UInt64(4), 5, 6])
    func everyOffset(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let local = Int64.random(in: -62_000_000_000...253_000_000_000, using: &random)
            let minutes = Int64.random(in: -1_439...1_439, using: &random)
            let digits = Int.random(in: 0...9, using: &random)
            let fraction = Int.random(in: 0...999_999_999, using: &random)
            var text = String(SlowCalendar.text(local * 1_000_000).prefix(19))
            if digits > 0 { text += "." + SlowCalendar.padded(fraction, 9).prefix(digits) }
            let east = abs(minutes)
            text += minutes < 0 ? "-" : "+"
            text += SlowCalendar.padded(Int(east / 60), 2) + ":" + SlowCalendar.padded(Int(east % 60), 2)
            let kept = (SlowCalendar.padded(fraction, 9).prefix(min(digits, 6)) + "000000").prefix(6)
            let expected = (local - minutes * 60) * 1_000_000 + (Int64(kept) ?? 0)
            #expect(Instant(text) == Instant(microseconds: expected), "\(text)")
        }
    }
}

/// The Gregorian calendar as one counts it on paper: year by year, month by month.
enum SlowCalendar {
    static func isLeap(_ year: Int) -> Bool { year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) }

    static func days(in month: Int, of year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// How RFC 3339 writes a moment of the years 0001 to 9999, from microseconds since 1970.
    static func text(_ microseconds: Int64) -> String {
        // From 0001-01-01 there is no negative number to be careful with: 719,162 days before 1970.
        let sinceYearOne = microseconds + 719_162 * 86_400_000_000
        var days = Int(sinceYearOne / 86_400_000_000)
        let time = Int(sinceYearOne % 86_400_000_000)
        var year = 1
        while days >= (isLeap(year) ? 366 : 365) {
            days -= isLeap(year) ? 366 : 365
            year += 1
        }
        var month = 1
        while days >= Self.days(in: month, of: year) {
            days -= Self.days(in: month, of: year)
            month += 1
        }
        let seconds = time / 1_000_000
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(days + 1, 2))"
        let clock = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date)T\(clock).\(padded(time % 1_000_000, 6))Z"
    }

    /// A number with leading zeros.
    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
