/// Breaks texts into lines that fit a number of columns.
enum TextWrap {
    /// The lines of a text: at its own line ends, between words, and inside words that are too long; CJK breaks
    /// anywhere.
    ///
    /// - Parameters:
    ///   - text: may hold anything; controls are made visible.
    ///   - columns: at least 2, so that a wide character fits.
    ///   - indent: goes before every line and counts.
    static func lines(_ text: String, columns: Int, indent: String = "") -> [String] {
        let room = max(2, columns - DisplayWidth.of(indent))
        return VisibleText.lines(text).flatMap { wrap($0, room) }.map { $0.isEmpty ? "" : indent + $0 }
    }

    private static func wrap(_ line: String, _ room: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var used = 0
        for piece in pieces(line) {
            let width = DisplayWidth.of(piece)
            let isBlank = piece.first == " "
            if used + width <= room {
                current += piece
                used += width
                continue
            }
            // Blanks at a break are dropped; a line's own indentation was put on it before.
            if isBlank {
                lines.append(current)
                (current, used) = ("", 0)
                continue
            }
            if used > 0 {
                lines.append(current)
                (current, used) = ("", 0)
            }
            for character in piece {
                let width = DisplayWidth.of(character)
                if used + width > room {
                    lines.append(current)
                    (current, used) = ("", 0)
                }
                current.append(character)
                used += width
            }
        }
        lines.append(current)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    /// Words, runs of blanks, and single wide characters, each of which may begin a line.
    private static func pieces(_ line: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = line.startIndex
        var previous: Kind?
        for index in line.indices {
            let kind = Kind(line[index])
            if let previous, kind != previous || kind == .wide {
                pieces.append(line[start..<index])
                start = index
            }
            previous = kind
        }
        if start < line.endIndex { pieces.append(line[start...]) }
        return pieces
    }

    private enum Kind {
        case blank
        case word
        case wide

        init(_ character: Character) {
            self = character == " " ? .blank : DisplayWidth.of(character) == 2 ? .wide : .word
        }
    }
}
