package import JSON

/// A page of what there is to answer with, by kind and name.
package struct MaterialList: WireRequest {
    package static let method = Method.materialList
    package typealias Response = MaterialListResult

    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil) {
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// What there is, each by name: articles, then macros, then templates, over all pages.
package struct MaterialListResult: WireValue {
    package var templates: [WireTemplate]
    package var articles: [WireArticle]
    package var macros: [WireMacro]
    /// Cursor of the next page; nil on the last.
    package var next: String?

    package init(templates: [WireTemplate], articles: [WireArticle], macros: [WireMacro], next: String? = nil) {
        self.templates = templates
        self.articles = articles
        self.macros = macros
        self.next = next
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        templates = try object.decodeArray("templates")
        articles = try object.decodeArray("articles")
        macros = try object.decodeArray("macros")
        next = try object.optionalCursor("next")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("templates", templates)
        writer.member("articles", articles)
        writer.member("macros", macros)
        writer.member(ifPresent: "next", next)
        writer.endObject()
    }
}

/// A value for a field of a template.
package struct WireFieldValue: WireValue {
    package var field: String
    package var value: String

    package init(field: String, value: String) {
        self.field = field
        self.value = value
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        field = try object.id("field")
        value = try object.string("value", utf8Max: Limits.fieldValueBytesMax)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("field", field)
        writer.member("value", value)
        writer.endObject()
    }
}

/// What a template says with these values: `missing_field` if there is a hole left.
package struct TemplatePreview: WireRequest {
    package static let method = Method.templatePreview
    package typealias Response = TemplatePreviewResult

    package var template: String
    /// The ticket whose customer, channel and language fill the fields that are the same for every template.
    package var ticket: String?
    /// Before that of the ticket.
    package var language: String?
    package var values: [WireFieldValue]

    package init(template: String, ticket: String? = nil, language: String? = nil, values: [WireFieldValue] = []) {
        self.template = template
        self.ticket = ticket
        self.language = language
        self.values = values
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        template = try object.id("template")
        ticket = try object.optionalID("ticket")
        language = try object.optionalID("language")
        values = try object.fieldValues("values")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("template", template)
        writer.member(ifPresent: "ticket", ticket)
        writer.member(ifPresent: "language", language)
        writer.member("values", values)
        writer.endObject()
    }
}

/// The words, and in which language they are.
package struct TemplatePreviewResult: WireValue {
    package var text: String
    package var language: String

    package init(text: String, language: String) {
        self.text = text
        self.language = language
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        text = try object.string("text")
        language = try object.string("language")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("text", text)
        writer.member("language", language)
        writer.endObject()
    }
}
