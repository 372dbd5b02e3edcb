/// The rules of the house, each a function of a path from the top and of what stands there.
extension House {
    /// Everything that is wrong with one file of Sources.
    static func violations(in path: String, text: String) -> [Violation] {
        guard path.hasSuffix(".swift") else { return [] }
        let code = SwiftCode(text)
        let imports = Import.all(in: code)
        return forbiddenImports(in: path, imports) + confinedImports(in: path, imports)
            + importsWithoutAccess(in: path, imports) + banned(in: path, code: code, text: text)
            + tooLong(path, text: text)
    }

    /// What stands at the top and has no business there.
    static func strays(among entries: some Sequence<String>) -> [Violation] {
        entries.filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.sorted().map {
            Violation($0, "does not belong at the top; \(topLevel.sorted().joined(separator: ", ")) do")
        }
    }

    /// Imports that the file's room is not allowed.
    static func forbiddenImports(in path: String, _ imports: [Import]) -> [Violation] {
        let folders = path.split(separator: "/")
        guard folders.count > 2, let allowance = rooms[String(folders[1])] else {
            return [Violation(path, "is in no room of the house; the rooms are in Tests/HouseTests/House.swift")]
        }
        guard case .only(let allowed) = allowance else { return [] }
        let names = allowed.isEmpty ? "nothing" : allowed.sorted().joined(separator: ", ")
        return imports.filter { !allowed.contains($0.module) && $0.module != folders[1] }.map {
            Violation(path, line: $0.line, "\(folders[1]) may not import \($0.module); it may import \(names)")
        }
    }

    /// Imports outside of the one folder that may have them.
    static func confinedImports(in path: String, _ imports: [Import]) -> [Violation] {
        imports.compactMap { found in
            guard let folder = confined[found.module], !path.hasPrefix(folder) else { return nil }
            return Violation(path, line: found.line, "only \(folder) may import \(found.module)")
        }
    }

    /// Imports that do not say who may see them.
    static func importsWithoutAccess(in path: String, _ imports: [Import]) -> [Violation] {
        imports.filter { $0.access == nil }.map {
            Violation(path, line: $0.line, "say `internal import \($0.module)`, or another access level")
        }
    }

    /// Code that may stop the process, and remarks about work that is not done.
    static func banned(in path: String, code: SwiftCode, text: String) -> [Violation] {
        let inCode = code.lines.enumerated().flatMap { index, line in
            // Spaces before a parenthesis do not make it another call; `try !done()` is another statement than `try!`.
            let pieces = line.split(separator: "(", omittingEmptySubsequences: false)
            let line = pieces.map { $0.trimmingSuffix(while: \.isWhitespace) }.joined(separator: "(")
            return bannedCode.filter { line.contains($0) }.map {
                Violation(path, line: index + 1, "`\($0)` is banned: return an error, or state a precondition")
            }
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let inText = lines.enumerated().flatMap { index, line in
            let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
            return bannedWords.filter { words.contains(Substring($0)) }.map {
                Violation(path, line: index + 1, "\($0) is banned: finish it, or file an issue")
            }
        }
        return inCode + inText
    }

    /// A file that has become two.
    static func tooLong(_ path: String, text: String) -> [Violation] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let count = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        if count <= sourceLinesMax { return [] }
        return [Violation(path, "has \(count) lines; split it by role, \(sourceLinesMax) is the most")]
    }
}

extension Substring {
    /// The text up to the last character that does not satisfy the predicate.
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return rest
    }
}
