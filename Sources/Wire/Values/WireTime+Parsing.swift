extension WireTime {
    /// Nil unless the text is a moment of RFC 3339 within the range.
    package init?(_ text: String) {
        var text = text
        guard let time = text.withUTF8({ Self.parse($0) }) else { return nil }
        self = time
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> WireTime? {
        // `2026-11-21T20:24:25` and at least a `Z`; at most nine digits and an offset.
        guard (20...35).contains(text.count) else { return nil }
        guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] | 0x20 == UInt8(ascii: "t"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
        else { return nil }
        guard let year = number(text, 0..<4), (1_970...9_999).contains(year),
            let month = number(text, 5..<7), (1...12).contains(month),
            let day = number(text, 8..<10), (1...dayCount(month: month, year: year)).contains(day),
            let hour = number(text, 11..<13), hour < 24, let minute = number(text, 14..<16), minute < 60,
            let second = number(text, 17..<19), second < 60
        else { return nil }
        var cursor = 19
        guard let fraction = fraction(text, &cursor), let offset = offset(text, cursor) else { return nil }
        let days = Self.day(ofDate: year, month, day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        let microseconds = seconds * 1_000_000 + fraction
        guard (0...Self.max.microseconds).contains(microseconds) else { return nil }
        return WireTime(microseconds: microseconds)
    }

    /// Microseconds; advances past the digits. Zero if there are none, nil for a dot without digits or too many.
    private static func fraction(_ text: UnsafeBufferPointer<UInt8>, _ cursor: inout Int) -> Int64? {
        guard text[cursor] == UInt8(ascii: ".") else { return 0 }
        cursor += 1
        let start = cursor
        var microseconds: Int64 = 0
        var unit: Int64 = 100_000
        while cursor < text.count, let digit = digit(text[cursor]) {
            microseconds += digit * unit
            unit /= 10
            cursor += 1
        }
        return (1...9).contains(cursor - start) ? microseconds : nil
    }

    /// Seconds east of UTC; nil unless exactly an offset is left.
    private static func offset(_ text: UnsafeBufferPointer<UInt8>, _ cursor: Int) -> Int64? {
        guard cursor < text.count else { return nil }
        let sign = text[cursor]
        if sign | 0x20 == UInt8(ascii: "z") { return cursor + 1 == text.count ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), cursor + 6 == text.count,
            text[cursor + 3] == UInt8(ascii: ":"), let hours = number(text, cursor + 1..<cursor + 3), hours < 24,
            let minutes = number(text, cursor + 4..<cursor + 6), minutes < 60
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        for index in range {
            guard let digit = digit(text[index]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? Int64(digit) : nil
    }

    private static func dayCount(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // The proleptic Gregorian calendar counted in eras of 400 years (146,097 days) that begin on 1 March, so that the
    // leap day is the last of its year. 719,468 days lie between 0000-03-01 and 1970-01-01. Years here are positive.

    /// Days since 1970-01-01.
    static func day(ofDate year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = shiftedYear.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date that many days after 1970-01-01.
    static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
