internal import Identity
internal import Ticketing

// Swift has an `Actor` of its own; here ours is meant.
typealias Actor = Ticketing.Actor
typealias Tag = Ticketing.Tag

/// Somebody of the office with the roles that an operator gave them.
struct Colleague {
    let actor: Actor
    let roles: [Role]

    init(_ number: UInt64, _ kind: AgentKind, _ roles: [Role]) {
        actor = Actor(id: AgentID(.numbered(number)), kind: kind)
        self.roles = roles
    }

    var id: AgentID { actor.id }

    func has(_ role: Role) -> Bool { roles.contains(role) }
}

/// Who works here, and for whom. Few of each, so that they meet.
enum Cast {
    static let ada = Colleague(0xada, .human, [.agent])
    static let ben = Colleague(0xbe, .human, [.agent])
    static let sue = Colleague(0x5e, .human, [.agent, .supervisor])
    static let tim = Colleague(0x71, .human, [.trainee])
    static let robo = Colleague(0xb0, .bot, [.bot])
    static let hook = Colleague(0xc0, .connector, [.connector])
    static let boss = Colleague(0xad, .human, [.admin])
    static let all = [ada, ben, sue, tim, robo, hook, boss]
    /// Those who can be given tickets.
    static let staff = [ada, ben, sue, tim]

    static let workspace = WorkspaceID(.numbered(1))
    static let channels = ["x:@acme", "email:care@acme.example"].compactMap { ChannelID($0) }
    static let teams = ["care", "sales"].compactMap { TeamID($0) }
    static let skills = ["phones", "refunds"].compactMap { Skill($0) }
    static let languages = ["de", "en"].compactMap { Language($0) }
    static let tags = ["refund", "vip"].compactMap { Tag($0) }
    static let templates = ["late", "thanks"].compactMap { Skill($0) }
    static let macros = ["close", "park"].compactMap { Skill($0) }
    /// What is prepared on the first morning.
    static var materials: [(MaterialID, MaterialDocument)] {
        let texts = languages.last.map { [TemplateText(language: $0, text: "It comes tomorrow.")] } ?? []
        return templates.map { (MaterialID(.template, $0), .template(Template(title: "\($0)", texts: texts))) } + [
            (
                MaterialID(.macro, macros[0]),
                .macro(Macro(title: "Done", template: templates[0], actions: [.tag(tags[0]), .resolve]))
            ),
            (
                MaterialID(.macro, macros[1]),
                .macro(Macro(title: "Later", template: nil, actions: [.untag(tags[1]), .snooze(seconds: 60)]))
            ),
        ]
    }

    static let handles = ["kim", "lee", "max"]
    static let noon = Instant(microseconds: 1_795_262_400_000_000)

    /// Of an actor the roles; of those who are nobody's colleague none.
    static func roles(of actor: Actor) -> [Role] { all.first { $0.id == actor.id }?.roles ?? [] }
}

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}
