/// Finds `@Handle` in texts. **Shape** a handle is ASCII letters, digits and `_`; an `@` behind one of these is an
/// address, not a mention.
enum TwcsMentions {
    /// The handle a text begins with, blanks before it aside.
    static func leading(in text: String) -> String? {
        let bytes = text.utf8
        guard let at = bytes.firstIndex(where: { !isBlank($0) }), bytes[at] == UInt8(ascii: "@") else { return nil }
        return handle(behind: at, in: text)
    }

    /// The first handle in a text that the closure takes.
    static func first<Found>(in text: String, where match: (String) -> Found?) -> Found? {
        let bytes = text.utf8
        var before: UInt8?
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "@"), !(before.map(isHandleByte) ?? false),
                let handle = handle(behind: index, in: text), let found = match(handle)
            {
                return found
            }
            before = bytes[index]
        }
        return nil
    }

    private static func handle(behind at: String.Index, in text: String) -> String? {
        let bytes = text.utf8
        let handle = bytes[bytes.index(after: at)...].prefix(while: isHandleByte)
        return handle.isEmpty ? nil : String(decoding: handle, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }

    private static func isHandleByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
