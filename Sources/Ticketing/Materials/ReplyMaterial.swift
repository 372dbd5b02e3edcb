package import Identity

/// What of what was prepared a reply is made of. A class, because each reply has room for it and few have it.
///
/// The log says by the position of the reply what each of it said then: nobody answers with what is retired.
package final class ReplyMaterial: Hashable, Sendable {
    /// The template that gave the words.
    package struct Words: Hashable, Sendable {
        package let template: Skill
        /// Of the text that was taken.
        package let language: Language
        /// Of the template's stream.
        package let version: StreamVersion
        /// Whether a person put it in other words.
        package let isEdited: Bool

        package init(template: Skill, language: Language, version: StreamVersion, isEdited: Bool) {
            self.template = template
            self.language = language
            self.version = version
            self.isEdited = isEdited
        }
    }

    /// Nil if no template gave the words.
    package let words: Words?
    /// Of which macro it is a step; nil of none.
    package let macro: Skill?
    /// What the customer is pointed to, in the order in which it stands there, each once. **Range**: at most 8.
    package let articles: [Skill]

    package static let articlesMax = 8

    /// Nil if there is nothing in it.
    package init?(words: Words? = nil, macro: Skill? = nil, articles: [Skill] = []) {
        if words == nil && macro == nil && articles.isEmpty { return nil }
        self.words = words
        self.macro = macro
        self.articles = articles
    }

    /// Whether the customer reads the words of a template as they were prepared.
    package var isCanned: Bool { words.map { !$0.isEdited } ?? false }

    /// The same of a reply that says it in other words.
    package var edited: ReplyMaterial? {
        ReplyMaterial(
            words: words.map {
                Words(template: $0.template, language: $0.language, version: $0.version, isEdited: true)
            }, macro: macro, articles: articles)
    }

    package static func == (left: ReplyMaterial, right: ReplyMaterial) -> Bool {
        left === right || left.words == right.words && left.macro == right.macro && left.articles == right.articles
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words)
        hasher.combine(macro)
        hasher.combine(articles)
    }
}

/// What somebody wants an answer to be made of.
package struct PreparedReply: Hashable, Sendable {
    package var template: Skill?
    /// For the template's fields.
    package var values: [Skill: String]
    /// Before the ticket's own.
    package var language: Language?
    /// **Range**: at most 8, each once.
    package var articles: [Skill]

    package init(
        template: Skill? = nil, values: [Skill: String] = [:], language: Language? = nil, articles: [Skill] = []
    ) {
        self.template = template
        self.values = values
        self.language = language
        self.articles = articles
    }
}
