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

extension Sample {
    /// Replies of what was prepared.
    static func fullReply(of type: EventType) -> (StreamID, Event, Personal?) {
        let reply = ReplyID(.numbered(0x5e01))
        let language = Language("de-at")!
        func words(isEdited: Bool) -> ReplyMaterial.Words {
            ReplyMaterial.Words(
                template: Skill("sorry")!, language: language, version: StreamVersion(2_147_483_647), isEdited: isEdited
            )
        }
        let articles = [Skill("returns")!, Skill("hours")!]
        return switch type {
        case .replySent:
            (
                .ticket(ticket),
                .replySent(
                    ReplySent(
                        reply: reply, seen: LogPosition(40),
                        material: ReplyMaterial(
                            words: words(isEdited: true), macro: Skill("close"), articles: articles))),
                Personal(text: "On its way.")
            )
        case .replyDrafted:
            (
                .ticket(ticket),
                .replyDrafted(
                    ReplyDrafted(
                        reply: reply, seen: nil, material: ReplyMaterial(words: words(isEdited: false)))),
                Personal(text: "On its way?")
            )
        default:
            (
                .ticket(ticket),
                .replyApproved(
                    ReplyApproved(
                        reply: reply, draft: LogPosition(40), material: ReplyMaterial(articles: articles))),
                Personal(text: "It is on its way.")
            )
        }
    }
}
