/// A moment on the wall clock.
///
/// **Units**: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
/// **Shape**: `2026-11-21T20:24:25.123456Z`, always UTC, always six digits. **Source**: RFC 3339.
package struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// The first and the last moment that RFC 3339 can write: years 0001 to 9999.
    package static let range =
        Instant(microseconds: -62_135_596_800_000_000)...Instant(microseconds: 253_402_300_799_999_999)

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// The moment that lies this much later.
    package func advanced(bySeconds seconds: Int64) -> Instant {
        Instant(microseconds: microseconds + seconds * 1_000_000)
    }

    package var description: String {
        let (days, time) = Self.floorDivide(microseconds, by: 86_400_000_000)
        let (year, month, day) = Self.civil(fromDays: days)
        let seconds = time / 1_000_000
        return String(unsafeUninitializedCapacity: 27) { buffer in
            Self.write(year, digits: 4, to: buffer, at: 0)
            buffer[4] = UInt8(ascii: "-")
            Self.write(month, digits: 2, to: buffer, at: 5)
            buffer[7] = UInt8(ascii: "-")
            Self.write(day, digits: 2, to: buffer, at: 8)
            buffer[10] = UInt8(ascii: "T")
            Self.write(seconds / 3_600, digits: 2, to: buffer, at: 11)
            buffer[13] = UInt8(ascii: ":")
            Self.write(seconds / 60 % 60, digits: 2, to: buffer, at: 14)
            buffer[16] = UInt8(ascii: ":")
            Self.write(seconds % 60, digits: 2, to: buffer, at: 17)
            buffer[19] = UInt8(ascii: ".")
            Self.write(time % 1_000_000, digits: 6, to: buffer, at: 20)
            buffer[26] = UInt8(ascii: "Z")
            return 27
        }
    }

    private static func write(_ value: Int64, digits: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int)
    {
        var rest = value
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = value % divisor
        return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }

    /// Days since 1970-01-01 to a date of the proleptic Gregorian calendar, in eras of 400 years from 1 March.
    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The reverse of `civil(fromDays:)`.
    static func days(fromYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
