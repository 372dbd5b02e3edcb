/// The beginning of a text on one line.
enum Preview {
    /// **Units**: characters. A preview is one line of a list, not the message.
    private static let charactersMax = 140
    /// Many are kept, and one character can have any number of marks.
    private static let bytesMax = 1_024

    /// Each run of white space is one space, none at the ends; what was cut off is an ellipsis.
    static func of(_ text: String) -> String { ofASCII(text) ?? ofAny(text) }

    /// Byte by byte, which takes a twentieth of the time; nil if there is more than ASCII in what is shown.
    private static func ofASCII(_ text: String) -> String? {
        var preview: [UInt8] = []
        preview.reserveCapacity(charactersMax + 32)
        var count = 0
        for byte in text.utf8 {
            // Also of the one behind the last that is shown: it may be a mark that belongs to it.
            guard byte < 0x80 else { return nil }
            if count == charactersMax { return String(decoding: preview, as: UTF8.self) + "…" }
            if byte == 0x20 || (0x09...0x0d).contains(byte) {
                if let last = preview.last, last != 0x20 { preview.append(0x20) }
                continue
            }
            preview.append(byte)
            count += 1
        }
        if preview.last == 0x20 { preview.removeLast() }
        return String(decoding: preview, as: UTF8.self) + (count == charactersMax ? "…" : "")
    }

    private static func ofAny(_ text: String) -> String {
        var preview = ""
        var count = 0
        var wasSpace = true
        for character in text {
            if character.isWhitespace {
                if !wasSpace { preview.append(" ") }
                wasSpace = true
                continue
            }
            wasSpace = false
            if preview.utf8.count + character.utf8.count > bytesMax {
                preview.append("…")
                break
            }
            preview.append(character)
            count += 1
            if count == charactersMax {
                preview.append("…")
                break
            }
        }
        return preview.last == " " ? String(preview.dropLast()) : preview
    }
}
