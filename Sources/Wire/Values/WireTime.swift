package import JSON

/// A moment on the wire: RFC 3339.
///
/// **Shape**: written as `2026-11-21T20:24:25.123456Z`, always UTC and six digits; read with `Z` or an offset and up to
/// nine digits, of which those past microseconds are dropped. **Range**: years 1970 to 9999. Leap seconds are refused.
package struct WireTime: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let microseconds: Int64

    /// 9999-12-31T23:59:59.999999Z.
    package static let max = WireTime(validated: 253_402_300_799_999_999)

    private init(validated microseconds: Int64) { self.microseconds = microseconds }

    /// Clamps to the range that can be written.
    package init(microseconds: Int64) {
        self.microseconds = Swift.min(Swift.max(0, microseconds), Self.max.microseconds)
    }

    package static func < (left: WireTime, right: WireTime) -> Bool { left.microseconds < right.microseconds }

    /// The one form it is written in.
    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The 27 bytes of `text`.
    func append(to bytes: inout [UInt8]) {
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = Self.date(ofDay: days)
        Self.append(year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(secondOfDay / 3_600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(secondOfDay / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(secondOfDay % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Self.append(fraction, digits: 6, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

extension WireTime: JSONEncodable, JSONDecodable {
    package init(json: JSONView) throws(JSONFieldError) {
        guard let time = WireTime(try json.string()) else {
            throw json.error(.invalid, "must be a time such as 2026-11-21T20:24:25.123456Z (RFC 3339, 1970 to 9999)")
        }
        self = time
    }

    package func write(to writer: inout JSONWriter) { writer.quoted { append(to: &$0) } }
}
