package import Identity

/// What agents answer with: prepared texts, articles they point to, and several steps in one.
///
/// **Shape**: `template/<name>`, `article/<name>` or `macro/<name>`, the name of its stream.
package struct MaterialID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case template, article, macro
    }

    package let kind: Kind
    /// **Range**: 1 to 64 bytes of `a-z0-9_-.:/`.
    package let name: Skill

    package init(_ kind: Kind, _ name: Skill) {
        self.kind = kind
        self.name = name
    }

    package var description: String { "\(kind.rawValue)/\(name)" }

    package static func < (left: MaterialID, right: MaterialID) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }
}

/// A prepared text in one language or several, with fields.
package struct Template: Hashable, Sendable {
    /// What people call it. **Range**: 1 to 64 bytes.
    package var title: String
    /// Sorted by language, each once. **Range**: 1 to 24; 40,000 bytes together.
    package var texts: [TemplateText]

    package init(title: String, texts: [TemplateText]) {
        self.title = title
        self.texts = texts
    }

    package static let bytesMax = 40_000

    /// The text in the first of these languages that there is one in, or that is a variety of one; else the first text.
    package func text(in languages: [Language]) -> TemplateText? {
        for language in languages {
            if let found = texts.first(where: { $0.language == language }) { return found }
            if let found = texts.first(where: { $0.language == language.base }) { return found }
        }
        return texts.first
    }
}

/// Something to point customers to.
package struct Article: Hashable, Sendable {
    /// **Range**: 1 to 256 bytes.
    package var title: String
    /// **Range**: `https://` or `http://` and more, at most 2,048 bytes without white space.
    package var url: String
    package var language: Language?

    package init(title: String, url: String, language: Language? = nil) {
        self.title = title
        self.url = url
        self.language = language
    }
}

/// Several steps in one: a reply by template, and what is done to the ticket. All or none of it happens.
package struct Macro: Hashable, Sendable {
    /// What people call it. **Range**: 1 to 64 bytes.
    package var title: String
    /// What is answered; nil for nothing.
    package var template: Skill?
    /// In their order. **Range**: at most 16.
    package var actions: [MacroAction]

    package init(title: String, template: Skill?, actions: [MacroAction]) {
        self.title = title
        self.template = template
        self.actions = actions
    }
}

/// One step of a macro.
package enum MacroAction: Hashable, Sendable {
    case tag(Tag)
    case untag(Tag)
    case team(TeamID)
    /// **Units**: seconds from when it is run, 60 to 31,536,000.
    case snooze(seconds: Int)
    case resolve
}

/// What is prepared under one name.
package enum MaterialDocument: Hashable, Sendable {
    case template(Template)
    case article(Article)
    case macro(Macro)

    package var kind: MaterialID.Kind {
        switch self {
        case .template: .template
        case .article: .article
        case .macro: .macro
        }
    }
}

/// What is prepared under one name, folded from its stream.
package struct MaterialState: Hashable, Sendable {
    package let id: MaterialID
    /// Nil once it is retired.
    package private(set) var document: MaterialDocument?
    package private(set) var version = StreamVersion.none
    /// Where the last event of the stream stands.
    package private(set) var position = LogPosition.beforeAll

    package init(id: MaterialID) { self.id = id }

    /// Takes the next event of the stream into account.
    package mutating func evolve(with recorded: RecordedEvent) {
        version = recorded.version
        position = recorded.position
        guard case .material(let event) = recorded.event else { return }
        switch event {
        case .set(let next): document = next
        case .retired: document = nil
        }
    }

    /// What follows from setting it: nothing if it is so.
    package func decideSet(_ next: MaterialDocument) -> Decision {
        if document == next { return .unchanged }
        if case .template(let template) = next, let flaw = template.flaw { return .rejected(.malformedTemplate(flaw)) }
        return .accepted(Changes([NewEvent(.material(.set(next)), on: .material(id))]))
    }

    /// What follows from its end.
    package func decideRetire() -> Decision {
        document == nil ? .unchanged : .accepted(Changes([NewEvent(.material(.retired(id.kind)), on: .material(id))]))
    }
}
