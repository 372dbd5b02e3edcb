internal import Identity
internal import Ticketing

/// One ticket, a log that other streams share, and several actors who want random things of it.
///
/// Beside the real state it keeps its own much simpler books, from the events alone, for the tests to compare with.
struct RandomTicket {
    private var random: SeededGenerator
    private(set) var state: TicketState
    private(set) var now = noon
    private(set) var eventCount = 1
    private var position = at(1)
    private var newReplies: UInt64 = 0

    /// Who has the ticket, by counting hands.
    private(set) var holders: Set<AgentID> = []
    /// Who spoke to whom when: nil is the customer.
    private(set) var said: [(by: AgentID?, at: LogPosition)] = []
    /// Claims that the ticket has for as long as it is as it is; those of replies and messages are for ever.
    private(set) var claims: Set<Claim> = [unresolved]
    /// Drafts that wait for a person, in their order: where each stands, and whose it is.
    private(set) var drafts: [(reply: ReplyID, at: LogPosition, by: AgentID)] = []
    /// Why it is kept apart, if it is.
    private(set) var spam: SpamReason?
    /// Who wants to be told.
    private(set) var followers: Set<AgentID> = []
    private(set) var priority = TicketPriority.normal
    private(set) var classes = TicketClasses()
    private(set) var problem: ProblemID?
    /// What the customer wrote, and where it stands.
    private(set) var heard: [(message: MessageID, position: LogPosition)] = []
    /// What the authors of drafts had seen, if they said so.
    private(set) var draftsSeen: [ReplyID: LogPosition] = [:]
    /// What went out, and who let it.
    private(set) var out: [ReplyID: AgentID] = [:]

    /// Which attempt each reply is at, where that is not the first.
    private(set) var attempts: [ReplyID: Int] = [:]
    /// What connectors took.
    private(set) var taken: [(reply: ReplyID, attempt: Int)] = []

    /// Whether crises come and go, and people answer with templates.
    private let isTroubled: Bool

    init(seed: UInt64, isTroubled: Bool = false) {
        random = SeededGenerator(seed: seed)
        self.isTroubled = isTroubled
        state = given([.opened]).state
    }

    /// What somebody wanted, and what was decided.
    struct Step {
        let command: TicketCommand
        let context: TicketContext
        let before: TicketState
        let decision: Decision
    }

    /// Somebody wants something at random; what is accepted happens.
    mutating func step() -> Step {
        now = now.advanced(bySeconds: Int64.random(in: 0...30, using: &random))
        let actor = [alice, bob, robo, hook, theo][Int.random(in: 0..<5, using: &random)]
        let alone = actor == alice || actor == bob || Int.random(in: 0..<4, using: &random) == 0
        var context = TicketContext(
            actor: actor, now: now, isSupervisor: actor == bob, mayAnswerAlone: alone,
            unresolvedElsewhere: Int.random(in: 0..<4, using: &random) == 0 ? otherTicket : nil)
        if isTroubled { context.frozen = anyFreeze() }
        let command = anyCommand()
        let step = Step(command: command, context: context, before: state, decision: state.decide(command, context))
        if case .accepted(let changes) = step.decision { record(changes, by: actor) }
        return step
    }

    /// The customer writes, as intake decides it.
    mutating func hear() -> Changes {
        let writing = Intake.Writing(
            channel: channel, externalId: "m\(eventCount)", text: "Hello?", occurredAt: nil)
        let changes = Intake.receive(
            writing, as: message(UInt64(eventCount)), from: .known(customer), answering: nil, to: .existing(state))
        record(changes, by: hook)
        return changes
    }

    /// The customer changes or takes back something that they wrote; nil if they have written nothing, or if it is so.
    mutating func revise() -> Changes? {
        guard let old = heard.randomElement(using: &random) else { return nil }
        let found = Intake.Found(
            message: old.message, position: old.position, channel: channel, externalId: "m", ticket: state)
        let changes: Changes
        if roll(4) == 0 {
            guard case .accepted(let accepted) = Intake.withdraw(found, occurredAt: nil) else { return nil }
            changes = accepted
        } else {
            let moment: Instant? = roll(2) == 0 ? nil : now.advanced(bySeconds: -Int64(roll(200)))
            changes = Intake.edit(found, to: "Hello!", revision: "r\(eventCount)", occurredAt: moment)
        }
        record(changes, by: hook)
        return changes
    }

    /// A die for whoever drives this.
    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    /// Puts what was decided in the log, a few positions further on, and in the books.
    private mutating func record(_ changes: Changes, by actor: Actor) {
        for take in changes.takes {
            switch take.claim {
            case .reply, .external, .edit: continue
            default: claims.insert(take.claim)
            }
        }
        for claim in changes.releases { claims.remove(claim) }
        for new in changes.events {
            eventCount += 1
            position = LogPosition(position.value + Int64.random(in: 1...3, using: &random))
            let recorded = RecordedEvent(
                position: position, stream: new.stream, version: state.version.next,
                id: EventID(.numbered(UInt64(eventCount))), command: CommandID(.numbered(UInt64(eventCount))), at: now,
                actor: actor, event: new.event, subject: new.subject)
            book(new.event, by: actor)
            var next: TicketState? = state
            TicketState.evolve(&next, with: recorded)
            state = next ?? state
        }
    }

    private mutating func book(_ event: Event, by actor: Actor) {
        switch event {
        case .ticketClaimed: holders.insert(actor.id)
        case .ticketReleased, .assignment(.requeued): holders = []
        case .assignment(.routed(let routed)): holders.insert(routed.agent)
        case .ticketAssigned(let assigned): holders = assigned.agent.map { [$0] } ?? []
        case .messageReceived(let received):
            said.append((nil, position))
            heard.append((received.message, position))
        case .intake(.messageEdited(let edit)): if edit.replaces != nil { said.append((nil, position)) }
        case .intake(.messageWithdrawn): said.append((nil, position))
        case .spam(.ticketMarked(let marked)): spam = marked.because
        case .spam(.ticketUnmarked): spam = nil
        case .follow(.ticketFollowed): followers.insert(actor.id)
        case .follow(.ticketUnfollowed): followers.remove(actor.id)
        case .problem(.ticketLinked(let linked)): problem = linked
        case .problem(.ticketUnlinked(let unlinked)): if problem == unlinked { problem = nil }
        case .classed(.classified(let classified)): classes = classified.classes
        case .classed(.prioritised(let prioritised)): priority = prioritised.priority
        case .replySent(let sent):
            said.append((actor.id, position))
            out[sent.reply] = actor.id
        case .replyDrafted(let draft):
            drafts.append((draft.reply, position, actor.id))
            draftsSeen[draft.reply] = draft.seen
        case .replyApproved(let approved):
            drafts.removeAll { $0.reply == approved.reply }
            said.append((actor.id, position))
            out[approved.reply] = actor.id
        case .reply(.retried(let retried)):
            said.append((actor.id, position))
            attempts[retried.reply, default: 1] += 1
        case .reply(.attempted(let attempted)): taken.append((attempted.reply, attempted.attempt))
        case .reply(.rejected(let rejected)): drafts.removeAll { $0.reply == rejected.reply }
        case .reply(.lapsed(let lapsed)): drafts.removeAll { $0.reply == lapsed.reply }
        default: break
        }
    }

    private mutating func anyCommand() -> TicketCommand {
        switch roll(28) {
        case 26: .all((0...roll(3)).map { _ in anyStep() })
        case 27:
            roll(2) == 0 ? .link(ProblemID(.numbered(UInt64(roll(3))))) : .unlink(ProblemID(.numbered(UInt64(roll(3)))))
        case 25: roll(2) == 0 ? .prioritise(TicketPriority.allCases[roll(4)], crisis: nil) : .classify(someClasses())
        case 24:
            roll(2) == 0
                ? .markSpam(roll(2) == 0 ? .judged : .blocked) : .unmarkSpam(roll(2) == 0 ? .judged : .blocked)
        case 23: roll(2) == 0 ? .follow : .unfollow
        case 0, 1: .claim
        case 2: .release
        case 3: .assign(agent: [nil, alice.id, bob.id][roll(3)], team: [nil, billing, shipping][roll(3)])
        case 4, 5, 6: .reply(freshReply(), text: "Here.", material: material(), seen: seen())
        case 7: .approve(anyReply(), text: roll(3) == 0 ? "There." : nil, seen: seen())
        case 8: .approve(anyDraft(), text: roll(3) == 0 ? "There." : nil, seen: roll(2) == 0 ? nil : position)
        case 18: .draft(freshReply(), text: "Here?", material: material(), seen: seen())
        case 19: .reject(roll(3) == 0 ? anyReply() : anyDraft(), reason: "No.")
        case 9: .note(note(1), text: "Hm.", mentions: [])
        case 10: .tag(someTags())
        case 11: .untag(someTags())
        case 12: roll(2) == 0 ? .resolve : .reopen
        case 13: roll(2) == 0 ? .wake : .snooze(until: now.advanced(bySeconds: Int64(roll(60)) - 10))
        case 14, 17: .heard(anyReceipt(), of: anyReply(), attempt: roll(3) > 0 ? nil : 1 + roll(3))
        case 15: .route([alice.id, bob.id][roll(2)], decision(for: [billing, shipping][roll(2)]))
        case 16: .requeue(TicketRequeued(agent: [alice.id, bob.id][roll(2)], goneSince: now, policy: StreamVersion(1)))
        case 20: .attempt(anyReply(), 1 + roll(3))
        default: .retry(roll(3) == 0 ? anyReply() : stuckReply())
        }
    }

    private mutating func anyStep() -> TicketCommand {
        switch roll(6) {
        case 0: .reply(freshReply(), text: "Here.", material: material(), seen: roll(2) == 0 ? nil : position)
        case 1: .tag(someTags())
        case 2: .untag(someTags())
        case 3: .assign(agent: nil, team: [nil, billing, shipping][roll(3)])
        case 4: .snooze(until: now.advanced(bySeconds: 60))
        default: .resolve
        }
    }

    private mutating func anyFreeze() -> FrozenChannel {
        FrozenChannel(
            bots: roll(3) == 0 ? CrisisID(.numbered(1)) : nil,
            templates: roll(3) == 0 ? CrisisID(.numbered(UInt64(1 + roll(2)))) : nil)
    }

    /// What an answer is made of: often nothing, and nothing at all without trouble.
    private mutating func material() -> ReplyMaterial? {
        if !isTroubled || roll(2) == 0 { return nil }
        return ReplyMaterial(
            words: .init(
                template: Skill("t")!, language: Language("de")!, version: StreamVersion(1), isEdited: roll(2) == 0))
    }

    private mutating func freshReply() -> ReplyID {
        newReplies += 1
        return reply(newReplies)
    }

    /// Mostly one that the ticket has.
    private mutating func anyReply() -> ReplyID { reply(UInt64(roll(Int(newReplies) + 2))) }

    private mutating func anyReceipt() -> Delivery { [.sent, .unknown, .failed, .failed, .delivered, .read][roll(6)] }

    /// One that failed or got lost, if any did; in an order that is the same in every run.
    private mutating func stuckReply() -> ReplyID {
        let stuck = state.replies.filter { $0.value.status == .failed || $0.value.stage == .out(.unknown) }
        return stuck.keys.sorted().randomElement(using: &random) ?? anyReply()
    }

    /// One that waits, if any does.
    private mutating func anyDraft() -> ReplyID { drafts.randomElement(using: &random)?.reply ?? anyReply() }

    private mutating func seen() -> LogPosition? {
        roll(4) == 0 ? nil : LogPosition(max(-1, position.value - Int64(roll(8))))
    }

    /// Outcomes need no tree.
    private mutating func someClasses() -> ClassChange {
        roll(3) == 0
            ? ClassChange(TicketClasses(), clears: [.outcome])
            : ClassChange(TicketClasses(outcome: Skill("o\(roll(3))")))
    }

    private mutating func someTags() -> [Tag] {
        (0..<roll(12)).map { _ in Tag("t\(roll(60))") }.compactMap(\.self)
    }
}
