package import JSON

/// Everything to answer with.
package struct MaterialList: WireRequest {
    package static let method = Method.materialList
    package typealias Response = MaterialListResult

    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(atLeast: Int64? = nil) { self.atLeast = atLeast }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// What there is, each by name.
package struct MaterialListResult: WireValue {
    package var templates: [WireTemplate]
    package var articles: [WireArticle]
    package var macros: [WireMacro]

    package init(templates: [WireTemplate], articles: [WireArticle], macros: [WireMacro]) {
        self.templates = templates
        self.articles = articles
        self.macros = macros
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        templates = try object.decodeArray("templates")
        articles = try object.decodeArray("articles")
        macros = try object.decodeArray("macros")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("templates", templates)
        writer.member("articles", articles)
        writer.member("macros", macros)
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
