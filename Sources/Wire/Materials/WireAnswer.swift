package import JSON

/// What is answered: words, a template that gives them, or a template that somebody put in other words.
package struct WireAnswer: Sendable, Equatable {
    /// Nil to have the words of the template.
    package var text: String?
    package var template: String?
    /// For the template's fields, if there is no text.
    package var values: [WireFieldValue]
    /// Before that of the ticket.
    package var language: String?
    /// What the customer is pointed to.
    package var articles: [String]

    package init(
        text: String? = nil, template: String? = nil, values: [WireFieldValue] = [], language: String? = nil,
        articles: [String] = []
    ) {
        self.text = text
        self.template = template
        self.values = values
        self.language = language
        self.articles = articles
    }

    /// Whether it is somebody's own words and nothing else.
    package var isPlain: Bool { template == nil && articles.isEmpty }

    /// Reads its members, whatever others the object has.
    init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        text = try object.optionalText("text")
        template = try object.optionalID("template")
        values = try object.fieldValues("values")
        language = try object.optionalID("language")
        articles = try object.ids("articles", countMax: Limits.replyArticlesMax) ?? []
        if text == nil && template == nil { throw object.missing("text") }
        if let values = object.optional("values"), text != nil {
            throw values.error(.invalid, "are for a template without a text")
        }
        if let language = object.optional("language"), template == nil {
            throw language.error(.invalid, "is for a template")
        }
    }

    /// Writes its members.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "template", template)
        if !values.isEmpty { writer.member("values", values) }
        writer.member(ifPresent: "language", language)
        if !articles.isEmpty { writer.member("articles", articles) }
    }
}

extension JSONObjectReader {
    /// Values for the fields of a template, if there is an array.
    mutating func fieldValues(_ key: StaticString) throws(JSONFieldError) -> [WireFieldValue] {
        guard let elements = try optionalArray(key, countMax: Limits.fieldValuesMax) else { return [] }
        var values: [WireFieldValue] = []
        for element in elements { values.append(try WireFieldValue(json: element)) }
        return values
    }
}

/// What of what was prepared a reply is made of.
package struct WireMaterial: WireValue {
    /// The template that gave the words; missing if none did.
    package var template: String?
    /// Of the text that was taken.
    package var language: String?
    /// Of the template.
    package var version: Int64?
    /// True if a person put it in other words.
    package var edited: Bool?
    /// Of which macro it was a step.
    package var macro: String?
    /// What the customer was pointed to.
    package var articles: [String]?

    package init(
        template: String? = nil, language: String? = nil, version: Int64? = nil, edited: Bool? = nil,
        macro: String? = nil, articles: [String]? = nil
    ) {
        self.template = template
        self.language = language
        self.version = version
        self.edited = edited
        self.macro = macro
        self.articles = articles
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        template = try object.optionalID("template")
        language = try object.optionalString("language")
        version = try object.optionalInt64("version", in: 0...JSONLimits.integerMax)
        edited = try object.optionalBool("edited")
        macro = try object.optionalID("macro")
        articles = try object.optionalStrings("articles")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "template", template)
        writer.member(ifPresent: "language", language)
        writer.member(ifPresent: "version", version)
        writer.member(ifPresent: "edited", edited)
        writer.member(ifPresent: "macro", macro)
        writer.member(ifPresent: "articles", articles)
        writer.endObject()
    }
}
