/// Makes texts of strangers harmless to a terminal, and shows what was in them.
///
/// An escape sequence in a customer's message could else repaint the screen, set the window's title or answer for the
/// user. Characters that turn the direction of writing are shown as well, since they can make a line read as another
/// one.
enum VisibleText {
    /// One line: line ends become a sign, tabs a blank.
    static func line(_ text: String) -> String {
        replace(text) { $0 == "\n" ? "⏎" : nil }
    }

    /// Several lines: line ends stay, whichever way they are written.
    static func lines(_ text: String) -> [String] {
        let unified = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
        return unified.map { line in
            let ended = line.last == "\r" ? line.dropLast() : line
            return replace(String(String.UnicodeScalarView(ended))) { _ in nil }
        }
    }

    private static func replace(_ text: String, also special: (Unicode.Scalar) -> Unicode.Scalar?) -> String {
        if text.unicodeScalars.allSatisfy({ !isHarmful($0) }) { return text }
        var result = String.UnicodeScalarView()
        var skipped = false
        for scalar in text.unicodeScalars {
            // CR LF is one line end.
            if skipped, scalar != "\n" { result.append("␍") }
            skipped = scalar == "\r"
            if skipped { continue }
            if let sign = special(scalar) {
                result.append(sign)
            } else if isHarmful(scalar) {
                result.append(contentsOf: sign(for: scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        if skipped { result.append("␍") }
        return String(result)
    }

    /// Unicode has pictures of the ASCII controls; the others are named.
    private static func sign(for scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: return " "
        case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) } ?? "?"
        case 0x7F: return "␡"
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>"
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        // Line and paragraph separator, embeddings, overrides, isolates.
        case 0x2028...0x202E, 0x2066...0x2069: true
        // Tag characters are invisible, and serve only flags of regions otherwise.
        case 0xE0000...0xE001F: true
        default: false
        }
    }
}
