internal import Identity
internal import Testing
internal import Ticketing

@Suite("A prepared text")
struct TemplateRules {
    /// One row: a text, the values of its fields, and what becomes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var values: [String: String] = [:]
        let expected: TemplateText.Filling

        init(_ sentence: String, _ text: String, _ values: [String: String] = [:], _ expected: TemplateText.Filling) {
            testDescription = sentence
            self.text = text
            self.values = values
            self.expected = expected
        }
    }

    private static func skill(_ name: String) -> Skill { Skill(name)! }

    @Test("is filled in, or says what is missing", arguments: rows)
    func fill(row: Row) {
        let text = TemplateText(language: Language("en")!, text: row.text)
        let values = Dictionary(uniqueKeysWithValues: row.values.map { (Self.skill($0.key), $0.value) })
        #expect(text.filled(with: values) == row.expected)
    }

    static let rows: [Row] = [
        Row("plain words stay", "Hello.", [:], .text("Hello.")),
        Row("a field is filled in", "Hi {{name}}!", ["name": "Ann"], .text("Hi Ann!")),
        Row("twice where it stands twice", "{{a}}{{a}}", ["a": "x"], .text("xx")),
        Row("spaces around a name mean nothing", "{{  a }}", ["a": "x"], .text("x")),
        Row("a value is no template", "{{a}}", ["a": "{{b}}"], .text("{{b}}")),
        Row("four braces are two", "{{{{a}} {{a}}", ["a": "x"], .text("{{a}} x")),
        Row("single braces are braces", "{a} }} {", [:], .text("{a} }} {")),
        Row("what has no value is missing", "{{b}} {{a}} {{b}}", ["c": "x"], .missing([skill("a"), skill("b")])),
        Row("an empty value is no value", "{{a}}", ["a": ""], .missing([skill("a")])),
        Row("white space is no value", "{{a}}", ["a": " \n"], .missing([skill("a")])),
    ]

    @Test(
        "is refused where it cannot be meant as it is written",
        arguments: [
            ("{{a", TemplateText.Flaw.unclosed), ("{{A}}", .noName("A")), ("{{}}", .noName("")),
            ("{{a b}}", .noName("a b")), ("", .empty), ("{{a}} {{", .unclosed),
        ])
    func flaws(text: String, flaw: TemplateText.Flaw) {
        let language = Language("de")!
        let template = Template(
            title: "T", texts: [TemplateText(language: language, text: text)])
        let state = MaterialState(id: MaterialID(.template, Self.skill("t")))
        #expect(
            state.decideSet(.template(template))
                == .rejected(.malformedTemplate(TemplateFlaw(language: language, flaw: flaw))))
    }

    @Test("is in the first language that is asked for, or one it is a variety of, or else in its first")
    func languages() {
        let texts = ["de", "en", "pt"].map { TemplateText(language: Language($0)!, text: $0) }
        let template = Template(title: "T", texts: texts)
        func chosen(_ asked: String...) -> String? { template.text(in: asked.map { Language($0)! })?.text }
        #expect(chosen("en", "de") == "en" && chosen("pt-br", "en") == "pt" && chosen("fr", "en") == "en")
        #expect(chosen("fr") == "de" && chosen() == "de")
    }

    private static let canned = ReplyMaterial(
        words: .init(template: skill("t"), language: Language("de")!, version: StreamVersion(3), isEdited: false),
        articles: [skill("a")])
    private static let edited = ReplyMaterial(
        words: .init(template: skill("t"), language: Language("de")!, version: StreamVersion(3), isEdited: true),
        articles: [skill("a")])

    private static func say(_ material: ReplyMaterial?) -> TicketCommand {
        .reply(reply(5), text: "Have a look.", material: material, seen: nil)
    }

    private static func accepts(_ event: Event, text: String? = "Have a look.", isNew: Bool = true) -> Decision {
        .accepts(event, sealing: Personal(text: text), takes: isNew ? [.reply(reply(5))] : [])
    }

    private static let drafted = Happened(
        .replyDrafted(ReplyDrafted(reply: reply(5), seen: nil, material: canned)), by: robo)

    @Test("is remembered by what is answered with it", arguments: uses)
    func use(rule: Rule) { rule.check() }

    static let uses: [Rule] = [
        Rule(
            "a reply says what it is made of",
            given([.opened, .written]).when(say(canned), by: alice)
                .then(accepts(.replySent(ReplySent(reply: reply(5), seen: nil, material: canned))))),
        Rule(
            "and so does what waits for a person",
            given([.opened, .written]).when(say(edited), by: robo)
                .then(accepts(.replyDrafted(ReplyDrafted(reply: reply(5), seen: nil, material: edited))))),
        Rule(
            "who lets a draft go out as it is lets go out what it is made of",
            given([.opened, .written, drafted]).when(.approve(reply(5), text: nil, seen: nil), by: alice)
                .then(
                    accepts(
                        .replyApproved(ReplyApproved(reply: reply(5), draft: at(3), material: canned)), text: nil,
                        isNew: false))),
        Rule(
            "who changes its words has edited the template",
            given([.opened, .written, drafted]).when(.approve(reply(5), text: "Look.", seen: nil), by: alice)
                .then(
                    accepts(
                        .replyApproved(ReplyApproved(reply: reply(5), draft: at(3), material: edited)), text: "Look.",
                        isNew: false))),
    ]

    @Test("is canned as it was prepared, not in other words, and material that says nothing is none")
    func canned() {
        #expect(Self.canned?.isCanned == true && Self.edited?.isCanned == false)
        #expect(Self.canned?.edited == Self.edited && Self.edited != Self.canned)
        #expect(ReplyMaterial(articles: [Self.skill("a")])?.isCanned == false && ReplyMaterial() == nil)
    }

    @Test("is set, set otherwise, and ends; the same again changes nothing")
    func life() {
        let id = MaterialID(.article, Self.skill("a"))
        let article = MaterialDocument.article(Article(title: "A", url: "https://a"))
        var state = MaterialState(id: id)
        #expect(state.decideRetire() == .unchanged)
        guard case .accepted(let set) = state.decideSet(article) else {
            Issue.record("it cannot be set")
            return
        }
        for (index, event) in set.events.enumerated() {
            state.evolve(with: Happened(event.event, by: alice).logged(as: index + 1, on: event.stream))
        }
        #expect(state.document == article && state.decideSet(article) == .unchanged)
        #expect(
            state.decideRetire() == .accepted(Changes([NewEvent(.material(.retired(.article)), on: .material(id))])))
    }
}
