internal import Identity
internal import Ticketing

// Rules that are broken on purpose, around those of the house.
extension Deciding {
    /// What the rules decide, unless they are flawed.
    func flawed(_ state: TicketState, _ command: TicketCommand, _ context: TicketContext) -> Decision {
        switch (flaw, command) {
        case (.forgottenLimits, _):
            guard case .accepted(var changes) = state.decide(command, context) else { break }
            changes.limits = []
            return .accepted(changes)
        case (.forgottenReleases, _):
            guard case .accepted(var changes) = state.decide(command, context) else { break }
            changes.releases = []
            return .accepted(changes)
        case (.strangeTeams, .claim), (.strangeTeams, .assign):
            return state.decide(command, context.with(taker: nil))
        case (.takenFromHands, .claim):
            var free = state
            free.assignee = nil
            return free.decide(command, context)
        case (.ownDrafts, .approve(let reply, _, _)):
            guard state.replies[reply]?.author == context.actor.id else { break }
            let other = Actor(id: Cast.boss.id, kind: .human)
            return state.decide(command, context.with(actor: other))
        case (.forgottenDemands, .resolve):
            return state.decide(command, TicketContext(actor: context.actor, now: context.now))
        case (.everybodyAlone, .reply): return state.decide(command, context.alone)
        case (.staleReplies, .reply(let reply, let text, _, let seen)):
            let decision = state.decide(.reply(reply, text: text, seen: nil), context)
            return decision.mapEvents {
                if case .replySent = $0 { .replySent(ReplySent(reply: reply, seen: seen)) } else { $0 }
            }
        case (.doubleAttempts, .attempt(let reply, let attempt)):
            guard let words = state.replies[reply]?.words, state.replies[reply]?.stage == .out(.attempted) else {
                break
            }
            let taken = ReplyAttempted(reply: reply, attempt: attempt, words: words)
            return .accepted(Changes([NewEvent(.reply(.attempted(taken)), on: .ticket(state.id))]))
        case (.turnedReceipts, .receipt(let reply, .failed, _, _, _)):
            guard case .out(let delivery)? = state.replies[reply]?.stage, delivery >= .delivered else { break }
            let failed = ReplyFailed(reply: reply, attempt: state.replies[reply]?.attempt ?? 1)
            return .accepted(Changes([NewEvent(.replyFailed(failed), on: .ticket(state.id))]))
        case (.halfMacros, .all(let steps)):
            for count in stride(from: steps.count, to: 0, by: -1) {
                let decision = state.decide(.all(Array(steps.prefix(count))), context)
                if case .accepted = decision { return decision }
            }
        default: break
        }
        return state.decide(command, context)
    }
}

extension Changes {
    /// Without the ends of drafts, if these are to survive; what was claimed by later events is still claimed by them.
    func surviving() -> Changes {
        var kept: [NewEvent] = []
        var places: [Int] = []
        for new in events {
            places.append(kept.count)
            if case .reply(.lapsed) = new.event { continue }
            kept.append(new)
        }
        return Changes(
            kept, takes: takes.map { Take($0.claim, by: places[$0.event]) }, releases: releases, limits: limits)
    }
}

extension Decision {
    fileprivate func mapEvents(_ transform: (Event) -> Event) -> Decision {
        guard case .accepted(let changes) = self else { return self }
        let events = changes.events.map { NewEvent(transform($0.event), on: $0.stream) }
        return .accepted(
            Changes(events, takes: changes.takes, releases: changes.releases, limits: changes.limits))
    }
}

extension TicketContext {
    fileprivate func with(taker: AgentState?) -> TicketContext {
        TicketContext(
            actor: actor, now: now, isSupervisor: isSupervisor, mayAnswerAlone: mayAnswerAlone,
            unresolvedElsewhere: unresolvedElsewhere, taker: taker, capacityBinds: capacityBinds, mayExceed: mayExceed,
            others: others)
    }

    fileprivate func with(actor: Actor) -> TicketContext {
        TicketContext(
            actor: actor, now: now, isSupervisor: isSupervisor, mayAnswerAlone: mayAnswerAlone,
            unresolvedElsewhere: unresolvedElsewhere, taker: taker, capacityBinds: capacityBinds, mayExceed: mayExceed,
            others: others)
    }

    fileprivate var alone: TicketContext {
        TicketContext(
            actor: actor, now: now, isSupervisor: isSupervisor, mayAnswerAlone: true,
            unresolvedElsewhere: unresolvedElsewhere, taker: taker, capacityBinds: capacityBinds, mayExceed: mayExceed,
            others: others)
    }
}
