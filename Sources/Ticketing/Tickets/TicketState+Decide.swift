internal import Identity

extension TicketState {
    /// A ticket has at most so many tags: more say nothing.
    package static let tagCountMax = 32

    /// What follows from a command on this ticket. Pure: time, ids and policies come in as arguments. `context.others` has all
    /// that it is merged with.
    package func decide(_ command: TicketCommand, _ context: TicketContext) -> Decision {
        let decision = decideFacts(command, context)
        guard case .accepted(var changes) = decision else { return decision }
        changes.settle([self] + context.others, by: context.actor)
        return .accepted(changes)
    }

    /// The same without what follows for its claims: for one step of several that are settled together.
    package func decideFacts(_ command: TicketCommand, _ context: TicketContext) -> Decision {
        if let crisis = freezing(command, context) { return .rejected(.frozen(crisis)) }
        if let refusal = refusedByPart(command) { return refusal }
        return switch command {
        case .claim: decideClaim(context)
        case .release: decideRelease(context)
        case .assign(let agent, let team): decideAssign(agent, team, context)
        case .route(let agent, let decision): decideRoute(agent, decision, context)
        case .requeue(let requeued): decideRequeue(requeued, context)
        case .reply(let reply, let text, let material, let seen):
            decideReply(reply, text: text, material, seen: seen, context)
        case .draft(let reply, let text, let material, let seen):
            decideDraft(reply, text: text, material, seen: seen, context)
        case .approve(let reply, let text, let seen): decideApprove(reply, text: text, seen: seen, context)
        case .reject(let reply, let reason): decideReject(reply, reason: reason, context)
        case .note(let note, let text, let mentions):
            accept(.noteAdded(NoteAdded(note: note, mentions: mentions)), sealing: Personal(text: text))
        case .tag(let tags): decideTag(tags)
        case .untag(let tags): decideUntag(tags)
        case .resolve: decideResolve(context)
        case .reopen: decideReopen(context)
        case .snooze(let until): decideSnooze(until, now: context.now)
        case .wake: decideWake(now: context.now)
        case .askSwitch(let wish, let reply): decideSwitch(wish, as: reply, context)
        case .attempt(let reply, let attempt): decideAttempt(reply, attempt)
        case .receipt(let reply, let delivery, let attempt, let externalId, let reason):
            decideReceipt(reply, delivery, attempt: attempt, externalId: externalId, reason: reason, context)
        case .retry(let reply): decideRetry(reply)
        case .follow: decideFollow(context.actor.id)
        case .unfollow: decideUnfollow(context.actor.id)
        case .markSpam(let reason): decideMarkSpam(reason)
        case .unmarkSpam(let reason): decideUnmarkSpam(reason)
        case .link(let problem): decideLink(problem)
        case .unlink(let problem): decideUnlink(problem)
        case .notice(let notice): decideNotice(notice, context)
        case .classify(let change): decideClassify(change, context.rulebook)
        case .prioritise(let priority, let crisis): decidePrioritise(priority, crisis: crisis)
        case .all(let commands): decideAll(commands, context)
        }
    }

    private func decideClaim(_ context: TicketContext) -> Decision {
        if let assignee { return assignee == context.actor.id ? .unchanged : .rejected(.alreadyClaimed(by: assignee)) }
        if isResolved(context) { return .rejected(.invalidState(.resolved)) }
        if let team, isForeign(team, context), !context.isSupervisor { return .rejected(.notInTeam(team)) }
        return .accepted(Changes([fact(.ticketClaimed)], limits: limits(of: context.taker, context)))
    }

    /// Whether somebody's profile says that they are not of a team. Of one that is not there any more nobody is, and whoever
    /// comes may have what waits for it.
    private func isForeign(_ team: TeamID, _ context: TicketContext) -> Bool {
        let teams = context.rulebook.teams
        guard teams.isEmpty || teams[team] != nil else { return false }
        return context.taker?.profile.map { !$0.teams.contains(team) } ?? false
    }

    /// How much of what the taker may hold, if this lets them hold the ticket.
    private func limits(of taker: AgentState?, _ context: TicketContext) -> [ClaimLimit] {
        guard ([self] + context.others).contains(where: \.waits), let taker, let capacity = taker.profile?.capacity
        else { return [] }
        if context.actor.kind != .rule && (context.capacityBinds == .automatic || context.mayExceed) { return [] }
        var limits = capacity.all.map { [ClaimLimit(.held(taker.id), max: $0)] } ?? []
        if let max = capacity.limit(on: channel.network) {
            limits.append(ClaimLimit(.heldOn(taker.id, network: channel.network), max: max))
        }
        return limits
    }

    private func decideRelease(_ context: TicketContext) -> Decision {
        guard let assignee else { return .unchanged }
        if assignee != context.actor.id && !context.isSupervisor { return .rejected(.notClaimed(heldBy: assignee)) }
        return accept(.ticketReleased)
    }

    private func decideAssign(_ agent: AgentID?, _ team: TeamID?, _ context: TicketContext) -> Decision {
        // Where there are teams, nobody looks into the queue of one that is none.
        if let team, !context.rulebook.teams.isEmpty, context.rulebook.teams[team] == nil {
            return .rejected(.noSuchTeam(team))
        }
        // To give a ticket to an agent leaves it with its team; to give it to a team frees it for anyone there.
        let next = team ?? self.team
        if agent == assignee && next == self.team { return .unchanged }
        let isForeign = agent != nil && next.map { self.isForeign($0, context) } ?? false
        if isForeign, let next, !context.isSupervisor { return .rejected(.notInTeam(next)) }
        let assigned = TicketAssigned(agent: agent, team: next, isOverride: isForeign || context.mayExceed)
        let limits = agent == nil || agent == assignee ? [] : limits(of: context.taker, context)
        return .accepted(Changes([fact(.ticketAssigned(assigned))], limits: limits))
    }

    private func decideRoute(_ agent: AgentID, _ decision: AssignmentDecision, _ context: TicketContext) -> Decision {
        // A rule takes a ticket out of nobody's hands, and gives none that does not wait.
        guard assignee == nil, isOpen(context), !isKeptApart(context), team == decision.team else { return .unchanged }
        if declined.contains(agent) { return .unchanged }
        let routed = AssignmentEvent.routed(TicketRouted(agent: agent, decision: decision))
        return .accepted(Changes([fact(.assignment(routed))], limits: limits(of: context.taker, context)))
    }

    private func decideRequeue(_ requeued: TicketRequeued, _ context: TicketContext) -> Decision {
        guard assignee == requeued.agent, isOpen(context) else { return .unchanged }
        return accept(.assignment(.requeued(requeued)))
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

    /// Whatever resolves a ticket decides so by this: what its channel demands has to be there.
    func decideResolve(_ context: TicketContext) -> Decision {
        if status == .resolved { return .unchanged }
        let missing = context.rulebook.missing(of: [self] + context.others.filter { $0.spam == nil })
        if !missing.isEmpty { return .rejected(.incomplete(missing)) }
        return accept(.ticketResolved)
    }

    private func decideReopen(_ context: TicketContext) -> Decision {
        if status != .resolved { return status == .open ? .unchanged : accept(.ticketReopened) }
        if let other = context.unresolvedElsewhere, splitFrom == nil { return .rejected(.unresolvedElsewhere(other)) }
        return accept(.ticketReopened)
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

    /// This event and nothing else.
    func accept(_ event: Event, sealing personal: Personal = Personal()) -> Decision {
        .accepted(Changes([fact(event, personal)]))
    }

    /// An event on the ticket's stream, about its customer.
    func fact(_ event: Event, _ personal: Personal = Personal()) -> NewEvent {
        NewEvent(event, on: .ticket(id), sealing: personal, about: .customer(customer))
    }
}
