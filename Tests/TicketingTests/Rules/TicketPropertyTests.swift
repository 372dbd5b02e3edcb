internal import Identity
internal import Testing
internal import Ticketing

@Suite("Whatever happens to a ticket")
struct TicketPropertyTests {
    static let seeds: [UInt64] = Array(1...20)
    private static let stepCount = 400

    @Test("its state is what its events say", arguments: seeds)
    func books(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        for number in 0..<Self.stepCount {
            if ticket.roll(6) == 0 { _ = ticket.hear() } else { _ = ticket.step() }
            if ticket.roll(12) == 0 { _ = ticket.revise() }
            let state = ticket.state
            let note = Comment(rawValue: "seed \(seed), step \(number)")
            #expect(state.version == StreamVersion(ticket.eventCount), note)
            #expect(ticket.holders.count <= 1, note)
            #expect(state.assignee == ticket.holders.first, note)
            #expect((state.status == .snoozed) == (state.snoozedUntil != nil), note)
            #expect(state.spam == ticket.spam && state.priority == ticket.priority, note)
            #expect(state.classes == ticket.classes && state.problem == ticket.problem, note)
            #expect(Set(state.followers) == ticket.followers && state.followers == state.followers.sorted(), note)
            #expect(state.tags == Set(state.tags).sorted() && state.tags.count <= TicketState.tagCountMax, note)
            // What was taken and released one by one is what the state says.
            var claims: Set<Claim> = state.status == .resolved ? [] : [unresolved]
            if let holder = ticket.holders.first, state.status == .open, ticket.spam == nil {
                claims.insert(held(by: holder))
            }
            #expect(ticket.claims == claims, note)
            #expect(state.claims == claims, note)
            #expect(state.drafts == ticket.drafts.map(\.reply), note)
            #expect(Set(state.replies.filter { $0.value.stage == .draft }.keys) == Set(state.drafts), note)
            #expect(state.drafts.count <= TicketState.draftCountMax, note)
            #expect(Set(state.replies.filter(\.value.isOut).keys) == Set(ticket.out.keys), note)
            #expect(state.heardAt == ticket.said.last(where: { $0.by == nil })?.at, note)
        }
    }

    @Test(
        "receipts only move a reply on, a retry only what failed or got lost, and what got through stays so",
        arguments: seeds)
    func monotone(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        for number in 0..<Self.stepCount {
            if ticket.roll(12) == 0 { _ = ticket.hear() }
            let step = ticket.step()
            let note = Comment(rawValue: "seed \(seed), step \(number), \(step.command)")
            for (reply, before) in step.before.replies {
                guard let after = ticket.state.replies[reply] else {
                    Issue.record("a reply is forgotten: \(note)")
                    continue
                }
                #expect(after.attempt == (after.isOut ? ticket.attempts[reply] ?? 1 : 0), note)
                guard case .out(let was) = before.stage else { continue }
                guard case .out(let now) = after.stage else {
                    Issue.record("what was out is a draft again: \(note)")
                    continue
                }
                if after.attempt == before.attempt {
                    #expect(now >= was, note)
                } else {
                    #expect(after.attempt == before.attempt + 1 && was.mayBeRetried && now == .requested, note)
                }
            }
        }
    }

    @Test("no attempt of a reply is ever taken twice, and none of what has not gone out", arguments: seeds)
    func takenOnce(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        for _ in 0..<Self.stepCount { _ = ticket.step() }
        let keys = ticket.taken.map { "\($0.reply) \($0.attempt)" }
        #expect(Set(keys).count == keys.count, "seed \(seed)")
        #expect(ticket.taken.allSatisfy { ticket.out[$0.reply] != nil }, "seed \(seed)")
    }

    @Test(
        "what one decision brings is on the ticket's stream, sealed about its customer, claimed by its own events",
        arguments: seeds)
    func shapes(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        for _ in 0..<Self.stepCount {
            let before = ticket.state
            let changes: Changes
            if ticket.roll(6) == 0 {
                changes = ticket.hear()
            } else if case .accepted(let accepted) = ticket.step().decision {
                changes = accepted
            } else {
                #expect(ticket.state == before, "what was not accepted has changed nothing")
                continue
            }
            #expect(!changes.events.isEmpty)
            #expect(changes.events.allSatisfy { $0.stream == .ticket(before.id) })
            #expect(changes.events.allSatisfy { ($0.personal == nil) == ($0.subject == nil) })
            #expect(changes.events.allSatisfy { $0.subject == nil || $0.subject == .customer(customer) })
            #expect(changes.takes.allSatisfy { changes.events.indices.contains($0.event) })
            #expect(ticket.state.version.value == before.version.value + changes.events.count)
            #expect(ticket.state.position > before.position)
        }
    }

    @Test("no stale reply and no bot's word gets through, and every rejection has its reason", arguments: seeds)
    func speech(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        for number in 0..<Self.stepCount {
            if ticket.roll(6) == 0 { _ = ticket.hear() }
            if ticket.roll(12) == 0 { _ = ticket.revise() }
            let said = ticket.said
            let (draftsSeen, drafts) = (ticket.draftsSeen, ticket.drafts)
            let step = ticket.step()
            let seen: LogPosition?
            switch step.command {
            case .reply(_, _, _, let position), .draft(_, _, _, let position): seen = position
            case .approve(let reply, _, let position): seen = position ?? draftsSeen[reply]
            default: continue
            }
            let actor = step.context.actor
            let missed = said.contains { word in word.by != actor.id && seen.map { word.at > $0 } == true }
            let note = Comment(rawValue: "seed \(seed), step \(number), \(step.command)")
            switch (step.command, step.decision) {
            case (.reply, .accepted(let changes)):
                #expect(!missed, note)
                let isDraft = changes.events.contains { if case .replyDrafted = $0.event { true } else { false } }
                #expect(isDraft == !step.context.mayAnswerAlone, note)
            case (.draft, .accepted(let changes)):
                #expect(!missed, note)
                #expect(changes.events.contains { if case .replyDrafted = $0.event { true } else { false } }, note)
            case (.reply, .rejected(.tooManyDrafts)), (.draft, .rejected(.tooManyDrafts)):
                #expect(!missed && drafts.count == TicketState.draftCountMax, note)
            case (.reply, _), (.draft, _): #expect(missed, note)
            case (.approve(let reply, let text, _), let decision):
                let draft = drafts.first { $0.reply == reply }
                let isOvertaken = said.contains { word in word.by == nil && draft.map { word.at > $0.at } == true }
                let hasWords = text == nil || step.context.mayAnswerAlone
                let isFit = actor.kind == .human && draft.map { $0.by != actor.id } == true && hasWords
                let mayGo = !missed && isFit && !isOvertaken
                if case .accepted = decision { #expect(mayGo, note) } else { #expect(!mayGo, note) }
            default: break
            }
        }
    }

    @Test("what a crisis has stand still does not happen, and nothing else is kept from happening", arguments: seeds)
    func standstill(seed: UInt64) {
        var ticket = RandomTicket(seed: seed, isTroubled: true)
        var stopped = 0
        for number in 0..<Self.stepCount {
            if ticket.roll(6) == 0 { _ = ticket.hear() }
            let step = ticket.step()
            let (frozen, isBot) = (step.context.frozen, step.context.actor.kind == .bot)
            let note = Comment(rawValue: "seed \(seed), step \(number), \(step.command)")
            switch step.decision {
            case .accepted(let changes):
                let isCanned = changes.events.contains { $0.isCanned }
                #expect(!isBot || frozen.bots == nil, note)
                #expect(!isCanned || frozen.templates == nil, note)
            case .rejected(.frozen(let crisis)):
                stopped += 1
                var free = step.context
                free.frozen = .nothing
                if isBot, crisis == frozen.bots { continue }
                #expect(crisis == frozen.templates, note)
                // Without the crisis a template's words would have gone out, unless something else is in the way.
                guard case .accepted(let changes) = step.before.decide(step.command, free) else { continue }
                let isCanned = changes.events.contains { $0.isCanned }
                #expect(isCanned, note)
            case .rejected, .unchanged: break
            }
        }
        #expect(stopped > 5, "otherwise this test shows little")
    }

    @Test("what can be said twice changes nothing the second time", arguments: seeds)
    func idempotence(seed: UInt64) {
        var ticket = RandomTicket(seed: seed)
        var repeated = 0
        for number in 0..<Self.stepCount {
            let step = ticket.step()
            guard case .accepted = step.decision else { continue }
            switch step.command {
            case .reply, .draft, .approve, .note, .attempt, .retry, .all, .askSwitch, .notice: continue
            case .claim, .release, .assign, .route, .requeue, .tag, .untag, .resolve, .reopen, .snooze, .wake, .receipt,
                .reject, .follow, .unfollow, .markSpam, .unmarkSpam, .prioritise, .classify,
                .link, .unlink:
                #expect(
                    ticket.state.decide(step.command, step.context) == .unchanged,
                    "seed \(seed), step \(number), \(step.command)")
                repeated += 1
            }
        }
        #expect(repeated > 30, "otherwise this test shows little")
    }

    @Test("decisions and states depend on nothing but their arguments", arguments: seeds)
    func determinism(seed: UInt64) {
        var first = RandomTicket(seed: seed)
        var second = RandomTicket(seed: seed)
        for _ in 0..<Self.stepCount { #expect(first.step().decision == second.step().decision) }
        #expect(first.state == second.state)
    }

    @Test("the random tickets come through every status and every state of a reply")
    func coverage() {
        var statuses: Set<TicketStatus> = []
        var replies: Set<ReplyStatus> = []
        var stages: Set<ReplyState.Stage> = []
        var attempts = 1
        var full = false
        for seed in Self.seeds {
            var ticket = RandomTicket(seed: seed)
            for _ in 0..<Self.stepCount * 2 {
                if ticket.roll(6) == 0 { _ = ticket.hear() }
                if case .rejected(.tooManyTags) = ticket.step().decision { full = true }
                statuses.insert(ticket.state.status)
                replies.formUnion(ticket.state.replies.values.map(\.status))
                stages.formUnion(ticket.state.replies.values.map(\.stage))
                attempts = max(attempts, ticket.state.replies.values.map(\.attempt).max() ?? 0)
            }
        }
        #expect(statuses == Set(TicketStatus.allCases))
        #expect(replies == Set(ReplyStatus.allCases))
        #expect(stages.count == Delivery.allCases.count + 3 && attempts > 2)
        #expect(full, "no ticket was ever full of tags")
    }
}

extension ReplyState {
    /// Whether it was ever meant to reach the customer.
    fileprivate var isOut: Bool {
        if case .out = stage { return true }
        return false
    }
}

extension NewEvent {
    /// Whether it says something in a template's words alone, or proposes to.
    fileprivate var isCanned: Bool {
        switch event {
        case .replySent(let sent): sent.material?.isCanned == true
        case .replyDrafted(let drafted): drafted.material?.isCanned == true
        case .replyApproved(let approved): approved.material?.isCanned == true
        default: false
        }
    }
}
