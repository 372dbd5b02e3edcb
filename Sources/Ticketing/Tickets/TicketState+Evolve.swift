internal import Identity

extension TicketState {
    /// Takes one event of the ticket's stream into account, in the order of versions. Cannot fail: what it does not know
    /// changes nothing but version and position; before `ticket.opened` there is no state to change.
    package static func evolve(_ state: inout TicketState?, with recorded: RecordedEvent) {
        if case .ticketOpened(let opened) = recorded.event, case .ticket(let id) = recorded.stream {
            state = TicketState(
                id: id, customer: opened.customer, channel: opened.channel, status: .open, assignee: nil,
                team: opened.team, tags: [], snoozedUntil: nil, replies: [:], drafts: [], heardAt: nil, wordsAt: nil,
                spokenAt: [:],
                language: opened.language, version: recorded.version, position: recorded.position)
            return
        }
        state?.apply(recorded)
    }

    private mutating func apply(_ recorded: RecordedEvent) {
        version = recorded.version
        position = recorded.position
        switch recorded.event {
        case .messageReceived:
            heardAt = recorded.position
            wordsAt = recorded.position
            move(to: .open)
        case .replyRecorded(let reply):
            replies[reply.reply] = ReplyState(.out(.delivered), by: reply.author, words: recorded.position)
            spoke(reply.author, by: recorded)
        case .replySent(let reply):
            replies[reply.reply] = ReplyState(.out(.requested), by: recorded.actor.id, words: recorded.position)
            spoke(recorded.actor.id, by: recorded)
        case .replyDrafted(let reply):
            replies[reply.reply] = ReplyState(
                .draft, by: recorded.actor.id, words: recorded.position, seen: reply.seen, material: reply.material)
            drafts.append(reply.reply)
        case .replyApproved(let approved):
            drafts.removeAll { $0 == approved.reply }
            replies[approved.reply]?.request()
            if recorded.subject != nil { replies[approved.reply]?.words = recorded.position }
            spoke(recorded.actor.id, by: recorded)
        case .replyDelivered(let reply): replies[reply.reply]?.stage = .out(.delivered)
        case .replyFailed(let reply): gone(reply.reply, .failed)
        case .reply(let event): apply(event, of: recorded)
        case .ticketClaimed: assignee = recorded.actor.id
        case .ticketReleased:
            if assignee == recorded.actor.id { declined.insert(recorded.actor.id) }
            assignee = nil
        case .assignment(.routed(let routed)): assignee = routed.agent
        case .assignment(.requeued): assignee = nil
        case .ticketAssigned(let assigned):
            assignee = assigned.agent
            team = assigned.team
        case .ticketTagged(let tagged): tags = Set(tags).union(tagged.tags).sorted()
        case .ticketUntagged(let untagged): tags = Set(tags).subtracting(untagged.tags).sorted()
        case .ticketResolved: move(to: .resolved)
        case .ticketReopened, .ticketWoken: move(to: .open)
        case .ticketSnoozed(let snoozed):
            move(to: .snoozed)
            snoozedUntil = snoozed.until
        case .intake(let event): apply(event, at: recorded.position)
        case .follow(.ticketFollowed(let followed)): followers = Set(followers).union([followed.agent]).sorted()
        case .follow(.ticketUnfollowed(let followed)): followers.removeAll { $0 == followed.agent }
        case .follow(.notificationsRead): break
        case .spam(.ticketMarked(let marked)): spam = marked.because
        case .spam(.ticketUnmarked(let unmarked)):
            spam = nil
            if unmarked.because == .judged { putBackAt = recorded.position }
        case .spam(.customerBlocked), .spam(.customerUnblocked): break
        case .problem(let event): apply(event)
        case .classed(.prioritised(let prioritised)):
            // The same crisis speaks of it twice: it raises it, and its end puts it back.
            let crisis = prioritised.crisis.flatMap { $0 == raised?.crisis ? nil : $0 }
            raised = crisis.map { RaisedPriority(crisis: $0, before: priority) }
            priority = prioritised.priority
        case .classed(.classified(let classified)): classes = classified.classes
        case .merge(let event): apply(event)
        case .split(let event): apply(event)
        case .switchAsked, .feedback, .noteAdded, .ticketOpened, .workspaceCreated, .setting, .material,
            .agentRegistered,
            .tokenIssued,
            .tokenRevoked,
            .agent,
            .postRecorded, .customerRegistered, .customer:
            break
        }
    }

    private mutating func apply(_ event: MergeEvent) {
        switch event {
        case .merged(let into): mergedInto = into
        case .unmerged: mergedInto = nil
        case .absorbed(let part): parts = Set(parts).union([part]).sorted()
        case .expelled(let part): parts.removeAll { $0 == part }
        }
    }

    /// Other words than before are heard like new ones: who has not seen them answers something else.
    private mutating func apply(_ event: IntakeEvent, at position: LogPosition) {
        switch event {
        case .messageEdited(let edit):
            guard edit.replaces != nil else { return }
            revised[edit.message] = RevisedMessage(
                position: position, occurredAt: edit.occurredAt, isWithdrawn: false)
            heardAt = position
        case .messageWithdrawn(let withdrawn):
            revised[withdrawn.message] = RevisedMessage(
                position: position, occurredAt: withdrawn.occurredAt, isWithdrawn: true)
            heardAt = position
        case .signalReceived: break
        }
    }

    private mutating func apply(_ event: ProblemEvent) {
        switch event {
        case .ticketLinked(let problem):
            self.problem = problem
            leftProblems.remove(problem)
        case .ticketUnlinked(let problem):
            if self.problem == problem { self.problem = nil }
            leftProblems.insert(problem)
        case .opened, .noticed, .closed: break
        }
    }

    private mutating func apply(_ event: ReplyEvent, of recorded: RecordedEvent) {
        switch event {
        case .rejected(let rejected): end(draft: rejected.reply, as: .rejected)
        case .lapsed(let lapsed): end(draft: lapsed.reply, as: .lapsed)
        case .attempted(let attempted):
            replies[attempted.reply]?.stage = .out(.attempted)
            replies[attempted.reply]?.taker = recorded.actor.id
        case .carried(let carried): replies[carried.reply]?.stage = .out(.sent)
        case .read(let read): replies[read.reply]?.stage = .out(.read)
        case .lost(let lost): gone(lost.reply, .unknown)
        case .retried(let retried):
            replies[retried.reply]?.request()
            spokenAt[recorded.actor.id] = recorded.position
            // It is said again. Whoever has spoken in between waits on.
            if status == .open, wordsAt == retried.words { move(to: .pending) }
        }
    }

    private mutating func end(draft: ReplyID, as stage: ReplyState.Stage) {
        replies[draft]?.stage = stage
        drafts.removeAll { $0 == draft }
    }

    /// The customer may have got nothing: it is our turn again.
    private mutating func gone(_ reply: ReplyID, _ delivery: Delivery) {
        replies[reply]?.stage = .out(delivery)
        if status == .pending { move(to: .open) }
    }

    private mutating func spoke(_ agent: AgentID, by recorded: RecordedEvent) {
        spokenAt[agent] = recorded.position
        wordsAt = recorded.words
        // A parting word does not bring a resolved ticket back.
        if status != .resolved { move(to: .pending) }
    }

    private mutating func move(to next: TicketStatus) {
        status = next
        snoozedUntil = nil
    }
}
