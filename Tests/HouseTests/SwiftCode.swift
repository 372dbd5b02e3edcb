/// A Swift file without what only looks like code: comments and the insides of string literals are blank.
///
/// What is interpolated into a string is code and stays. Lines keep their numbers. It does not know regex literals; a
/// quote in one hides at most the rest of its line.
struct SwiftCode {
    /// **Range**: one element per line of the file, the first is line 1.
    let lines: [String]

    init(_ text: String) {
        var scanner = Scanner(Array(text.unicodeScalars))
        scanner.code(until: nil)
        var code = String.UnicodeScalarView()
        code.append(contentsOf: scanner.kept)
        lines = String(code).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private struct Scanner {
        let scalars: [Unicode.Scalar]
        var index = 0
        var kept: [Unicode.Scalar] = []

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        /// Keeps code until the end, or until the parenthesis that closes an interpolation.
        mutating func code(until end: Unicode.Scalar?) {
            var depth = 0
            while index < scalars.count {
                if starts("//") {
                    while index < scalars.count, scalars[index] != "\n" { index += 1 }
                } else if starts("/*") {
                    comment()
                } else if let pounds = literalPounds() {
                    literal(pounds: pounds)
                } else {
                    if end != nil, scalars[index] == "(" { depth += 1 }
                    if let end, scalars[index] == end {
                        if depth == 0 { return }
                        depth -= 1
                    }
                    // A carriage return is no part of a line.
                    if scalars[index] != "\r" { kept.append(scalars[index]) }
                    index += 1
                }
            }
        }

        /// Skips a comment of several lines, which may hold others.
        private mutating func comment() {
            var depth = 0
            repeat {
                if starts("/*") {
                    depth += 1
                    index += 2
                } else if starts("*/") {
                    depth -= 1
                    index += 2
                } else {
                    if scalars[index] == "\n" { kept.append("\n") }
                    index += 1
                }
            } while depth > 0 && index < scalars.count
        }

        /// How many `#` stand before the quote that begins here; nil if no literal does.
        private func literalPounds() -> Int? {
            var next = index
            while next < scalars.count, scalars[next] == "#" { next += 1 }
            return next < scalars.count && scalars[next] == "\"" ? next - index : nil
        }

        /// Skips a literal but for its quotes and what is interpolated.
        private mutating func literal(pounds: Int) {
            let pound = String(repeating: "#", count: pounds)
            index += pounds
            let quote = opensLines() ? "\"\"\"" : "\""
            index += quote.unicodeScalars.count
            kept.append("\"")
            while index < scalars.count {
                if starts(quote + pound) {
                    index += quote.unicodeScalars.count + pounds
                    break
                }
                if starts("\\" + pound) {
                    index += 1 + pounds
                    guard index < scalars.count else { break }
                    if scalars[index] == "(" {
                        kept.append("(")
                        index += 1
                        code(until: ")")
                        kept.append(")")
                    } else if scalars[index] == "\n" {
                        kept.append("\n")
                    }
                    index += 1
                    continue
                }
                if scalars[index] == "\n" {
                    // A literal of one line that is not closed: the compiler complains, here it is over.
                    if quote == "\"" { break }
                    kept.append("\n")
                }
                index += 1
            }
            kept.append("\"")
        }

        /// Whether three quotes begin a literal of several lines: nothing else follows on theirs. `#"""#` is one quote.
        private func opensLines() -> Bool {
            guard starts("\"\"\"") else { return false }
            return scalars[(index + 3)...].first { $0 != " " && $0 != "\t" && $0 != "\r" } == "\n"
        }

        private func starts(_ text: String) -> Bool {
            let wanted = Array(text.unicodeScalars)
            return index + wanted.count <= scalars.count && scalars[index..<index + wanted.count].elementsEqual(wanted)
        }
    }
}
