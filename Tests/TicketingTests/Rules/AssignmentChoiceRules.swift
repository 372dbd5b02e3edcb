internal import Identity
internal import Testing
internal import Ticketing

@Suite("To whom a rule gives a ticket")
struct AssignmentChoiceRules {
    /// One row: who is there, whose rule it is, what waits, and who gets it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rule: [AssignmentOrder] = [.leastLoaded]
        var language = LanguageDemand.ignored
        var standings: [Standing]
        var needs: [String] = []
        var speaks: String?
        var declined: [AgentID] = []
        var known: [AgentID: LogPosition] = [:]
        /// The candidates in their order; the first gets it.
        let expected: [AgentID]
    }

    private static func standing(
        _ agent: AgentState, load: Int = 0, on network: String = "x", given: LogPosition? = nil
    ) -> Standing {
        Standing(agent: agent, load: load == 0 ? [:] : [network: load], lastGiven: given)
    }

    private static func changed(_ agent: AgentState, _ change: (inout AgentState) -> Void) -> AgentState {
        var agent = agent
        change(&agent)
        return agent
    }

    @Test("is who can have it and comes first by the rule", arguments: rows)
    func choose(row: Row) {
        let settings = ChannelSettings(channel: channel, skills: row.needs.map { Skill($0)! })
        let rulebook = SettingRules.rulebook([.channelSet(settings)])
        let team = TeamSettings(team: billing, name: "Billing", rule: row.rule, language: row.language)
        let waiting = WaitingTicket(
            ticket: ticket, channel: channel, tags: [], language: row.speaks.flatMap { Language($0) },
            declined: row.declined, known: row.known)
        let roster = Roster(asOf: at(9), standings: row.standings)
        let choice = roster.choose(for: waiting, in: team, rulebook, at: noon)
        #expect(choice?.agent.id == row.expected.first)
        #expect(choice?.decision.candidates.map(\.agent) ?? [] == row.expected)
        // Everybody else of the team lacks something.
        let members = row.standings.filter { $0.agent.profile?.teams.contains(billing) == true }.map(\.agent.id)
        let lacking = roster.lacking(for: waiting, in: team, rulebook, at: noon)
        #expect(lacking.map(\.agent) == Set(members).subtracting(row.expected).sorted())
        guard let decision = choice?.decision else { return }
        #expect(decision.asOf == at(9) && decision.policy == StreamVersion(1) && decision.at == noon)
        #expect(decision.eligible == row.expected.count && decision.declined == row.declined)
        // Whoever has the decision alone comes to the same order.
        for (better, worse) in zip(decision.candidates, decision.candidates.dropFirst()) {
            #expect(better.precedes(worse, by: team) && !worse.precedes(better, by: team))
        }
        // The order in which people are asked for means nothing.
        let backwards = Roster(asOf: at(9), standings: row.standings.reversed())
        #expect(backwards.choose(for: waiting, in: team, rulebook, at: noon)?.decision == decision)
    }

    @Test("and what keeps somebody from it is said")
    func lacks() throws {
        let settings = ChannelSettings(channel: channel, skills: [Skill("phones")!])
        let rulebook = SettingRules.rulebook([.channelSet(settings)])
        let team = TeamSettings(team: billing, name: "Billing", rule: [.knows], language: .required)
        let waiting = WaitingTicket(
            ticket: ticket, channel: channel, tags: [], language: Language("de"), declined: [bob.id], known: [:])
        let able = agent(alice, skills: ["phones"], languages: ["de"], capacity: 1)
        let lacks: [(Standing, RoutingLack?)] = [
            (Standing(agent: able), nil), (Standing(agent: agent(alice, languages: ["de"])), .skill),
            (Standing(agent: agent(alice, skills: ["phones"])), .language),
            (Standing(agent: agent(bob, skills: ["phones"], languages: ["de"])), .declined),
            (Standing(agent: Self.changed(able) { $0.isConnected = false }), .away),
            (Standing(agent: able, load: ["x": 1]), .full),
        ]
        for (standing, lack) in lacks {
            let roster = Roster(asOf: at(9), standings: [standing])
            #expect(roster.lacking(for: waiting, in: team, rulebook, at: noon).first?.lack == lack)
        }
    }

    private static let (a, b) = (alice.id, bob.id)

    static let rows: [Row] = [
        Row(
            testDescription: "the least loaded by part of their capacity",
            standings: [
                standing(agent(alice, capacity: 10), load: 3), standing(agent(bob, capacity: 4), load: 2),
            ], expected: [a, b]),
        Row(
            testDescription: "who has no limit counts as who may hold the most",
            standings: [standing(agent(alice, capacity: 10), load: 1), standing(agent(bob), load: 50)],
            expected: [b, a]),
        Row(
            testDescription: "nobody who is full", standings: [standing(agent(alice, capacity: 3), load: 3)],
            expected: []),
        Row(
            testDescription: "nobody who may hold nothing", standings: [standing(agent(alice, capacity: 0))],
            expected: []),
        Row(
            testDescription: "nobody who is full on the network",
            standings: [
                standing(agent(alice, networks: ["x": 2]), load: 2),
                standing(agent(bob, networks: ["x": 2]), load: 2, on: "mail"),
            ], expected: [b]),
        Row(
            testDescription: "nobody of another team",
            standings: [standing(agent(alice, teams: [shipping])), standing(agent(bob))], expected: [b]),
        Row(
            testDescription: "nobody who is away",
            standings: [
                standing(changed(agent(alice)) { $0.availability = AgentAvailability(.away) }), standing(agent(bob)),
            ], expected: [b]),
        Row(
            testDescription: "nobody who never chose",
            standings: [standing(changed(agent(alice)) { $0.availability = nil })], expected: []),
        Row(
            testDescription: "nobody whose sessions have ended",
            standings: [standing(changed(agent(alice)) { $0.isConnected = false }), standing(agent(bob))],
            expected: [b]),
        Row(
            testDescription: "but who said until when",
            standings: [
                standing(
                    changed(agent(alice)) {
                        $0.isConnected = false
                        $0.availability = AgentAvailability(.online, until: noon.advanced(bySeconds: 1))
                    }),
                standing(
                    changed(agent(bob)) {
                        $0.isConnected = false
                        $0.availability = AgentAvailability(.online, until: noon)
                    }),
            ], expected: [a]),
        Row(
            testDescription: "nobody who lacks a skill",
            standings: [
                standing(agent(alice, skills: ["refunds"])), standing(agent(bob, skills: ["refunds", "vip"]), load: 9),
            ], needs: ["refunds", "vip"], expected: [b]),
        Row(
            testDescription: "nobody who gave it back",
            standings: [standing(agent(alice)), standing(agent(bob), load: 9)], declined: [a], expected: [b]),
        Row(
            testDescription: "who had the customer last, if the rule asks",
            rule: [.knows, .leastLoaded],
            standings: [standing(agent(alice)), standing(agent(bob), load: 9)], known: [a: at(1), b: at(2)],
            expected: [b, a]),
        Row(
            testDescription: "whoever knows them before who does not", rule: [.knows],
            standings: [standing(agent(alice)), standing(agent(bob))], known: [b: at(1)], expected: [b, a]),
        Row(
            testDescription: "who was given something the longest time ago", rule: [.roundRobin],
            standings: [standing(agent(alice), given: at(7)), standing(agent(bob), given: at(3))], expected: [b, a]),
        Row(
            testDescription: "who was never given anything first", rule: [.roundRobin],
            standings: [standing(agent(alice), given: at(7)), standing(agent(bob))], expected: [b, a]),
        Row(
            testDescription: "the second part of a rule decides where the first does not",
            rule: [.leastLoaded, .roundRobin],
            standings: [
                standing(agent(alice, capacity: 4), load: 2, given: at(7)),
                standing(agent(bob, capacity: 2), load: 1, given: at(3)),
            ], expected: [b, a]),
        Row(
            testDescription: "at last the smaller id", rule: [.knows],
            standings: [standing(agent(bob)), standing(agent(alice))], expected: [a, b]),
        Row(
            testDescription: "who speaks the language first, if it is preferred", language: .preferred,
            standings: [
                standing(agent(alice, languages: ["en"])), standing(agent(bob, languages: ["de"]), load: 9),
            ], speaks: "de", expected: [b, a]),
        Row(
            testDescription: "nobody else, if it is required", language: .required,
            standings: [standing(agent(alice, languages: ["en"])), standing(agent(bob, languages: ["de"]), load: 9)],
            speaks: "de", expected: [b]),
        Row(
            testDescription: "a variety is understood by who speaks the language", language: .required,
            standings: [standing(agent(alice, languages: ["pt"])), standing(agent(bob, languages: ["pt-pt"]))],
            speaks: "pt-br", expected: [a]),
        Row(
            testDescription: "an unknown language is everybody's", language: .required,
            standings: [standing(agent(alice, languages: ["en"]))], expected: [a]),
    ]

    @Test("of many candidates the best hundred are named, and all are counted")
    func many() {
        let standings = (1...150).map { number in
            Standing(
                agent: agent(Actor(id: AgentID(.numbered(UInt64(number))), kind: .human), capacity: 200),
                load: ["x": 150 - number])
        }
        let team = TeamSettings(team: billing, name: "Billing", rule: [.leastLoaded])
        let waiting = WaitingTicket(
            ticket: ticket, channel: channel, tags: [], language: nil, declined: [], known: [:])
        let choice = Roster(asOf: at(1), standings: standings).choose(for: waiting, in: team, Rulebook(), at: noon)
        #expect(choice?.decision.eligible == 150 && choice?.decision.candidates.count == 100)
        #expect(choice?.agent.id == AgentID(.numbered(150)))
        #expect(choice?.decision.candidates.last?.load == 99)
    }
}
