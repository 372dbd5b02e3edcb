/// The spellings of single fields of a twcs file.
enum TwcsField {
    /// A tweet's number, `3` or as pandas writes a column with gaps in it: `3.0`.
    static func id(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        let whole = bytes.prefix { $0 != UInt8(ascii: ".") }
        let fraction = bytes.dropFirst(whole.count)
        if !fraction.isEmpty, fraction.count < 2 || !fraction.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") }) {
            return nil
        }
        return number(whole)
    }

    /// A handle or customer number: ASCII without blanks, so that equal means equal bytes.
    static func handle(_ bytes: ArraySlice<UInt8>) -> String? {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `True` or `False`, in any case of letters.
    static func flag(_ bytes: ArraySlice<UInt8>) -> Bool? {
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// `Tue Oct 31 22:10:47 +0000 2017` as seconds since 1970 UTC. The name of the day is not looked at.
    static func time(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let parts = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].count == 3, parts[4].count == 5, parts[5].count == 4 else { return nil }
        let clock = parts[3].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.count == 2 }) else { return nil }
        guard
            let month = months.firstIndex(of: String(decoding: parts[1], as: UTF8.self)),
            let day = number(parts[2]), let hour = number(clock[0]), let minute = number(clock[1]),
            let second = number(clock[2]), let year = number(parts[5]),
            let offset = offset(parts[4])
        else { return nil }
        guard (1...31).contains(day), hour < 24, minute < 60, second <= 60 else { return nil }
        let days = daysSince1970(year: Int64(year), month: Int64(month + 1), day: Int64(day))
        return days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - offset
    }

    private static let months: [String] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            let (tens, carried) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            if carried || overflowed { return nil }
            value = sum
        }
        return value
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let sign = bytes.first, let digits = number(bytes.dropFirst()), digits % 100 < 60, digits < 2400 else {
            return nil
        }
        let seconds = Int64(digits / 100 * 3600 + digits % 100 * 60)
        switch sign {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    /// Days between 1970-01-01 and a date of the Gregorian calendar, counting years from March so that a leap day ends
    /// one.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
