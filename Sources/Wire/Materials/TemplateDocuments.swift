package import JSON

/// A prepared text in one language.
package struct WireTemplateText: WireValue {
    package var language: String
    /// `{{name}}` stands for a field, `{{{{` for two braces.
    package var text: String

    package init(language: String, text: String) {
        self.language = language
        self.text = text
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        language = try object.id("language")
        text = try object.string("text", utf8Max: Limits.templateBytesMax, utf8Min: 1)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("language", language)
        writer.member("text", text)
        writer.endObject()
    }
}

/// A prepared text in one language or several, with fields.
package struct WireTemplate: WireDocument, WireValue {
    package static let method = Method.templateSet

    package var template: String
    package var title: String
    package var texts: [WireTemplateText]

    package init(template: String, title: String, texts: [WireTemplateText]) {
        self.template = template
        self.title = title
        self.texts = texts
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        template = try object.id("template")
        title = try object.string("title", utf8Max: Limits.materialTitleBytesMax, utf8Min: 1)
        texts = []
        let elements = try object.array("texts", countMax: Limits.templateTextsMax)
        for element in elements { texts.append(try WireTemplateText(json: element)) }
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("template", template)
        writer.member("title", title)
        writer.member("texts", texts)
    }
}

/// Something to point customers to.
package struct WireArticle: WireDocument, WireValue {
    package static let method = Method.articleSet

    package var article: String
    package var title: String
    package var url: String
    package var language: String?

    package init(article: String, title: String, url: String, language: String? = nil) {
        self.article = article
        self.title = title
        self.url = url
        self.language = language
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        article = try object.id("article")
        title = try object.string("title", utf8Max: Limits.articleTitleBytesMax, utf8Min: 1)
        url = try object.string("url", utf8Max: Limits.urlBytesMax, utf8Min: 8)
        language = try object.optionalID("language")
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("article", article)
        writer.member("title", title)
        writer.member("url", url)
        writer.member(ifPresent: "language", language)
    }
}

/// One step of a macro: exactly one of its members.
package struct WireMacroAction: WireValue {
    package var tag: String?
    package var untag: String?
    package var team: String?
    package var snoozeSeconds: Int?
    package var resolve: Bool?

    package init(
        tag: String? = nil, untag: String? = nil, team: String? = nil, snoozeSeconds: Int? = nil, resolve: Bool? = nil
    ) {
        self.tag = tag
        self.untag = untag
        self.team = team
        self.snoozeSeconds = snoozeSeconds
        self.resolve = resolve
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        tag = try object.optionalTag("tag")
        untag = try object.optionalTag("untag")
        team = try object.optionalID("team")
        snoozeSeconds = try object.optionalInt("snoozeSeconds", in: Limits.macroSnoozeSeconds)
        resolve = try object.optionalBool("resolve")
        try object.finish()
        let given = [tag != nil, untag != nil, team != nil, snoozeSeconds != nil, resolve != nil].count { $0 }
        guard given == 1, resolve != false else {
            throw json.error(.invalid, "must say one thing: tag, untag, team, snoozeSeconds, or resolve, which is true")
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "tag", tag)
        writer.member(ifPresent: "untag", untag)
        writer.member(ifPresent: "team", team)
        writer.member(ifPresent: "snoozeSeconds", snoozeSeconds)
        writer.member(ifPresent: "resolve", resolve)
        writer.endObject()
    }
}

/// Several steps in one.
package struct WireMacro: WireDocument, WireValue {
    package static let method = Method.macroSet

    package var macro: String
    package var title: String
    /// What is answered; nil for nothing.
    package var template: String?
    package var actions: [WireMacroAction]

    package init(macro: String, title: String, template: String? = nil, actions: [WireMacroAction] = []) {
        self.macro = macro
        self.title = title
        self.template = template
        self.actions = actions
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        macro = try object.id("macro")
        title = try object.string("title", utf8Max: Limits.materialTitleBytesMax, utf8Min: 1)
        template = try object.optionalID("template")
        actions = []
        if let elements = try object.optionalArray("actions", countMax: Limits.macroActionsMax) {
            for element in elements { actions.append(try WireMacroAction(json: element)) }
        }
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("macro", macro)
        writer.member("title", title)
        writer.member(ifPresent: "template", template)
        writer.member("actions", actions)
    }
}

/// What ends: it can be used no more, and what was answered with it stays as it is.
package struct WireMaterialName<Kind: WireMaterialKind>: WireDocument {
    package static var method: Method { Kind.retire }

    package var name: String

    package init(_ name: String) { self.name = name }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) { name = try object.id(Kind.member) }

    package func writeMembers(to writer: inout JSONWriter) { writer.member(Kind.member, name) }
}

/// A kind of what is prepared.
package protocol WireMaterialKind: Sendable {
    static var retire: Method { get }
    /// What the parameter is called.
    static var member: StaticString { get }
}

/// The kinds, by what they are called on the wire.
package enum WireMaterialKinds {
    /// Of `template.retire`.
    package enum Template: WireMaterialKind {
        package static let retire = Method.templateRetire
        package static let member: StaticString = "template"
    }
    /// Of `article.retire`.
    package enum Article: WireMaterialKind {
        package static let retire = Method.articleRetire
        package static let member: StaticString = "article"
    }
    /// Of `macro.retire`.
    package enum Macro: WireMaterialKind {
        package static let retire = Method.macroRetire
        package static let member: StaticString = "macro"
    }
}
