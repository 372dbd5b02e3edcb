import JSON
import Wire

extension Samples {
    static let channel = WireChannel(
        channel: "x:@acme", access: .public, purpose: "support", language: "pt-br", team: "billing",
        skills: ["refunds"], alone: [.agent, .supervisor, .bot], isIdempotent: true,
        requires: WireRequirement.allCases)
    static let bareChannel = WireChannel(channel: "mail:help@acme.example", access: .direct)
    static let team = WireTeam(
        team: "billing", name: "Rechnung & Co \u{1f600}", rule: [.knows, .leastLoaded, .roundRobin], language: .required
    )
    static let bareTeam = WireTeam(team: "t", name: "T")
    static let policy = WirePolicy(
        quietSeconds: 5, graceSeconds: 0, whenGone: .requeue, capacityBinds: .automatic,
        tagSkills: [WireTagSkill(tag: "vip", skill: "vip")], duty: ["billing"])
    static let profile = WireProfile(
        agent: "a1", teams: ["billing"], skills: ["refunds"], languages: ["de", "en"], capacity: 0,
        networkCapacity: [WireNetworkCapacity(network: "x", max: 1_000)])
    static let bareProfile = WireProfile(agent: "a1")

    static let template = WireTemplate(
        template: "sorry", title: "So \u{1f614}",
        texts: [
            WireTemplateText(language: "de", text: "Hallo {{customer.name}}"),
            WireTemplateText(language: "en", text: "Hi"),
        ])
    static let article = WireArticle(
        article: "returns", title: "Returns", url: "https://acme.example/r?a=1#b", language: "en")
    static let macro = WireMacro(
        macro: "close", title: "Close", template: "sorry",
        actions: [
            WireMacroAction(tag: "late"), WireMacroAction(untag: "vip"), WireMacroAction(team: "billing"),
            WireMacroAction(snoozeSeconds: 60), WireMacroAction(resolve: true),
        ])

    static func visitCrises(_ visitor: some SampleVisitor) throws {
        let raise = WireCrisisRaise(tags: ["payment"], waitingSeconds: 7_200)
        let declared = [CrisisDeclareResult(position: 41, crisis: "c1", version: 3)]
        try visitor.request(
            CrisisDeclare(
                commandID: command, channels: ["x:@acme"], freezes: WireFreeze.allCases, raise: raise,
                notify: ["billing"], reason: "Payments are down"), declared)
        try visitor.request(
            CrisisDeclare(commandID: command, raise: WireCrisisRaise(waitingSeconds: 0), reason: "?"), declared)
        try visitor.request(CrisisDeclare(commandID: command, notify: [], reason: "?"), declared)
        try visitor.request(
            DocumentCommand(commandID: command, WireCrisisName(crisis: "c1")),
            [DocumentVersion(position: 42, version: 4)])
        let moment = WireCrisis.Moment(position: 41, at: time, by: actor)
        let crisis = WireCrisis(
            crisis: "c1", channels: ["x:@acme"], freezes: ["bots"], raise: raise, notify: ["billing"], reason: "Down",
            declared: moment, lifted: moment,
            report: .init(position: 43, at: time, raised: 3, restored: 2, notified: 5))
        let bare = WireCrisis(crisis: "c2", reason: "?", declared: moment)
        try visitor.request(CrisisGet(crisis: "c1"), [CrisisGetResult(crisis: crisis)])
        try visitor.request(CrisisList(limit: 200), [CrisisListResult(crises: [crisis, bare])])
        try visitor.request(CrisisList(), [CrisisListResult(crises: [])])
    }

    static func visitSettings(_ visitor: some SampleVisitor) throws {
        try visitCrises(visitor)
        func document<Document: WireDocument>(_ document: Document) throws {
            try visitor.request(
                DocumentCommand(commandID: command, document), [DocumentVersion(position: 41, version: 2)])
        }
        try document(channel)
        try document(bareChannel)
        try document(WireChannelName(channel: "x:@acme"))
        try document(team)
        try document(bareTeam)
        try document(WireTeamName(team: "billing"))
        try document(policy)
        try document(WirePolicy())
        try document(profile)
        try document(bareProfile)
        try document(WireAvailabilityChoice(agent: "a1", state: .online, until: time))
        try document(WireAvailabilityChoice(state: .away))
        try document(template)
        try document(article)
        try document(WireArticle(article: "a", title: "A", url: "http://a"))
        try document(macro)
        try document(WireMacro(macro: "m", title: "M"))
        try document(WireMaterialName<WireMaterialKinds.Template>("sorry"))
        try document(WireMaterialName<WireMaterialKinds.Article>("returns"))
        try document(WireMaterialName<WireMaterialKinds.Macro>("close"))
        try visitor.request(
            MaterialList(limit: 20, cursor: "article/a", atLeast: 41),
            [
                MaterialListResult(templates: [template], articles: [article], macros: [macro], next: "template/b"),
                MaterialListResult(templates: [], articles: [], macros: []),
            ])
        try visitor.request(MaterialList(), [])
        try visitor.request(
            TemplatePreview(
                template: "sorry", ticket: "t1", language: "de", values: [WireFieldValue(field: "days", value: "5")]),
            [TemplatePreviewResult(text: "Tut uns leid.", language: "de")])
        try visitor.request(TemplatePreview(template: "sorry"), [])
        try visitor.request(
            SettingsGet(version: 3),
            [
                SettingsGetResult(
                    version: 3, channels: [channel, bareChannel], teams: [team, bareTeam], policy: policy,
                    causes: classNodes, products: classNodes),
                SettingsGetResult(version: 0, channels: [], teams: [], policy: WirePolicy()),
            ])
        try visitor.request(SettingsGet(), [])
        let data = JSONBytes(trusted: Array(#"{"team":"billing"}"#.utf8))
        try visitor.request(
            SettingsHistory(before: 3, limit: 200),
            [
                SettingsHistoryResult(changes: [
                    .init(
                        position: 41, version: 2, at: time, by: actor, type: "team.retired", before: data, after: data),
                    .init(position: 40, version: 1, at: time, by: actor, type: "team.set", before: nil, after: data),
                ])
            ])
        try visitor.request(SettingsHistory(), [SettingsHistoryResult(changes: [])])
        let member = AgentListResult.Member(
            name: "Bo", roles: [.agent], profile: profile, availability: .online, until: time, isConnected: true,
            load: 3)
        let stranger = AgentListResult.Member(
            name: nil, roles: [], profile: bareProfile, isConnected: false, load: 0)
        try visitor.request(AgentList(atLeast: 41), [AgentListResult(agents: [member, stranger], asOf: 41)])
        try visitor.request(AgentList(), [AgentListResult(agents: [], asOf: -1)])
        let candidates = [
            AssignmentExplainResult.Candidate(
                agent: agent, load: 1, capacity: 5, lastGiven: 40, knows: 12, speaks: true),
            AssignmentExplainResult.Candidate(agent: WireAgent(id: "a2"), load: 0, speaks: false),
        ]
        let assignment = AssignmentExplainResult.Assignment(
            position: 42, at: time, agent: agent, team: "billing", rule: [.knows], language: .preferred, policy: 3,
            asOf: 41, skills: ["refunds"], speaks: "de", priority: .high, declined: [agent], eligible: 2,
            candidates: candidates)
        let bare = AssignmentExplainResult.Assignment(
            position: 42, at: time, agent: agent, team: "billing", rule: [], language: .ignored, policy: 1, asOf: -1,
            skills: [], speaks: nil, declined: [], eligible: 1, candidates: [])
        try visitor.request(
            AssignmentExplain(ticket: "t1"), [AssignmentExplainResult(assignments: [assignment, bare])])
    }
}
