internal import Identity
internal import Testing
internal import Ticketing

/// The ticket after these events; the first of them stands at `at(1)`.
func given(_ history: [Happened]) -> Given {
    var state: TicketState?
    for (index, happened) in history.enumerated() {
        TicketState.evolve(&state, with: happened.logged(as: index + 1))
    }
    guard let state else { preconditionFailure("a ticket's history begins with .opened") }
    return Given(state: state)
}

/// A ticket on which something is about to be tried.
struct Given: Sendable {
    let state: TicketState

    /// Somebody wants something of it.
    func when(
        _ command: TicketCommand, by actor: Actor, at now: Instant = noon, supervisor: Bool = false,
        alone: Bool? = nil, elsewhere: TicketID? = nil, taker: AgentState? = nil,
        capacityBinds: CapacityBinding = .everyone, mayExceed: Bool = false, rulebook: Rulebook = Rulebook(),
        nameTaken: Bool = false
    ) -> When {
        var context = TicketContext(
            actor: actor, now: now, isSupervisor: supervisor, mayAnswerAlone: alone ?? (actor.kind == .human),
            unresolvedElsewhere: elsewhere, taker: taker, capacityBinds: capacityBinds, mayExceed: mayExceed,
            rulebook: rulebook)
        context.isNameTaken = nameTaken
        return When(state: state, command: command, context: context)
    }
}

/// A command on a ticket, not decided yet.
struct When: Sendable {
    let state: TicketState
    let command: TicketCommand
    let context: TicketContext

    /// What must follow.
    func then(_ expected: Decision) -> Then { Then(when: self, expected: expected) }
}

/// What must follow from a command on a ticket.
struct Then: Sendable {
    let when: When
    let expected: Decision
}

/// One row of a table of rules.
struct Rule: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let then: Then

    init(_ sentence: String, _ then: Then) {
        self.testDescription = sentence
        self.then = then
    }

    /// Decides, and compares everything: events, seals, subjects, claims, limits. Who holds a ticket follows from the events
    /// and is compared only where the rule speaks of it.
    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let decided = then.when.state.decide(then.when.command, then.when.context)
        let expected = then.expected
        #expect((expected.hasHolder ? decided : decided.withoutHolder) == expected, sourceLocation: sourceLocation)
    }
}

extension Decision {
    /// Exactly this event on the ticket's stream, with what is sealed about its customer, and these claims.
    static func accepts(
        _ event: Event, sealing personal: Personal = Personal(), takes: [Claim] = [], releases: [Claim] = [],
        limits: [ClaimLimit] = []
    ) -> Decision {
        let new = NewEvent(event, on: .ticket(ticket), sealing: personal, about: .customer(customer))
        return .accepted(Changes([new], takes: takes.map { .init($0, by: 0) }, releases: releases, limits: limits))
    }

    /// Whether it says who holds the ticket.
    fileprivate var hasHolder: Bool {
        guard case .accepted(let changes) = self else { return false }
        return changes.takes.contains { $0.claim.isHeld } || changes.releases.contains { $0.isHeld }
    }

    /// The same without who holds the ticket.
    fileprivate var withoutHolder: Decision {
        guard case .accepted(var changes) = self else { return self }
        changes.takes.removeAll { $0.claim.isHeld }
        changes.releases.removeAll { $0.isHeld }
        return .accepted(changes)
    }
}

extension Claim {
    /// Whether it says who holds a ticket.
    var isHeld: Bool {
        if case .held = self { return true }
        return false
    }
}

extension TicketCommand {
    /// The network says so of a reply.
    static func heard(
        _ delivery: Delivery, of reply: ReplyID, attempt: Int? = nil, externalId: String? = nil, reason: String? = nil
    ) -> TicketCommand {
        .receipt(reply, delivery, attempt: attempt, externalId: externalId, reason: reason)
    }

    /// As a connector says it that knows of no attempts.
    static func deliver(_ reply: ReplyID, externalId: String?) -> TicketCommand {
        heard(.delivered, of: reply, externalId: externalId)
    }

    /// As above.
    static func fail(_ reply: ReplyID, reason: String?) -> TicketCommand { heard(.failed, of: reply, reason: reason) }
}
