internal import Desk
internal import Identity
internal import JSON
internal import Projections
internal import Ticketing
internal import Wire

// What agents answer with.
extension Dispatcher {
    func setTemplate(_ params: DocumentCommand<WireTemplate>) throws(RPCError) -> DeskCommand {
        let document = params.document
        var texts: [TemplateText] = []
        for (index, text) in document.texts.enumerated() {
            let language = try Params.language(text.language, "texts[\(index)].language")
            texts.append(TemplateText(language: language, text: text.text))
        }
        if texts.isEmpty || Set(texts.map(\.language)).count < texts.count {
            throw Params.invalid("params.texts", "must have a text, and one for each language")
        }
        if texts.reduce(0, { $0 + $1.text.utf8.count }) > Template.bytesMax {
            throw Params.invalid("params.texts", "have at most \(Template.bytesMax) bytes together")
        }
        texts.sort { $0.language < $1.language }
        return .material(
            try Self.id(.template, document.template), .set(.template(Template(title: document.title, texts: texts))))
    }

    func setArticle(_ params: DocumentCommand<WireArticle>) throws(RPCError) -> DeskCommand {
        let document = params.document
        let isAddress = ["https://", "http://"].contains { document.url.hasPrefix($0) }
        guard isAddress, document.url.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.value > 0x20 })
        else {
            throw Params.invalid("params.url", "must begin with https:// or http:// and hold no spaces")
        }
        let language = try Params.optional(document.language) { text throws(RPCError) in
            try Params.language(text, "language")
        }
        return .material(
            try Self.id(.article, document.article),
            .set(.article(Article(title: document.title, url: document.url, language: language))))
    }

    func setMacro(_ params: DocumentCommand<WireMacro>) throws(RPCError) -> DeskCommand {
        let document = params.document
        var actions: [MacroAction] = []
        for (index, action) in document.actions.enumerated() {
            let path = "actions[\(index)]"
            if let tag = action.tag {
                actions.append(.tag(try Params.tag(tag, "\(path).tag")))
            } else if let tag = action.untag {
                actions.append(.untag(try Params.tag(tag, "\(path).untag")))
            } else if let team = action.team {
                actions.append(.team(try Params.team(team, "\(path).team")))
            } else if let seconds = action.snoozeSeconds {
                actions.append(.snooze(seconds: seconds))
            } else {
                actions.append(.resolve)
            }
        }
        let template = try Params.optional(document.template) { text throws(RPCError) in
            try Params.skill(text, "template")
        }
        if template == nil && actions.isEmpty { throw Params.invalid("params", "a macro must do something") }
        return .material(
            try Self.id(.macro, document.macro),
            .set(.macro(Macro(title: document.title, template: template, actions: actions))))
    }

    func retireTemplate(
        _ params: DocumentCommand<WireMaterialName<WireMaterialKinds.Template>>
    ) throws(RPCError) -> DeskCommand {
        .material(try Self.id(.template, params.document.name), .retire)
    }

    func retireArticle(
        _ params: DocumentCommand<WireMaterialName<WireMaterialKinds.Article>>
    ) throws(RPCError) -> DeskCommand {
        .material(try Self.id(.article, params.document.name), .retire)
    }

    func retireMacro(
        _ params: DocumentCommand<WireMaterialName<WireMaterialKinds.Macro>>
    ) throws(RPCError) -> DeskCommand {
        .material(try Self.id(.macro, params.document.name), .retire)
    }

    private static func id(_ kind: MaterialID.Kind, _ name: String) throws(RPCError) -> MaterialID {
        MaterialID(kind, try Params.skill(name, kind.rawValue))
    }

    /// What there is to answer with. A page that does not fit into a frame is asked for again, smaller.
    func run(_ params: TicketRun) throws(RPCError) -> DeskCommand {
        let language = try Params.optional(params.language) { text throws(RPCError) in
            try Params.language(text, "language")
        }
        return .ticket(
            try Params.ticket(params.ticket),
            .run(
                macro: try Params.skill(params.macro, "macro"), values: try Params.fields(params.values),
                language: language, seen: params.seen.map { LogPosition($0) }))
    }

    func macroRun(_ done: CommandResult) throws(RPCError) -> TicketRunResult {
        TicketRunResult(
            position: done.position.value, version: Int64(try done.told(done.receipt.version).value),
            reply: done.receipt.reply?.description,
            state: done.receipt.replyStatus.map { $0 == .draft ? .draft : .sent },
            ticket: done.receipt.taker?.description)
    }

    func listMaterials(_ params: MaterialList, _ context: RequestContext) async throws(RPCError) -> MaterialListResult {
        let atLeast = try await atLeast(params.atLeast, context)
        var limit = params.limit ?? Limits.pageItemsDefault
        while true {
            let found: MaterialsAnswer
            do {
                found = try await desk.materials(
                    limit: limit, cursor: params.cursor, atLeast: atLeast, as: context.principal,
                    deadline: context.deadline)
            } catch {
                throw RPCError(error, repeating: .materialList)
            }
            var page = MaterialListResult(templates: [], articles: [], macros: [], next: found.next)
            for (id, document) in found.materials {
                switch document {
                case .template(let template): page.templates.append(WireTemplate(id.name, template))
                case .article(let article): page.articles.append(WireArticle(id.name, article))
                case .macro(let macro): page.macros.append(WireMacro(id.name, macro))
                }
            }
            let count = found.materials.count
            if count <= 1 || page.jsonBytes().count <= PageCut.bytesMax { return page }
            limit = max(1, min(limit, count) / 2)
        }
    }

    func previewTemplate(
        _ params: TemplatePreview, _ context: RequestContext
    ) async throws(RPCError) -> TemplatePreviewResult {
        let template = try Params.skill(params.template, "template")
        let ticket = try Params.optional(params.ticket) { text throws(RPCError) in try Params.ticket(text) }
        let language = try Params.optional(params.language) { text throws(RPCError) in
            try Params.language(text, "language")
        }
        let values = try Params.fields(params.values)
        do {
            let filled = try await desk.preview(
                template, on: ticket, language: language, values: values, as: context.principal,
                deadline: context.deadline)
            return TemplatePreviewResult(text: filled.text, language: filled.language.tag)
        } catch {
            throw RPCError(error, repeating: .templatePreview)
        }
    }
}

extension Params {
    /// What an answer is to be made of; nil if it is somebody's words alone.
    static func prepared(_ answer: WireAnswer) throws(RPCError) -> PreparedReply? {
        if answer.isPlain { return nil }
        let template = try optional(answer.template) { text throws(RPCError) in try skill(text, "template") }
        let language = try optional(answer.language) { text throws(RPCError) in try self.language(text, "language") }
        var articles: [Skill] = []
        for (index, name) in answer.articles.enumerated() {
            let article = try skill(name, "articles[\(index)]")
            if articles.contains(article) { throw invalid("params.articles[\(index)]", "is named twice") }
            articles.append(article)
        }
        return PreparedReply(
            template: template, values: try fields(answer.values), language: language, articles: articles)
    }

    /// Values for fields, each once.
    static func fields(_ values: [WireFieldValue]) throws(RPCError) -> [Skill: String] {
        var fields: [Skill: String] = [:]
        for (index, value) in values.enumerated() {
            let name = try skill(value.field, "values[\(index)].field")
            if fields.updateValue(value.value, forKey: name) != nil {
                throw invalid("params.values[\(index)].field", "is named twice")
            }
        }
        return fields
    }
}

extension WireTemplate {
    fileprivate init(_ name: Skill, _ template: Template) {
        self.init(
            template: name.name, title: template.title,
            texts: template.texts.map { WireTemplateText(language: $0.language.tag, text: $0.text) })
    }
}

extension WireArticle {
    fileprivate init(_ name: Skill, _ article: Article) {
        self.init(article: name.name, title: article.title, url: article.url, language: article.language?.tag)
    }
}

extension WireMacro {
    fileprivate init(_ name: Skill, _ macro: Macro) {
        self.init(
            macro: name.name, title: macro.title, template: macro.template?.name,
            actions: macro.actions.map { action in
                switch action {
                case .tag(let tag): WireMacroAction(tag: tag.name)
                case .untag(let tag): WireMacroAction(untag: tag.name)
                case .team(let team): WireMacroAction(team: team.name)
                case .snooze(let seconds): WireMacroAction(snoozeSeconds: seconds)
                case .resolve: WireMacroAction(resolve: true)
                }
            })
    }
}
