internal import Identity
internal import Testing
internal import Ticketing

@Suite("Merging tickets")
struct MergeRules {
    private static let third = TicketID(.numbered(0x74))

    /// A ticket with a history of its own, of whom it says.
    private static func state(
        _ id: TicketID, _ history: [Happened], of customer: CustomerID = customer, from first: Int = 1
    ) -> TicketState {
        var state: TicketState?
        for (index, happened) in history.enumerated() {
            var event = happened.event
            if case .ticketOpened = event { event = .ticketOpened(TicketOpened(customer: customer, channel: channel)) }
            let logged = Happened(event, by: happened.actor, about: happened.subject).logged(
                as: first + index, on: .ticket(id))
            TicketState.evolve(&state, with: logged)
        }
        guard let state else { preconditionFailure("a ticket's history begins with .opened") }
        return state
    }

    private static func merged(into ticket: TicketID) -> Happened { Happened(.merge(.merged(into: ticket)), by: alice) }
    private static func absorbed(_ ticket: TicketID) -> Happened { Happened(.merge(.absorbed(ticket)), by: alice) }
    private static func unmerged(from ticket: TicketID) -> Happened {
        Happened(.merge(.unmerged(from: ticket)), by: alice)
    }
    private static func expelled(_ ticket: TicketID) -> Happened { Happened(.merge(.expelled(ticket)), by: alice) }

    private static let open: [Happened] = [.opened, .written]
    private static let heldByAlice = Claim.held(alice.id, network: "x", ticket)

    /// The other ticket is part of this one.
    private static func both(_ root: [Happened] = open, _ part: [Happened] = open) -> Conversation {
        Conversation(
            state(ticket, root + [absorbed(otherTicket)]),
            parts: [state(otherTicket, part + [merged(into: ticket)], of: stranger, from: 20)])
    }

    private static func decide(
        _ command: TicketCommand, in conversation: Conversation, naming named: TicketID = ticket,
        by actor: Actor = alice
    ) -> (decision: Decision, takers: [TicketID]) {
        let takers = conversation.takers(of: command, naming: named, by: actor.id)
        let context = TicketContext(actor: actor, now: noon, mayAnswerAlone: true)
        return (conversation.decide(command, on: takers, context), takers.map(\.id))
    }

    private static func facts(_ decision: Decision) -> [NewEvent] {
        if case .accepted(let changes) = decision { changes.events } else { [] }
    }

    @Test("whoever has what stands for all holds it while any of them waits, whichever that is")
    func held() {
        let answered: [Happened] = [.opened, .written, .claimed(by: alice), .sent(reply(1), by: alice)]
        let done: [Happened] = [.opened, .written, .sent(reply(2), by: bob)]
        let none = Self.both(answered, done)
        #expect(!none.members.claims.contains(Self.heldByAlice))
        let writing = Intake.Writing(channel: channel, externalId: "m9", text: "And?", occurredAt: nil)
        let part = none.parts[0]
        let heard = Intake.receive(
            writing, as: message(9), from: .known(stranger), answering: nil, to: .existing(part),
            mergedWith: none.others(than: part.id))
        #expect(heard.takes.map(\.claim) == [.external(channel, id: "m9"), Self.heldByAlice])
        let waiting = Self.both(answered, Self.open)
        #expect(waiting.members.claims.contains(Self.heldByAlice))
        let reply = TicketCommand.reply(reply(3), text: "Soon.", seen: nil)
        guard case .accepted(let said) = Self.decide(reply, in: waiting).decision,
            case .accepted(let parted) = waiting.expel(otherTicket, by: bob),
            case .accepted(let apart) = Self.decide(.markSpam(.judged), in: waiting).decision
        else {
            Issue.record("it was not accepted")
            return
        }
        #expect(said.releases == [Self.heldByAlice] && parted.releases == [Self.heldByAlice])
        #expect(apart.releases == [Self.heldByAlice])
    }

    @Test("is room that is taken by who claims it, though what they claim does not wait itself")
    func room() {
        let waiting = Self.both([.opened, .written, .sent(reply(1), by: bob)], Self.open)
        let none = Self.both([.opened, .written, .sent(reply(1), by: bob)], [.opened, .written, .resolved])
        for (conversation, limits) in [(waiting, [ClaimLimit(.held(alice.id), max: 1)]), (none, [])] {
            let context = TicketContext(actor: alice, now: noon, taker: agent(alice, capacity: 1))
            guard case .accepted(let changes) = conversation.decide(.claim, on: [conversation.root], context) else {
                Issue.record("it was not accepted")
                continue
            }
            #expect(changes.limits == limits)
            #expect(changes.takes.map(\.claim) == (limits.isEmpty ? [] : [Self.heldByAlice]))
        }
    }

    @Test("is one fact on each of the two, and gives back who had what becomes a part")
    func merges() {
        let from = Conversation(Self.state(otherTicket, Self.open + [.claimed(by: bob)], of: stranger))
        let into = Conversation(Self.state(ticket, Self.open + [.claimed(by: alice)]))
        let merged = NewEvent(
            .merge(.merged(into: ticket)), on: .ticket(otherTicket), sealing: Personal(), about: .customer(stranger))
        let absorbed = NewEvent(
            .merge(.absorbed(otherTicket)), on: .ticket(ticket), sealing: Personal(), about: .customer(customer))
        #expect(
            into.absorb(from, naming: otherTicket, into: ticket, by: alice)
                == .accepted(
                    Changes([merged, absorbed], releases: [.held(bob.id, network: "x", otherTicket)])))
    }

    @Test("undone, gives the part back to who had it")
    func unmerges() {
        let conversation = Self.both(Self.open, Self.open + [.claimed(by: bob)])
        let unmerged = NewEvent(
            .merge(.unmerged(from: ticket)), on: .ticket(otherTicket), sealing: Personal(), about: .customer(stranger))
        let expelled = NewEvent(
            .merge(.expelled(otherTicket)), on: .ticket(ticket), sealing: Personal(), about: .customer(customer))
        #expect(
            conversation.expel(otherTicket, by: alice)
                == .accepted(
                    Changes(
                        [unmerged, expelled], takes: [.init(.held(bob.id, network: "x", otherTicket), by: 0)])))
        #expect(conversation.expel(ticket, by: alice) == .unchanged, "the root is part of nothing")
        #expect(Conversation(conversation.root).expel(otherTicket, by: alice) == .unchanged)
    }

    @Test("and back leaves both as they were, but for version and position")
    func reversible() {
        let history: [Happened] = [.opened, .written, .claimed(by: alice), .tagged(tags("vip")), .followed]
        for (there, back) in [
            (Self.merged(into: ticket), Self.unmerged(from: ticket)),
            (Self.absorbed(Self.third), Self.expelled(Self.third)),
        ] {
            let before = Self.state(otherTicket, history)
            #expect(Self.state(otherTicket, history + [there]).isLinked)
            var after = Self.state(otherTicket, history + [there, back])
            after.version = before.version
            after.position = before.position
            #expect(after == before)
        }
    }

    @Test("is refused to what is part of another, and between what is one already")
    func refusals() {
        let conversation = Self.both()
        let alone = Conversation(Self.state(Self.third, Self.open))
        func absorb(_ whole: Conversation, _ other: Conversation, _ from: TicketID, _ into: TicketID) -> Decision {
            whole.absorb(other, naming: from, into: into, by: alice)
        }
        // The part goes nowhere else.
        #expect(absorb(alone, conversation, otherTicket, Self.third) == .rejected(.merged(into: ticket)))
        // What crosses: the other way round.
        #expect(absorb(conversation, conversation, ticket, otherTicket) == .rejected(.merged(into: ticket)))
        // Once more.
        #expect(absorb(conversation, conversation, otherTicket, ticket) == .unchanged)
        #expect(absorb(alone, alone, Self.third, Self.third) == .rejected(.mergesItself))
        // Into a part means into what stands for it.
        let changes = Self.facts(absorb(conversation, alone, Self.third, otherTicket))
        #expect(changes.map(\.stream) == [.ticket(Self.third), .ticket(ticket)])
    }

    @Test("joins no more than a conversation can have, counting what was merged before")
    func limit() {
        func many(_ count: Int, into root: TicketID, from first: UInt64) -> Conversation {
            let parts = (0..<count).map { TicketID(.numbered(first + UInt64($0))) }
            return Conversation(
                Self.state(root, Self.open + parts.map { Self.absorbed($0) }),
                parts: parts.map { Self.state($0, Self.open + [Self.merged(into: root)]) })
        }
        let one = Conversation(Self.state(Self.third, Self.open))
        func isFull(_ whole: Conversation, _ other: Conversation) -> Bool {
            whole.absorb(other, naming: other.root.id, into: whole.root.id, by: alice)
                == .rejected(.tooManyParts(maximum: 32))
        }
        #expect(!isFull(many(31, into: ticket, from: 0x100), one) && isFull(many(32, into: ticket, from: 0x100), one))
        let some = many(16, into: otherTicket, from: 0x200)
        #expect(!isFull(many(15, into: ticket, from: 0x100), some) && isFull(many(16, into: ticket, from: 0x100), some))
    }

    @Test(
        "has who holds, notes, tags and follows on what stands for all of them",
        arguments: [
            .claim, .release, .assign(agent: bob.id, team: nil), .note(note(1), text: "Hm.", mentions: []),
            .tag(tags("vip")), .follow, .prioritise(.high, crisis: nil),
            .classify(ClassChange(TicketClasses(outcome: Skill("refunded")!))),
        ] as [TicketCommand])
    func onRoot(command: TicketCommand) {
        let conversation = Self.both(Self.open)
        #expect(Self.decide(command, in: conversation, naming: otherTicket).takers == [ticket])
        let context = TicketContext(actor: alice, now: noon)
        #expect(conversation.parts[0].decide(command, context) == .rejected(.merged(into: ticket)))
    }

    @Test("lets a crisis speak of a part, which it may have raised before")
    func crisis() {
        let crisis = CrisisID(.numbered(0xc1))
        let decision = Self.both(Self.open).parts[0].decide(
            .prioritise(.high, crisis: crisis), TicketContext(actor: .rule, now: noon))
        let said = Self.facts(decision)
        #expect(said.map(\.stream) == [.ticket(otherTicket)])
        #expect(
            said.map(\.event) == [.classed(.prioritised(TicketPrioritised(priority: .high, crisis: crisis)))])
    }

    @Test("waits for us as long as any of them does that is not kept apart")
    func waits() {
        let done = Self.open + [.resolved]
        let spam = Self.open + [Happened(.spam(.ticketMarked(TicketSpam(because: .judged))), by: bob)]
        #expect(Self.both(Self.open, done).isOpen && Self.both(done, Self.open).isOpen)
        #expect(Self.both(spam, Self.open).isOpen, "who is kept apart hides nobody else")
        #expect(!Self.both(done, done).isOpen && !Self.both(done, spam).isOpen && !Self.both(spam, spam).isOpen)
    }

    @Test(
        "is told of a problem where a customer wrote last, by whose channel it is judged; who is kept apart hides nobody"
    )
    func notices() {
        let problem = ProblemID(.numbered(0xb1))
        let notice = TicketCommand.notice(
            TicketNotice(problem: problem, reply: reply(1), text: "Tomorrow.", seen: at(99), resolves: false))
        let spam = Self.open + [Happened(.spam(.ticketMarked(TicketSpam(because: .judged))), by: bob)]
        let done = Self.open + [.resolved]
        for conversation in [Self.both(), Self.both(spam, Self.open)] {
            let takers = conversation.takers(of: notice, naming: ticket, by: alice.id)
            #expect(takers.map(\.id) == [ticket])
            #expect(conversation.addressee(of: notice, on: takers).id == otherTicket)
            #expect(
                Self.facts(Self.decide(notice, in: conversation).decision).map(\.stream)
                    == [.ticket(otherTicket), .ticket(ticket)])
        }
        #expect(Self.decide(notice, in: Self.both(), naming: otherTicket).decision == .rejected(.merged(into: ticket)))
        #expect(Self.decide(notice, in: Self.both(spam, spam)).decision == .rejected(.keptApart))
        for command in [notice, .claim] {
            #expect(Self.decide(command, in: Self.both(done, spam)).decision == .rejected(.invalidState(.resolved)))
        }
    }

    @Test("resolves, puts off and takes off on each that it concerns")
    func onEach() {
        let conversation = Self.both(Self.open + [.resolved, .tagged(tags("vip"))], Self.open + [.tagged(tags("vip"))])
        #expect(Self.decide(.resolve, in: conversation).takers == [otherTicket])
        #expect(Self.decide(.resolve, in: Self.both()).takers == [ticket, otherTicket])
        let until = noon.advanced(bySeconds: 60)
        #expect(Self.facts(Self.decide(.snooze(until: until), in: Self.both()).decision).count == 2)
        #expect(Self.facts(Self.decide(.untag(tags("vip")), in: conversation).decision).count == 2)
        #expect(Self.facts(Self.decide(.markSpam(.judged), in: conversation).decision).count == 2)
        #expect(Self.decide(.untag(tags("late")), in: conversation).decision == .unchanged)
        let done = Self.both(Self.open + [.resolved], Self.open + [.resolved])
        #expect(Self.decide(.resolve, in: done).decision == .unchanged)
        #expect(Self.decide(.snooze(until: until), in: done).decision == .rejected(.invalidState(.resolved)))
        #expect(Self.decide(.reopen, in: done).takers == [ticket])
        #expect(Self.decide(.reopen, in: conversation).decision == .unchanged, "one of them is open")
        #expect(Self.decide(.claim, in: done).decision == .rejected(.invalidState(.resolved)))
        #expect(Self.facts(Self.decide(.claim, in: conversation).decision).map(\.stream) == [.ticket(ticket)])
    }

    @Test("answers where a customer wrote last, and stays fresh over all of them")
    func replies() {
        // The stranger wrote last, at 210.
        let conversation = Self.both()
        let root = Self.decide(.reply(reply(1), text: "Here.", seen: at(22)), in: conversation)
        #expect(root.takers == [otherTicket] && Self.facts(root.decision).map(\.stream) == [.ticket(otherTicket)])
        // Who was answered waits no more: the next answer is for who does.
        let answered = Self.both(Self.open, Self.open + [.sent(reply(2), by: alice)])
        #expect(Self.decide(.reply(reply(1), text: "Here.", seen: nil), in: answered).takers == [ticket])
        let spam = Self.both(Self.open, Self.open + [Happened(.spam(.ticketMarked(.init(because: .judged))), by: bob)])
        #expect(Self.decide(.reply(reply(1), text: "Here.", seen: nil), in: spam).takers == [ticket])
        #expect(
            Self.decide(.reply(reply(1), text: "Here.", seen: nil), in: spam, naming: otherTicket).takers == [
                otherTicket
            ])
        // Whoever answers the part has to have seen what was said on the root, and the other way round.
        let later = Conversation(
            Self.state(ticket, Self.open + [Self.absorbed(otherTicket)], from: 40), parts: conversation.parts)
        let stale = Self.decide(.reply(reply(1), text: "Here.", seen: at(39)), in: later, naming: otherTicket)
        #expect(stale.takers == [otherTicket] && stale.decision == .rejected(.staleReply(seen: at(39))))
        let fresh = Self.decide(.reply(reply(1), text: "Here.", seen: at(41)), in: later, naming: otherTicket)
        #expect(!Self.facts(fresh.decision).isEmpty)
    }

    @Test(
        "lets a macro answer where a customer wrote last, tag what stands for all of them and resolve each, or do nothing"
    )
    func macros() {
        let macro = TicketCommand.all([
            .tag(tags("closed")), .reply(reply(1), text: "Here.", seen: at(22)), .resolve,
        ])
        let (decision, takers) = Self.decide(macro, in: Self.both())
        #expect(takers.first == otherTicket)
        let facts = Self.facts(decision)
        #expect(
            facts.map(\.stream) == [.ticket(ticket), .ticket(otherTicket), .ticket(ticket), .ticket(otherTicket)])
        #expect(facts.map(\.event).suffix(2) == [.ticketResolved, .ticketResolved])
        guard case .accepted(let changes) = decision else { return }
        #expect(Set(changes.releases) == [.unresolved(customer, channel), .unresolved(stranger, channel)])
        #expect(changes.takes.map(\.claim) == [.reply(reply(1))])
        let stale = TicketCommand.all([.tag(tags("closed")), .reply(reply(1), text: "Here.", seen: at(1))])
        #expect(Self.decide(stale, in: Self.both()).decision == .rejected(.staleReply(seen: at(1))))
    }

    @Test("asks of all of them together what a channel demands before it is resolved")
    func demands() {
        let rulebook = SettingRules.rulebook([.channelSet(ChannelSettings(channel: channel, requires: [.tag]))])
        let context = TicketContext(actor: alice, now: noon, rulebook: rulebook)
        func resolve(_ conversation: Conversation) -> Decision {
            conversation.decide(.resolve, on: conversation.members, context)
        }
        #expect(resolve(Self.both()) == .rejected(.incomplete([.tag])))
        #expect(Self.facts(resolve(Self.both(Self.open + [.tagged(tags("vip"))]))).count == 2)
        #expect(Self.facts(resolve(Self.both(Self.open, Self.open + [.tagged(tags("vip"))]))).count == 2)
    }

    @Test("lets no draft out that a customer has overtaken on any of them")
    func drafts() {
        let drafted = Self.open + [.drafted(reply(1))]
        let overtaken = Conversation(
            Self.state(ticket, Self.open + [Self.absorbed(otherTicket)], from: 40),
            parts: [Self.state(otherTicket, drafted + [Self.merged(into: ticket)], from: 20)])
        let approve = TicketCommand.approve(reply(1), text: nil, seen: at(90))
        let dead = Self.decide(approve, in: overtaken, naming: otherTicket)
        #expect(dead.takers == [otherTicket] && dead.decision == .rejected(.invalidReplyState(.lapsed)))
        let alive = Self.both(Self.open, drafted)
        #expect(!Self.facts(Self.decide(approve, in: alive, naming: otherTicket).decision).isEmpty)
    }

    @Test("is nothing that a rule gives to anybody but by what stands for it, which waits while any of them does")
    func rules() {
        let context = TicketContext(actor: .rule, now: noon)
        let requeued = TicketRequeued(agent: bob.id, goneSince: noon, policy: StreamVersion(1))
        let answered: [Happened] = Self.open + [.assigned(bob, team: billing), .sent(reply(1), by: bob)]
        let conversation = Self.both(answered)
        #expect(conversation.root.status == .pending)
        #expect(conversation.root.decide(.requeue(requeued), context) == .unchanged)
        var together = context
        together.others = conversation.parts
        #expect(!Self.facts(conversation.root.decide(.requeue(requeued), together)).isEmpty)
        // Who is kept apart waits for nobody: it is not held, and not taken back, for what it alone is.
        let apart = Self.both(
            Self.open + [
                .assigned(bob, team: billing), Happened(.spam(.ticketMarked(.init(because: .blocked))), by: alice),
            ],
            Self.open + [.snoozed(until: noon.advanced(bySeconds: 60))])
        together.others = apart.parts
        #expect(apart.root.decide(.requeue(requeued), together) == .unchanged)
        let queued = Self.both([.opened, .assigned(nil, team: billing)], [.opened, .assigned(nil, team: billing)])
        let route = TicketCommand.route(alice.id, decision(for: billing))
        #expect(!Self.facts(queued.root.decide(route, context)).isEmpty)
        #expect(queued.parts[0].decide(route, context) == .unchanged)
    }
}

extension Happened {
    fileprivate static let followed = Happened(
        .follow(.ticketFollowed(TicketFollowed(agent: alice.id))), by: alice)
}
