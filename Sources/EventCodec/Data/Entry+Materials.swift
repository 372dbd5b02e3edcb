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

// What replies are made of.
extension Entry {
    /// Writes the member `material`, if there is something to say.
    static func write(_ material: ReplyMaterial?, to writer: inout JSONWriter) {
        guard let material else { return }
        writer.key("material")
        writer.beginObject()
        if !material.articles.isEmpty { writer.member("articles", material.articles.map(\.name)) }
        if material.words?.isEdited == true { writer.member("edited", true) }
        writer.member(ifPresent: "language", material.words?.language.tag)
        writer.member(ifPresent: "macro", material.macro?.name)
        writer.member(ifPresent: "template", material.words?.template.name)
        writer.member(ifPresent: "version", material.words?.version.value)
        writer.endObject()
    }

    /// Reads it; nil if there is none.
    static func readMaterial(_ data: inout JSONObjectReader) throws(JSONFieldError) -> ReplyMaterial? {
        guard let member = data.member("material") else { return nil }
        var object = try JSONObjectReader(member)
        var articles: [Skill] = []
        if let list = object.member("articles") {
            articles = try object.list("articles") { Skill($0) }
            if articles.isEmpty { throw list.error(.tooShort, "is left out where there is none") }
        }
        let macro = try object.nameIfPresent("macro") { Skill($0) }
        var words: ReplyMaterial.Words?
        if let template = try object.nameIfPresent("template", { Skill($0) }) {
            var isEdited = false
            if let edited = object.member("edited") {
                // What is absent is left out, never false.
                guard try edited.bool() else { throw edited.error(.invalid, "is true or left out") }
                isEdited = true
            }
            words = ReplyMaterial.Words(
                template: template, language: try object.name("language") { Language($0) },
                version: StreamVersion(try object.int("version", in: 1...Int(Int32.max))), isEdited: isEdited)
        }
        try object.finish()
        guard let material = ReplyMaterial(words: words, macro: macro, articles: articles) else {
            throw member.error(.invalid, "says nothing")
        }
        return material
    }
}
