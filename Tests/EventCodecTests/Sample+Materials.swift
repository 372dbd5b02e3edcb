internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    /// What agents answer with.
    static func materialFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        func stream(_ kind: MaterialID.Kind) -> StreamID { .material(MaterialID(kind, Skill("sorry")!)) }
        return switch type {
        case .templateSet:
            (
                stream(.template),
                .material(
                    .set(
                        .template(
                            Template(
                                title: "So \u{1f614}",
                                texts: [
                                    TemplateText(language: Language("de")!, text: "Hallo {{customer.name}}\n{{{{"),
                                    TemplateText(language: Language("en")!, text: "Hi \"you\""),
                                ])))), nil
            )
        case .templateRetired: (stream(.template), .material(.retired(.template)), nil)
        case .articleSet:
            (
                stream(.article),
                .material(
                    .set(
                        .article(
                            Article(title: "Returns", url: "https://acme.example/r?a=1#b", language: Language("en"))))),
                nil
            )
        case .articleRetired: (stream(.article), .material(.retired(.article)), nil)
        case .macroSet:
            (
                stream(.macro),
                .material(
                    .set(
                        .macro(
                            Macro(
                                title: "Close", template: Skill("sorry"),
                                actions: [
                                    .tag(Tag("late")!), .untag(Tag("vip")!), .team(TeamID("billing")!),
                                    .snooze(seconds: 60), .resolve,
                                ])))), nil
            )
        default: (stream(.macro), .material(.retired(.macro)), nil)
        }
    }
}
