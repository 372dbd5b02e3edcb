internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog template`: what agents answer with.
struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "See what there is to answer with, and what a template says on a ticket.",
        discussion: "Templates, articles and macros are set by `carelog settings apply`.",
        subcommands: [TemplateListCommand.self, TemplatePreviewCommand.self])
}

/// `carelog template list`
struct TemplateListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List templates, articles and macros.")

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let list = try await client.withClient(as: role) { client in
            var all = try await client.call(MaterialList())
            while let cursor = all.next {
                let page = try await client.call(MaterialList(cursor: cursor))
                all.templates += page.templates
                all.articles += page.articles
                all.macros += page.macros
                all.next = page.next
            }
            return all
        }
        if client.json { return Console.out(String(decoding: list.jsonBytes(), as: UTF8.self)) }
        var table = TextTable([
            .init(title: "KIND"), .init(title: "NAME"), .init(title: "TITLE", columnsMin: 8),
            .init(title: "WHAT IT IS", columnsMin: 16),
        ])
        for template in list.templates {
            let languages = template.texts.map(\.language).joined(separator: " ")
            table.add(["template", .init(template.template), .init(template.title), .init("in \(languages)")])
        }
        for article in list.articles {
            table.add(["article", .init(article.article), .init(article.title), .init(article.url)])
        }
        for macro in list.macros {
            let steps = (macro.template.map { ["answers with \($0)"] } ?? []) + macro.actions.map(Self.step)
            table.add(["macro", .init(macro.macro), .init(macro.title), .init(steps.joined(separator: ", "))])
        }
        for line in table.lines(for: Surroundings.screen) { Console.out(line) }
    }

    private static func step(_ action: WireMacroAction) -> String {
        if let tag = action.tag { return "tags \(tag)" }
        if let tag = action.untag { return "removes \(tag)" }
        if let team = action.team { return "gives it to team \(team)" }
        if let seconds = action.snoozeSeconds { return "snoozes for \(Age.text(.seconds(seconds)))" }
        return "resolves"
    }
}

/// `carelog template preview`
struct TemplatePreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show what a template says; a field for which there is nothing is an error.",
        discussion: "Example: carelog template preview refund-late --ticket 9c1f20ab --value days=5")

    @Argument(help: "The template's name.")
    var template: String

    @Option(help: "The ticket that it is for.")
    var ticket: TicketReference?

    @Option(help: ArgumentHelp("In which language, such as de.", valueName: "tag"))
    var language: String?

    @OptionGroup var fields: FieldOptions

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let (fields, language, template) = (try fields.wire(), language, template)
        let said = try await client.withClient(as: role) { connection in
            var id: String?
            if let ticket { id = try await ticket.resolve(with: connection) }
            return try await connection.call(
                TemplatePreview(template: template, ticket: id, language: language, values: fields))
        }
        Console.out(client.json ? String(decoding: said.jsonBytes(), as: UTF8.self) : said.text)
    }
}
