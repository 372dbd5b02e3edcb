/// How many columns of a terminal a text takes: an approximation that agrees with common terminals on letters, CJK and
/// emoji.
///
/// **Source** Unicode 15.1, annex 11 (East Asian Width) and technical standard 51 (emoji presentation).
enum DisplayWidth {
    /// The columns of a whole text, which holds no control characters (see ``VisibleText``).
    static func of(_ text: some StringProtocol) -> Int {
        // ASCII needs no look at graphemes, and most cells are ASCII.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of what a reader takes for one character; more than 2 for some clusters of Indic letters.
    static func of(_ character: Character) -> Int {
        guard let base = character.unicodeScalars.first else { return 0 }
        // Emoji are one picture, whatever they are joined from; variation selector 16 asks for the picture of a narrow
        // symbol.
        if base.value > 0x7F, base.properties.isEmojiPresentation { return 2 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        return character.unicodeScalars.reduce(0) { $0 + (isZeroWidth($1) ? 0 : isWide($1) ? 2 : 1) }
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        // Vowels and finals of Hangul join the letter before them.
        if (0x1160...0x11FF).contains(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x1100 && wide.contains { $0.contains(scalar.value) }
    }

    /// Blocks of East Asian Wide and Fullwidth characters.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF,
        0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
