internal import Identity

extension TicketState {
    /// Takes one event of the ticket's stream into account, in the order of versions. Cannot fail: what it does not know
    /// changes nothing but version and position; before `ticket.opened` there is no state to change.
    package static func evolve(_ state: inout TicketState?, with recorded: RecordedEvent) {
        if case .ticketOpened(let opened) = recorded.event, case .ticket(let id) = recorded.stream {
            state = TicketState(
                id: id, customer: opened.customer, channel: opened.channel, status: .open, assignee: nil,
                team: opened.team, tags: [], snoozedUntil: nil, replies: [:], drafts: [], heardAt: nil, spokenAt: [:],
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
            move(to: .open)
        case .replyRecorded(let reply):
            replies[reply.reply] = ReplyState(.delivered, by: reply.author, words: recorded.position)
            spoke(reply.author, at: recorded.position)
        case .replySent(let reply):
            replies[reply.reply] = ReplyState(.sent, by: recorded.actor.id, words: recorded.position)
            spoke(recorded.actor.id, at: recorded.position)
        case .replyDrafted(let reply):
            replies[reply.reply] = ReplyState(
                .draft, by: recorded.actor.id, words: recorded.position, seen: reply.seen)
            drafts.append(reply.reply)
        case .replyApproved(let reply):
            end(draft: reply.reply, as: .sent)
            // Who approves seals nothing but other words.
            if recorded.subject != nil { replies[reply.reply]?.words = recorded.position }
            spoke(recorded.actor.id, at: recorded.position)
        case .reply(.rejected(let rejected)): end(draft: rejected.reply, as: .rejected)
        case .reply(.lapsed(let lapsed)): end(draft: lapsed.reply, as: .lapsed)
        case .replyDelivered(let reply): replies[reply.reply]?.status = .delivered
        case .replyFailed(let reply):
            replies[reply.reply]?.status = .failed
            // The customer got nothing: it is our turn again.
            if status == .pending { move(to: .open) }
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
        case .noteAdded, .ticketOpened, .workspaceCreated, .setting, .agentRegistered, .tokenIssued, .tokenRevoked,
            .agent,
            .postRecorded, .customerRegistered:
            break
        }
    }

    private mutating func end(draft: ReplyID, as status: ReplyStatus) {
        replies[draft]?.status = status
        drafts.removeAll { $0 == draft }
    }

    private mutating func spoke(_ agent: AgentID, at position: LogPosition) {
        spokenAt[agent] = position
        // A parting word does not bring a resolved ticket back.
        if status != .resolved { move(to: .pending) }
    }

    private mutating func move(to next: TicketStatus) {
        status = next
        snoozedUntil = nil
    }
}
