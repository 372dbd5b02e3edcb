internal import Identity
internal import Testing
internal import Ticketing

@Suite("How a workspace works")
struct SettingRules {
    /// One row: what was said before, what is said now, and what must follow.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [SettingEvent]
        let command: SettingCommand
        let expected: Expected

        enum Expected: Sendable {
            case accepts(SettingEvent)
            case unchanged
            case rejects(Rejection)
        }

        init(_ sentence: String, _ history: [SettingEvent], _ command: SettingCommand, _ expected: Expected) {
            testDescription = sentence
            self.history = history
            self.command = command
            self.expected = expected
        }
    }

    private static let workspace = WorkspaceID(.numbered(0xaa))
    private static let team = TeamSettings(team: billing, name: "Billing", rule: [.knows])
    private static let own = ChannelSettings(channel: channel, team: billing, skills: [Skill("refunds")!])
    private static let strict = PolicySettings(
        capacityBinds: .automatic, tagSkills: [TagSkill(tag: Tag("vip")!, skill: Skill("vip")!)])

    static func rulebook(_ history: [SettingEvent]) -> Rulebook {
        var rulebook = Rulebook()
        for (index, event) in history.enumerated() {
            rulebook.evolve(
                with: RecordedEvent(
                    position: at(index + 1), stream: .workspace(workspace), version: StreamVersion(index + 1),
                    id: EventID(.numbered(1)), command: CommandID(.numbered(1)), at: noon, actor: alice,
                    event: .setting(event), subject: nil))
        }
        return rulebook
    }

    @Test("is said by whole documents", arguments: rows)
    func decide(row: Row) {
        let decision = Self.rulebook(row.history).decide(row.command, in: Self.workspace)
        switch row.expected {
        case .accepts(let event):
            #expect(decision == .accepted(Changes([NewEvent(.setting(event), on: .workspace(Self.workspace))])))
        case .unchanged: #expect(decision == .unchanged)
        case .rejects(let rejection): #expect(decision == .rejected(rejection))
        }
    }

    static let rows: [Row] = [
        Row("a team is set", [], .setTeam(team), .accepts(.teamSet(team))),
        Row("the same again changes nothing", [.teamSet(team)], .setTeam(team), .unchanged),
        Row(
            "another name is a change", [.teamSet(team)], .setTeam(TeamSettings(team: billing, name: "Rechnung")),
            .accepts(.teamSet(TeamSettings(team: billing, name: "Rechnung")))),
        Row("a channel is given to a team", [.teamSet(team)], .setChannel(own), .accepts(.channelSet(own))),
        Row("but not to one that is not there", [], .setChannel(own), .rejects(.noSuchTeam(billing))),
        Row(
            "nor to one that ended", [.teamSet(team), .teamRetired(billing)], .setChannel(own),
            .rejects(.noSuchTeam(billing))),
        Row(
            "a team that a channel goes to does not end", [.teamSet(team), .channelSet(own)], .retireTeam(billing),
            .rejects(.teamInUse(by: channel))),
        Row(
            "it ends when the channel did", [.teamSet(team), .channelSet(own), .channelRetired(channel)],
            .retireTeam(billing), .accepts(.teamRetired(billing))),
        Row("what is not there does not end", [], .retireTeam(billing), .unchanged),
        Row("nor does a channel without settings", [], .retireChannel(channel), .unchanged),
        Row("a policy is set", [], .setPolicy(strict), .accepts(.policySet(strict))),
        Row("what holds anyway need not be said", [], .setPolicy(PolicySettings()), .unchanged),
        Row(
            "to go back to what held first is a change", [.policySet(strict)], .setPolicy(PolicySettings()),
            .accepts(.policySet(PolicySettings()))),
    ]

    @Test("a workspace has a bounded number of teams, and those it has can still be changed")
    func bound() {
        let teams = (1...Rulebook.teamsMax).map { TeamSettings(team: TeamID("t\($0)")!, name: "T") }
        let full = Self.rulebook(teams.map { .teamSet($0) })
        #expect(
            full.decide(.setTeam(Self.team), in: Self.workspace)
                == .rejected(.tooManySettings(maximum: Rulebook.teamsMax)))
        var renamed = teams[0]
        renamed.name = "U"
        guard case .accepted = full.decide(.setTeam(renamed), in: Self.workspace) else {
            Issue.record("a team of a full workspace cannot be renamed")
            return
        }
    }

    @Test("says what a ticket needs, and who answers alone")
    func questions() {
        let rulebook = Self.rulebook([.teamSet(Self.team), .channelSet(Self.own), .policySet(Self.strict)])
        #expect(rulebook.version == StreamVersion(3))
        #expect(rulebook.skills(on: channel, tags: tags("vip", "late")) == [Skill("refunds")!, Skill("vip")!])
        #expect(rulebook.skills(on: ChannelID("mail:a")!, tags: []) == [])
        #expect(rulebook.answers(on: channel) == .standard)
        var open = Self.own
        open.alone = [.bot]
        let bots = Self.rulebook([.channelSet(open)])
        #expect(bots.answers(on: channel) == AnswerPolicy(alone: [.bot]))
    }
}
