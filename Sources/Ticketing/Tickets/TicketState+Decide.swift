internal import Identity

extension TicketState {
    /// A ticket has at most so many tags: more say nothing.
    package static let tagCountMax = 32

    /// What follows from a command on this ticket. Pure: time, ids and policies come in as arguments.
    package func decide(_ command: TicketCommand, _ context: TicketContext) -> Decision {
        switch command {
        case .claim: decideClaim(context)
        case .release: decideRelease(context)
        case .assign(let agent, let team): decideAssign(agent, team)
        case .reply(let reply, let text, let seen): decideReply(reply, text: text, seen: seen, context)
        case .approve(let reply, let seen): decideApprove(reply, seen: seen, context)
        case .note(let note, let text, let mentions):
            accept(.noteAdded(NoteAdded(note: note, mentions: mentions)), sealing: Personal(text: text))
        case .tag(let tags): decideTag(tags)
        case .untag(let tags): decideUntag(tags)
        case .resolve: decideResolve()
        case .reopen: decideReopen(context)
        case .snooze(let until): decideSnooze(until, now: context.now)
        case .wake: decideWake(now: context.now)
        case .deliver(let reply, let externalId): decideReceipt(reply, .delivered, Personal(externalId: externalId))
        case .fail(let reply, let reason): decideReceipt(reply, .failed, Personal(reason: reason))
        }
    }

    private func decideClaim(_ context: TicketContext) -> Decision {
        if let assignee { return assignee == context.actor.id ? .unchanged : .rejected(.alreadyClaimed(by: assignee)) }
        if status == .resolved { return .rejected(.invalidState(status)) }
        return accept(.ticketClaimed)
    }

    private func decideRelease(_ context: TicketContext) -> Decision {
        guard let assignee else { return .unchanged }
        if assignee != context.actor.id && !context.isSupervisor { return .rejected(.notClaimed(heldBy: assignee)) }
        return accept(.ticketReleased)
    }

    private func decideAssign(_ agent: AgentID?, _ team: TeamID?) -> Decision {
        // To give a ticket to an agent leaves it with its team; to give it to a team frees it for anyone there.
        let next = TicketAssigned(agent: agent, team: team ?? self.team)
        if next.agent == assignee && next.team == self.team { return .unchanged }
        return accept(.ticketAssigned(next))
    }

    private func decideReply(
        _ reply: ReplyID, text: String, seen: LogPosition?, _ context: TicketContext
    ) -> Decision {
        if let seen, hasSpoken(after: seen, besides: context.actor.id) { return .rejected(.staleReply(seen: seen)) }
        let event: Event
        if context.actor.kind == .bot && !context.botMaySend {
            event = .replyDrafted(ReplyDrafted(reply: reply, seen: seen))
        } else {
            event = .replySent(ReplySent(reply: reply, seen: seen))
        }
        return .accepted(Changes([fact(event, Personal(text: text))], takes: [.init(.reply(reply), by: 0)]))
    }

    private func decideApprove(_ reply: ReplyID, seen: LogPosition?, _ context: TicketContext) -> Decision {
        guard let status = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard context.actor.kind == .human else { return .rejected(.personRequired) }
        guard status == .draft else { return .rejected(.invalidReplyState(status)) }
        // Who approves without saying what they saw vouches for no more than the draft's author saw.
        if let seen = seen ?? draftsSeen[reply], hasSpoken(after: seen, besides: context.actor.id) {
            return .rejected(.staleReply(seen: seen))
        }
        return accept(.replyApproved(ReplyApproved(reply: reply)))
    }

    private func decideTag(_ added: [Tag]) -> Decision {
        let new = Set(added).subtracting(tags).sorted()
        if new.isEmpty { return .unchanged }
        if tags.count + new.count > Self.tagCountMax { return .rejected(.tooManyTags(maximum: Self.tagCountMax)) }
        return accept(.ticketTagged(TicketTagged(tags: new)))
    }

    private func decideUntag(_ removed: [Tag]) -> Decision {
        let gone = Set(removed).intersection(tags).sorted()
        return gone.isEmpty ? .unchanged : accept(.ticketUntagged(TicketUntagged(tags: gone)))
    }

    private func decideResolve() -> Decision {
        if status == .resolved { return .unchanged }
        return .accepted(Changes([fact(.ticketResolved)], releases: [.unresolved(customer, channel)]))
    }

    private func decideReopen(_ context: TicketContext) -> Decision {
        if status != .resolved { return status == .open ? .unchanged : accept(.ticketReopened) }
        if let other = context.unresolvedElsewhere { return .rejected(.unresolvedElsewhere(other)) }
        return .accepted(Changes([fact(.ticketReopened)], takes: [.init(.unresolved(customer, channel), by: 0)]))
    }

    private func decideSnooze(_ until: Instant, now: Instant) -> Decision {
        if until <= now { return .rejected(.notInFuture(until)) }
        if status == .resolved { return .rejected(.invalidState(status)) }
        if status == .snoozed && snoozedUntil == until { return .unchanged }
        return accept(.ticketSnoozed(TicketSnoozed(until: until)))
    }

    private func decideWake(now: Instant) -> Decision {
        guard status == .snoozed, let snoozedUntil, snoozedUntil <= now else { return .unchanged }
        return accept(.ticketWoken)
    }

    private func decideReceipt(_ reply: ReplyID, _ next: ReplyStatus, _ personal: Personal) -> Decision {
        guard let status = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        if status == .draft { return .rejected(.invalidReplyState(status)) }
        if next.rank <= status.rank { return .unchanged }
        let event: Event =
            next == .delivered
            ? .replyDelivered(ReplyDelivered(reply: reply)) : .replyFailed(ReplyFailed(reply: reply))
        return accept(event, sealing: personal)
    }

    private func accept(_ event: Event, sealing personal: Personal = Personal()) -> Decision {
        .accepted(Changes([fact(event, personal)]))
    }

    private func fact(_ event: Event, _ personal: Personal = Personal()) -> NewEvent {
        NewEvent(event, on: .ticket(id), sealing: personal, about: .customer(customer))
    }
}
