/// One import of a Swift file.
struct Import: Hashable, Sendable {
    /// The module, without a submodule or a declaration of it.
    let module: String
    /// `internal`, `package`, …; nil if the import does not say.
    let access: String?
    /// **Range**: from 1.
    let line: Int

    private static let levels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor",
    ]

    /// Every import of a file, those behind `#if` and `;` too.
    static func all(in code: SwiftCode) -> [Import] {
        code.lines.enumerated().flatMap { index, line in
            line.split(separator: ";").compactMap { Import(statement: $0, line: index + 1) }
        }
    }

    private init?(statement: Substring, line: Int) {
        var words = statement.split(whereSeparator: \.isWhitespace)[...]
        // What may stand before `import`: attributes and an access level; anything else is another statement.
        var access: String?
        while let word = words.first, word != "import" {
            guard word.hasPrefix("@") || Self.levels.contains(String(word)) else { return nil }
            if !word.hasPrefix("@") { access = String(word) }
            words.removeFirst()
        }
        guard words.popFirst() != nil else { return nil }
        if let kind = words.first, Self.kinds.contains(String(kind)) { words.removeFirst() }
        guard let path = words.first, let module = path.split(separator: ".").first else { return nil }
        self.module = module.filter { $0 != "`" }
        self.access = access
        self.line = line
    }
}
