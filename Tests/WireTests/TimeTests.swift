import JSON
import Testing
import Wire

@Suite("Times")
struct TimeTests {
    @Test(
        "moments are read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0), "1970-01-01T00:00:00.000000Z"),
            ("2000-02-29T12:00:00.5Z", 951_825_600_500_000, "2000-02-29T12:00:00.500000Z"),
            ("2026-11-21T20:24:25.123456Z", 1_795_292_665_123_456, "2026-11-21T20:24:25.123456Z"),
            ("2026-11-21T21:24:25.123456789+01:00", 1_795_292_665_123_456, "2026-11-21T20:24:25.123456Z"),
            ("2026-11-21t14:54:25.123456-05:30", 1_795_292_665_123_456, "2026-11-21T20:24:25.123456Z"),
            ("9999-12-31T23:59:59.999999z", 253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ])
    func reads(text: String, microseconds: Int64, written: String) throws {
        let time = try #require(WireTime(text))
        #expect(time.microseconds == microseconds)
        #expect(time.text == written)
        #expect(try JSONDocument(time.jsonBytes()).root.string() == written)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "", "now", "2026-11-21", "2026-11-21T20:24:25", "2026-11-21 20:24:25Z", "2026-1-21T20:24:25Z",
            "2026-00-10T20:24:25Z", "2026-13-10T20:24:25Z", "2026-04-31T20:24:25Z", "2100-02-29T20:24:25Z",
            "2026-11-21T24:00:00Z", "2026-11-21T20:60:25Z", "2026-12-31T23:59:60Z", "2026-11-21T20:24:25.Z",
            "2026-11-21T20:24:25.1234567890Z", "2026-11-21T20:24:25+0100", "2026-11-21T20:24:25+24:00",
            "2026-11-21T20:24:25Zjunk", "2026-11-21T20:24:25.5", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+01:00",
            "+026-11-21T20:24:25Z", "２026-11-21T20:24:25Z",
        ])
    func refuses(text: String) {
        #expect(WireTime(text) == nil)
    }

    @Test("every seventh day from 1970 to 9999 is read as it was written")
    func everyDay() {
        var mistakes = 0
        for day in stride(from: Int64(0), through: 2_932_896, by: 7) {
            let time = WireTime(microseconds: day * 86_400_000_000 + 1)
            if WireTime(time.text) != time { mistakes += 1 }
        }
        #expect(mistakes == 0)
        #expect(WireTime(microseconds: -5).microseconds == 0)
        #expect(WireTime(microseconds: .max) == .max)
    }
}
