internal import ArgumentParser
internal import Wire

/// What is answered: words, a template, or a template in other words.
struct AnswerOptions: ParsableArguments {
    @Argument(help: "What to say; with --template the template in your own words.")
    var text: String?

    @Option(help: ArgumentHelp("Say what a template says (`carelog template list`).", valueName: "name"))
    var template: String?

    @OptionGroup var fields: FieldOptions

    @Option(help: ArgumentHelp("The template's language, such as de; default: the customer's.", valueName: "tag"))
    var language: String?

    @Option(
        name: .customLong("article"),
        help: ArgumentHelp("Point them to an article; can be given several times.", valueName: "name"))
    var articles: [String] = []

    func validate() throws {
        if text == nil && template == nil { throw ValidationError("give a text or --template") }
        if !fields.values.isEmpty && (text != nil || template == nil) {
            throw ValidationError("--value is for a --template without a text")
        }
        if language != nil && template == nil { throw ValidationError("--language is for a --template") }
    }

    func answer() throws -> WireAnswer {
        WireAnswer(
            text: text, template: template, values: try fields.wire(), language: language, articles: articles)
    }
}

/// Values for the fields of a template.
struct FieldOptions: ParsableArguments {
    @Option(
        name: .customLong("value"),
        help: ArgumentHelp("What stands in a field; can be given several times.", valueName: "field=value"))
    var values: [String] = []

    func validate() throws { _ = try wire() }

    func wire() throws -> [WireFieldValue] {
        try values.map { text in
            guard let equals = text.firstIndex(of: "=") else {
                throw ValidationError("'\(text)' is no field=value")
            }
            return WireFieldValue(field: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
        }
    }
}
