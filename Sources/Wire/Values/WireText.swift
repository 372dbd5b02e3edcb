internal import JSON

/// The forms that short texts of the protocol must have.
///
/// **Errors**: `JSONFieldError` at the value; the value itself is never repeated.
package enum WireText {
    /// An opaque id: 1 ... 64 of `A-Z a-z 0-9 . _ : -`.
    package static func isID(_ text: String) -> Bool {
        (1...Limits.idBytesMax).contains(text.utf8.count) && text.utf8.allSatisfy(isIDByte)
    }

    /// A channel: `kind:account`, such as `x:@acme_help`; the kind is lower-case, neither part has spaces or controls.
    package static func isChannel(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (3...Limits.channelBytesMax).contains(bytes.count), let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        let kind = bytes[..<colon]
        guard (1...32).contains(kind.count), kind.first.map(isLowerLetter) == true,
            kind.allSatisfy({ isLowerLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else { return false }
        let account = text[text.index(after: colon)...]
        return !account.isEmpty && account.unicodeScalars.allSatisfy(isVisible)
    }

    /// A tag: 1 ... 64 bytes, no upper case, no spaces or controls.
    package static func isTag(_ text: String) -> Bool {
        guard (1...Limits.tagBytesMax).contains(text.utf8.count) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return scalar.value > 0x20 && scalar.value != 0x7F && !("A"..."Z").contains(scalar) }
            return isVisible(scalar) && !scalar.properties.isUppercase
        }
    }

    /// The lower-case form of a UUID in its 8-4-4-4-12 form; nil for anything else.
    package static func uuid(_ text: String) -> String? {
        guard text.utf8.count == 36 else { return nil }
        var index = 0
        var isLower = true
        for byte in text.utf8 {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            guard isDash ? byte == UInt8(ascii: "-") : isHexDigit(byte) else { return nil }
            isLower = isLower && !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
            index += 1
        }
        return isLower ? text : text.lowercased()
    }

    /// The value as an id.
    static func id(_ view: JSONView) throws(JSONFieldError) -> String {
        let text = try view.string()
        guard isID(text) else { throw view.error(.invalid, "must be 1 to 64 of A-Z a-z 0-9 . _ : -") }
        return text
    }

    /// The value as a channel.
    static func channel(_ view: JSONView) throws(JSONFieldError) -> String {
        let text = try view.string(utf8Max: Limits.channelBytesMax)
        guard isChannel(text) else { throw view.error(.invalid, "must have the form kind:account, such as x:@acme") }
        return text
    }

    /// The value as a tag.
    static func tag(_ view: JSONView) throws(JSONFieldError) -> String {
        let text = try view.string(utf8Max: Limits.tagBytesMax)
        guard isTag(text) else { throw view.error(.invalid, "must be lower-case, not empty and without spaces") }
        return text
    }

    /// A language: 2 ... 35 of `a-z0-9-`, no hyphen at its ends or beside another.
    package static func isLanguage(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return (2...Limits.languageBytesMax).contains(text.utf8.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLowerLetter($0) || isDigit($0) } }
    }

    /// The value as a language.
    static func language(_ view: JSONView) throws(JSONFieldError) -> String {
        let text = try view.string(utf8Max: Limits.languageBytesMax)
        guard isLanguage(text) else { throw view.error(.invalid, "must be a language such as de or pt-br") }
        return text
    }

    /// The value as a SHA-256.
    static func sha256(_ view: JSONView) throws(JSONFieldError) -> String {
        let text = try view.string(utf8Max: 64)
        guard text.utf8.count == 64, text.utf8.allSatisfy({ isDigit($0) || isLowerLetter($0) && isHexDigit($0) }) else {
            throw view.error(.invalid, "must be 64 of 0-9 a-f")
        }
        return text
    }

    /// The value as a UUID in lower case.
    static func commandID(_ view: JSONView) throws(JSONFieldError) -> String {
        guard let id = uuid(try view.string(utf8Max: 36)) else { throw view.error(.invalid, "must be a UUID") }
        return id
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        isLowerLetter(byte) || isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: "-")
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 0x20 && scalar.value != 0x7F }
        return !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
    }

    private static func isLowerLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
