internal import Identity
internal import Testing
internal import Ticketing

@Suite("What a crisis has stand still")
struct CrisisRules {
    private static let one = CrisisID(.numbered(0xc1))
    private static let two = CrisisID(.numbered(0xc2))
    private static let team = TeamSettings(team: billing, name: "Billing")
    private static let bots = CrisisSettings(
        crisis: one, channels: [channel], freezes: [.bots], notify: [billing], agents: [alice.id], reason: "?")
    private static let all = CrisisSettings(crisis: two, freezes: Freeze.allCases, reason: "?")
    private static let report = CrisisReport(crisis: one, raised: 3, restored: 0, notified: 1)
    private static let elsewhere = ChannelID("mail:care@acme.example")!

    /// One row: what was said before, what is said now, and what must follow.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [SettingEvent]
        let command: SettingCommand
        /// Nil if it is so already.
        let expected: Result<SettingEvent?, Rejection>

        init(
            _ sentence: String, _ history: [SettingEvent], _ command: SettingCommand,
            _ expected: Result<SettingEvent?, Rejection>
        ) {
            testDescription = sentence
            self.history = history
            self.command = command
            self.expected = expected
        }
    }

    @Test("is declared, reported on, lifted and reported on again", arguments: rows)
    func life(row: Row) {
        let workspace = WorkspaceID(.numbered(0xaa))
        let decision = SettingRules.rulebook(row.history).decide(row.command, in: workspace)
        let expected: Decision =
            switch row.expected {
            case .failure(let rejection): .rejected(rejection)
            case .success(nil): .unchanged
            case .success(let event?): .accepted(Changes([NewEvent(.setting(event), on: .workspace(workspace))]))
            }
        #expect(decision == expected)
    }

    private static let lifted = SettingEvent.crisisLifted(CrisisLifted(crisis: one, agents: [alice.id]))

    static let rows: [Row] = [
        Row("a crisis is declared", [.teamSet(team)], .declareCrisis(bots), .success(.crisisDeclared(bots))),
        Row("beside another", [.crisisDeclared(bots)], .declareCrisis(all), .success(.crisisDeclared(all))),
        Row("not to a team that is not there", [], .declareCrisis(bots), .failure(.noSuchTeam(billing))),
        Row(
            "not beside sixteen others",
            (1...16).map { .crisisDeclared(CrisisSettings(crisis: CrisisID(.numbered($0)), reason: "?")) },
            .declareCrisis(all), .failure(.tooManySettings(maximum: 16))),
        Row("it is lifted, and told to whom it was told", [.crisisDeclared(bots)], .liftCrisis(one), .success(lifted)),
        Row("once", [.crisisDeclared(bots), lifted], .liftCrisis(one), .success(nil)),
        Row(
            "however long ago that was", [.crisisDeclared(bots), lifted, .crisisReported(report)], .liftCrisis(one),
            .success(nil)),
        Row("only if there is one", [.crisisDeclared(bots)], .liftCrisis(two), .failure(.noSuchCrisis(two))),
        Row(
            "what it did is reported", [.crisisDeclared(bots)], .reportCrisis(report, lifted: nil),
            .success(.crisisReported(report))),
        Row(
            "once", [.crisisDeclared(bots), .crisisReported(report)], .reportCrisis(report, lifted: nil),
            .success(nil)),
        Row(
            "not when it is lifted meanwhile: its end is reported on when that is done",
            [.crisisDeclared(bots), lifted], .reportCrisis(report, lifted: nil), .success(nil)),
        Row(
            "and once more when it is lifted", [.crisisDeclared(bots), .crisisReported(report), lifted],
            .reportCrisis(report, lifted: at(3)), .success(.crisisReported(report))),
        Row(
            "and then never", [.crisisDeclared(bots), lifted, .crisisReported(report)],
            .reportCrisis(report, lifted: at(2)), .success(nil)),
        Row(
            "nobody is on duty in a team that is not there", [], .setPolicy(PolicySettings(duty: [billing])),
            .failure(.noSuchTeam(billing))),
    ]

    @Test("holds on its channels from when it is declared until it is lifted, the first of several first")
    func frozen() {
        let declared = SettingRules.rulebook([.crisisDeclared(Self.bots), .crisisReported(Self.report)])
        #expect(declared.frozen(on: channel) == FrozenChannel(bots: Self.one))
        #expect(declared.frozen(on: Self.elsewhere) == .nothing)
        let both = SettingRules.rulebook([.crisisDeclared(Self.bots), .crisisDeclared(Self.all)])
        #expect(
            both.frozen(on: channel)
                == FrozenChannel(bots: Self.one, automation: Self.two, templates: Self.two))
        let one = SettingRules.rulebook([.crisisDeclared(Self.bots), .crisisDeclared(Self.all), Self.lifted])
        #expect(one.frozen(on: channel).bots == Self.two && one.frozen(on: Self.elsewhere).bots == Self.two)
        #expect(one.crises.filter(\.isUnsettled).count == 2)
        let none = SettingRules.rulebook([.crisisDeclared(Self.bots), Self.lifted, .crisisReported(Self.report)])
        #expect(none.frozen(on: channel) == .nothing && none.crises.isEmpty)
    }

    @Test("is a matter of each of merged tickets, and not of the first that a command concerns")
    func merged() {
        func state(_ id: TicketID, on channel: ChannelID, _ link: MergeEvent) -> TicketState? {
            let history: [Event] = [
                .ticketOpened(TicketOpened(customer: customer, channel: channel)),
                .ticketTagged(TicketTagged(tags: tags("vip"))), .merge(link),
            ]
            var state: TicketState?
            for (index, event) in history.enumerated() {
                TicketState.evolve(&state, with: Happened(event, by: alice).logged(as: index + 1, on: .ticket(id)))
            }
            return state
        }
        guard let root = state(ticket, on: Self.elsewhere, .absorbed(otherTicket)),
            let part = state(otherTicket, on: channel, .merged(into: ticket))
        else {
            Issue.record("they were not opened")
            return
        }
        let conversation = Conversation(root, parts: [part])
        let command = TicketCommand.untag(tags("vip"))
        func decide(by actor: Actor) -> Decision {
            let takers = conversation.takers(of: command, naming: ticket, by: actor.id)
            var context = TicketContext(
                actor: actor, now: noon, rulebook: SettingRules.rulebook([.crisisDeclared(Self.bots)]))
            context.frozen = context.rulebook.frozen(on: takers[0].channel)
            return conversation.decide(command, on: takers, context)
        }
        #expect(decide(by: robo) == .rejected(.frozen(Self.one)))
        guard case .accepted(let changes) = decide(by: alice) else {
            Issue.record("people do as ever")
            return
        }
        #expect(changes.events.count == 2)
    }

    @Test("lets no bot answer alone where automation stands still, and people as ever")
    func alone() {
        let policy = ChannelSettings(channel: channel, alone: [.agent, .bot])
        let before = SettingRules.rulebook([.channelSet(policy)])
        let after = SettingRules.rulebook([.channelSet(policy), .crisisDeclared(Self.all)])
        #expect(before.mayAnswerAlone(.bot, [.bot], on: channel) && !after.mayAnswerAlone(.bot, [.bot], on: channel))
        #expect(after.mayAnswerAlone(.human, [.agent], on: channel))
        #expect(!after.mayAnswerAlone(.human, [.trainee], on: channel))
    }

    @Test("raises what has one of its tags, or has waited so long")
    func raises() {
        let raise = CrisisRaise(tags: tags("payment"), waitingSeconds: 60)
        #expect(raise.matches(tags: tags("a", "payment"), waitingSince: nil, at: noon))
        #expect(raise.matches(tags: [], waitingSince: noon.advanced(bySeconds: -60), at: noon))
        #expect(!raise.matches(tags: tags("a"), waitingSince: noon.advanced(bySeconds: -59), at: noon))
        #expect(
            !CrisisRaise(tags: tags("payment")).matches(tags: [], waitingSince: noon.advanced(bySeconds: -9), at: noon))
    }

    /// One row: who wants what on a ticket with a canned draft of a bot's, and whether it goes.
    struct Attempt: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let command: TicketCommand
        var actor = alice
        let frozen: FrozenChannel
        /// Nil if it is done.
        let by: CrisisID?

        init(
            _ sentence: String, _ command: TicketCommand, by actor: Actor = alice, _ frozen: FrozenChannel,
            _ by: CrisisID?
        ) {
            testDescription = sentence
            self.command = command
            self.actor = actor
            self.frozen = frozen
            self.by = by
        }
    }

    private static func canned(isEdited: Bool = false) -> ReplyMaterial? {
        ReplyMaterial(
            words: .init(
                template: Skill("t")!, language: Language("de")!, version: StreamVersion(1), isEdited: isEdited))
    }

    private static func say(_ material: ReplyMaterial? = nil) -> TicketCommand {
        .reply(reply(5), text: "Have a look.", material: material, seen: nil)
    }

    @Test("stops what it freezes and nothing else", arguments: attempts)
    func stops(attempt: Attempt) {
        let drafted = Happened(
            .replyDrafted(ReplyDrafted(reply: reply(1), seen: nil, material: Self.canned())), by: robo)
        let state = given([.opened, .written, drafted, .drafted(reply(2))]).state
        var context = TicketContext(actor: attempt.actor, now: noon, mayAnswerAlone: attempt.actor.kind == .human)
        context.frozen = attempt.frozen
        let decision = state.decide(attempt.command, context)
        if let crisis = attempt.by {
            #expect(decision == .rejected(.frozen(crisis)))
        } else if case .accepted = decision {
        } else {
            Issue.record("it is \(decision)")
        }
    }

    private static let noBots = FrozenChannel(bots: one)
    private static let noTemplates = FrozenChannel(templates: two)

    static let attempts: [Attempt] = [
        Attempt("a bot does not reply", say(), by: robo, noBots, one),
        Attempt("nor draft", .draft(reply(5), text: "?", seen: nil), by: robo, noBots, one),
        Attempt("nor tag", .tag(tags("a")), by: robo, noBots, one),
        Attempt("a person replies", say(), noBots, nil),
        Attempt("and may let a bot's draft go out", .approve(reply(2), text: nil, seen: nil), noBots, nil),
        Attempt("a rule goes on", .prioritise(.urgent, crisis: two), by: .rule, noBots, nil),
        Attempt("a canned answer is not sent", say(canned()), noTemplates, two),
        Attempt("nor drafted", .draft(reply(5), text: "?", material: canned(), seen: nil), noTemplates, two),
        Attempt("nor let out", .approve(reply(1), text: nil, seen: nil), noTemplates, two),
        Attempt("in other words it is let out", .approve(reply(1), text: "Look.", seen: nil), noTemplates, nil),
        Attempt("and sent", say(canned(isEdited: true)), noTemplates, nil),
        Attempt("own words are sent", say(), noTemplates, nil),
        Attempt("and others' let out", .approve(reply(2), text: nil, seen: nil), noTemplates, nil),
        Attempt("a macro that answers so does nothing", .all([.tag(tags("a")), say(canned())]), noTemplates, two),
        Attempt("bots go on in their own words", say(), by: robo, noTemplates, nil),
    ]

    @Test("remembers what a ticket was before it was raised, until somebody says otherwise or it goes back")
    func raised() {
        func said(_ priority: TicketPriority, by crisis: CrisisID?) -> Happened {
            Happened(.classed(.prioritised(TicketPrioritised(priority: priority, crisis: crisis))), by: alice)
        }
        let before = RaisedPriority(crisis: Self.one, before: .low)
        #expect(given([.opened, said(.low, by: nil), said(.urgent, by: Self.one)]).state.raised == before)
        let back = given([.opened, said(.low, by: nil), said(.urgent, by: Self.one), said(.low, by: Self.one)]).state
        #expect(back.raised == nil && back.priority == .low)
        let own = given([.opened, said(.urgent, by: Self.one), said(.high, by: nil)]).state
        #expect(own.raised == nil && own.priority == .high)
        let same = given([.opened, said(.urgent, by: Self.one)]).state
        #expect(
            same.decide(.prioritise(.urgent, crisis: nil), TicketContext(actor: alice, now: noon))
                == .accepts(.classed(.prioritised(TicketPrioritised(priority: .urgent)))), "it is theirs now")
        #expect(
            same.decide(.prioritise(.urgent, crisis: Self.two), TicketContext(actor: .rule, now: noon)) == .unchanged)
    }
}
