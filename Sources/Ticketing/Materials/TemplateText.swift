/// A prepared text in one language.
///
/// **Shape**: plain text in which `{{name}}` stands for a field and `{{{{` for two braces. A field's name is 1 to 64 of
/// `a-z0-9_-.:/`, spaces around it mean nothing.
package struct TemplateText: Hashable, Sendable {
    package let language: Language
    package let text: String

    package init(language: Language, text: String) {
        self.language = language
        self.text = text
    }

    /// A stretch of a text.
    private enum Part {
        case words(Substring)
        case field(Skill)
    }

    /// What is wrong with how a text is written.
    package enum Flaw: Error, Hashable, Sendable {
        /// Two braces that nothing closes.
        case unclosed
        /// Between the braces stands what is no name.
        case noName(String)
        /// There are no words in it.
        case empty
    }

    /// The fields that it names, sorted, each once.
    package var fields: [Skill] {
        guard let parts = try? parts() else { return [] }
        let names = parts.compactMap { part -> Skill? in
            if case .field(let name) = part { return name }
            return nil
        }
        return Set(names).sorted()
    }

    /// What is wrong with it; nil if nothing is.
    var flaw: Flaw? {
        do {
            return try parts().isEmpty ? .empty : nil
        } catch {
            return error
        }
    }

    /// The text with its fields filled in, or the fields for which there is nothing: a hole is never sent.
    package func filled(with values: [Skill: String]) -> Filling {
        guard let parts = try? parts() else { return .missing([]) }
        var text = ""
        var missing: Set<Skill> = []
        for part in parts {
            switch part {
            case .words(let words): text += words
            case .field(let name):
                if let value = values[name], value.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
                    text += value
                } else {
                    missing.insert(name)
                }
            }
        }
        return missing.isEmpty ? .text(text) : .missing(missing.sorted())
    }

    /// What became of a text with fields.
    package enum Filling: Hashable, Sendable {
        case text(String)
        case missing([Skill])
    }

    private func parts() throws(Flaw) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard let open = rest.range(ofBraces: "{") else {
                parts.append(.words(rest))
                break
            }
            if open.lowerBound > rest.startIndex { parts.append(.words(rest[..<open.lowerBound])) }
            rest = rest[open.upperBound...]
            if rest.hasPrefix("{{") {
                parts.append(.words(rest.prefix(2)))
                rest = rest.dropFirst(2)
                continue
            }
            guard let close = rest.range(ofBraces: "}") else { throw .unclosed }
            let name = rest[..<close.lowerBound].drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            guard let field = Skill(String(name)) else { throw .noName(String(String(name).prefix(64))) }
            parts.append(.field(field))
            rest = rest[close.upperBound...]
        }
        return parts
    }
}

extension Substring {
    /// Where two of these braces stand next to each other for the first time.
    fileprivate func range(ofBraces brace: Character) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            let next = self.index(after: index)
            if self[index] == brace, next < endIndex, self[next] == brace { return index..<self.index(after: next) }
            index = next
        }
        return nil
    }
}

extension Template {
    /// What is wrong with one of its texts; nil if nothing is.
    package var flaw: TemplateFlaw? {
        for text in texts {
            if let flaw = text.flaw { return TemplateFlaw(language: text.language, flaw: flaw) }
        }
        return nil
    }
}

/// A text of a template that cannot be.
package struct TemplateFlaw: Hashable, Sendable {
    package let language: Language
    package let flaw: TemplateText.Flaw

    package init(language: Language, flaw: TemplateText.Flaw) {
        self.language = language
        self.flaw = flaw
    }
}
