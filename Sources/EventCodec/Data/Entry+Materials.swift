internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: MaterialEvent) {
        switch event {
        case .set(.template): self = .templateSet
        case .set(.article): self = .articleSet
        case .set(.macro): self = .macroSet
        case .retired(.template): self = .templateRetired
        case .retired(.article): self = .articleRetired
        case .retired(.macro): self = .macroRetired
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names. What it is called is the name of the stream.
    static func writeData(of event: MaterialEvent, to writer: inout JSONWriter) {
        switch event {
        case .set(.template(let template)):
            writer.key("texts")
            writer.beginArray()
            for text in template.texts {
                writer.beginObject()
                writer.member("language", text.language.tag)
                writer.member("text", text.text)
                writer.endObject()
            }
            writer.endArray()
            writer.member("title", template.title)
        case .set(.article(let article)):
            writer.member(ifPresent: "language", article.language?.tag)
            writer.member("title", article.title)
            writer.member("url", article.url)
        case .set(.macro(let macro)):
            writer.key("actions")
            writer.beginArray()
            for action in macro.actions { write(action, to: &writer) }
            writer.endArray()
            writer.member(ifPresent: "template", macro.template?.name)
            writer.member("title", macro.title)
        case .retired: break
        }
    }

    private static func write(_ action: MacroAction, to writer: inout JSONWriter) {
        writer.beginObject()
        switch action {
        case .tag(let tag): writer.member("tag", tag.name)
        case .untag(let tag): writer.member("untag", tag.name)
        case .team(let team): writer.member("team", team.name)
        case .snooze(let seconds): writer.member("snoozeSeconds", seconds)
        case .resolve: writer.member("resolve", true)
        }
        writer.endObject()
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readTemplateSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        var texts: [TemplateText] = []
        for element in try data.array("texts") {
            var object = try JSONObjectReader(element)
            let language = try object.name("language") { Language($0) }
            texts.append(TemplateText(language: language, text: try object.string("text")))
            try object.finish()
        }
        return .material(.set(.template(Template(title: try data.string("title"), texts: texts))))
    }

    /// As `readTemplateSet`.
    static func readArticleSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let language = try data.nameIfPresent("language") { Language($0) }
        let title = try data.string("title")
        return .material(.set(.article(Article(title: title, url: try data.string("url"), language: language))))
    }

    /// As `readTemplateSet`.
    static func readMacroSet(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        var actions: [MacroAction] = []
        for element in try data.array("actions") {
            var object = try JSONObjectReader(element)
            actions.append(try readAction(&object))
            try object.finish()
        }
        let template = try data.nameIfPresent("template") { Skill($0) }
        return .material(
            .set(.macro(Macro(title: try data.string("title"), template: template, actions: actions))))
    }

    private static func readAction(_ object: inout JSONObjectReader) throws(JSONFieldError) -> MacroAction {
        if let tag = try object.nameIfPresent("tag", { Tag($0) }) { return .tag(tag) }
        if let tag = try object.nameIfPresent("untag", { Tag($0) }) { return .untag(tag) }
        if let team = try object.teamIfPresent("team") { return .team(team) }
        if let seconds = try object.intIfPresent("snoozeSeconds") { return .snooze(seconds: seconds) }
        guard try object.bool("resolve") else { throw object.missing("resolve") }
        return .resolve
    }
}
