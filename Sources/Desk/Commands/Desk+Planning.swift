internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing

extension Desk {
    /// Loads what a command is about and decides.
    ///
    /// `mayExceed`: whether somebody who was found to be full may be given more.
    func plan(
        _ command: DeskCommand, in workspace: DeskWorkspace, as principal: Principal, mayExceed: Bool = false
    ) async throws -> Plan {
        switch command {
        case .receive(let message): try await planReceive(message, in: workspace)
        case .recordReply(let reply): try await planRecord(reply, in: workspace)
        case .recordPost(let post): try await planPost(post, in: workspace)
        case .ticket(let ticket, let action):
            try await plan(action, on: ticket, in: workspace, as: principal, mayExceed: mayExceed)
        case .approve(let reply, let text, let seen):
            try await planApproval(reply, text, seen, in: workspace, as: principal)
        case .reject(let reply, let reason):
            try await plan(.reject(reply, reason: reason), for: reply, in: workspace, as: principal)
        case .attempt(let reply, let attempt):
            try await plan(.attempt(reply, attempt), for: reply, in: workspace, as: principal)
        case .receipt(let reply, let delivery, let attempt, let externalId, let reason):
            try await plan(
                .receipt(reply, delivery, attempt: attempt, externalId: externalId, reason: reason), for: reply,
                in: workspace, as: principal)
        case .retry(let reply): try await plan(.retry(reply), for: reply, in: workspace, as: principal)
        case .setting(let setting): try await plan(setting, in: workspace)
        case .material(let id, let command): try await plan(command, on: id, in: workspace)
        case .agent(let agent, let command): try await plan(command, on: agent, in: workspace, as: principal)
        case .edit(let edit): try await planEdit(edit, in: workspace)
        case .withdraw(let withdrawal): try await planWithdraw(withdrawal, in: workspace)
        case .signal(let signal): try await planSignal(signal, in: workspace)
        case .feedback(let feedback): try await planFeedback(feedback, in: workspace)
        case .block(let customer, let isBlocked, let reason):
            try await planBlock(customer, isBlocked, reason: reason, in: workspace, as: principal)
        case .customer(let link): try await plan(link, in: workspace)
        case .merge(let from, let into): try await planMerge(from, into: into, in: workspace, as: principal)
        case .unmerge(let ticket): try await planUnmerge(ticket, in: workspace, as: principal)
        case .split(let ticket, let messages):
            try await planSplit(messages, off: ticket, in: workspace, as: principal)
        case .openProblem(let opened): try await planOpen(opened, in: workspace)
        case .closeProblem(let problem): try await planClose(problem, in: workspace)
        case .notice(let request): try await planNotice(request, in: workspace)
        case .readNotifications(let upTo): try await planRead(upTo, in: workspace, as: principal)
        case .declareCrisis(let declaration): try await planCrisis(declaration, in: workspace)
        case .liftCrisis(let crisis): try await plan(.liftCrisis(crisis), in: workspace)
        }
    }

    private func plan(
        _ action: TicketAction, on ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal,
        mayExceed: Bool
    ) async throws -> Plan {
        for _ in 0..<Self.attemptsMax {
            let (plan, addressed) = try await planOnce(
                action, on: ticket, in: workspace, as: principal, mayExceed: mayExceed)
            // What was filled in for one customer must not reach another who has written in between.
            if addressed == nil || addressed == plan.receipt.ticket { return plan }
            _ = try await ticketState(ticket, in: workspace, fresh: true)
        }
        throw DeskError(.contended, "others keep changing the same thing; try again in a moment")
    }

    /// The plan, and for which ticket words were filled in; nil if none were.
    private func planOnce(
        _ action: TicketAction, on ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal,
        mayExceed: Bool
    ) async throws -> (plan: Plan, addressed: TicketID?) {
        var receipt = Receipt(ticket: ticket)
        var guards: [StreamID: StreamVersion] = [:]
        var addressed: TicketID?
        let command: TicketCommand
        switch action {
        case .claim: command = .claim
        case .release: command = .release
        case .assign(let agent, let team):
            try await demandAgents(agent.map { [$0] } ?? [], in: workspace)
            command = .assign(agent: agent, team: team)
        case .reply(let text, let from, let seen):
            let reply = ReplyID(makeID())
            receipt.reply = reply
            let words = try await words(text, from, on: ticket, in: workspace, as: principal)
            (guards, addressed) = (words.guards, words.addressed)
            command = .reply(reply, text: words.text, material: words.material, seen: seen)
        case .draft(let text, let from, let seen):
            let reply = ReplyID(makeID())
            receipt.reply = reply
            let words = try await words(text, from, on: ticket, in: workspace, as: principal)
            (guards, addressed) = (words.guards, words.addressed)
            command = .draft(reply, text: words.text, material: words.material, seen: seen)
        case .note(let text, let mentions):
            try await demandAgents(mentions, in: workspace)
            let note = NoteID(makeID())
            receipt.note = note
            command = .note(note, text: text, mentions: mentions)
        case .tag(let tags): command = .tag(tags)
        case .untag(let tags): command = .untag(tags)
        case .resolve: command = .resolve
        case .reopen: command = .reopen
        case .snooze(let until): command = .snooze(until: until)
        case .askSwitch(let wish):
            let reply = ReplyID(makeID())
            if wish.text != nil { receipt.reply = reply }
            command = .askSwitch(wish, reply)
        case .follow: command = .follow
        case .unfollow: command = .unfollow
        case .markSpam: command = .markSpam(.judged)
        case .unmarkSpam: command = .unmarkSpam(.judged)
        case .route: return (try await planRoute(ticket, in: workspace), nil)
        case .prioritise(let priority): command = .prioritise(priority, crisis: nil)
        case .classify(let change): command = .classify(change)
        case .run(let name, let values, let language, let seen):
            let reply = ReplyID(makeID())
            let steps = try await steps(
                of: name, as: reply, values, language: language, seen: seen, on: ticket, in: workspace, as: principal)
            if steps.answers { receipt.reply = reply }
            (guards, addressed) = (steps.guards, steps.addressed)
            command = .all(steps.commands)
        case .link(let problem):
            try await demandProblem(problem, in: workspace)
            command = .link(problem)
        case .unlink(let problem):
            try await demandProblem(problem, in: workspace)
            command = .unlink(problem)
        }
        var plan = try await plan(command, on: ticket, receipt, in: workspace, as: principal, mayExceed: mayExceed)
        plan.guards.merge(guards) { own, _ in own }
        return (plan, addressed)
    }

    private func plan(
        _ command: TicketCommand, for reply: ReplyID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        guard let held = try await claims([.reply(reply)], in: workspace)[.reply(reply)],
            case .ticket(let ticket) = StreamID(held.stream)
        else { throw DeskError(.notFound(.reply), "there is no reply \(reply) in this workspace") }
        return try await plan(command, on: ticket, Receipt(ticket: ticket, reply: reply), in: workspace, as: principal)
    }

    /// Somebody lets a draft go out. **Errors**: `forbidden` for trainees: a person looks at what they do, and not they.
    private func planApproval(
        _ reply: ReplyID, _ text: String?, _ seen: LogPosition?, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        if principal.has(anyOf: [.trainee]) {
            throw DeskError(
                .forbidden(needs: DeskCommand.approve(reply, text: nil, seen: nil).allowedRoles.sorted()),
                "a trainee approves nothing, whatever other roles they have")
        }
        return try await plan(.approve(reply, text: text, seen: seen), for: reply, in: workspace, as: principal)
    }

    /// Decides on a ticket as memory has it; only what would record nothing is decided again on what the log has.
    func plan(
        _ command: TicketCommand, on ticket: TicketID, _ receipt: Receipt, in workspace: DeskWorkspace,
        as principal: Principal, mayExceed: Bool = false
    ) async throws -> Plan {
        guard let state = try await ticketState(ticket, in: workspace) else {
            throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
        }
        if state.isLinked {
            return try await planTogether(
                command, on: state, receipt, in: workspace, as: principal, mayExceed: mayExceed)
        }
        let plan = try await plan(command, on: [state], receipt, in: workspace, as: principal, mayExceed: mayExceed)
        if case .accepted = plan.decision { return plan }
        // Whose team it is not may be in it by now, what is demanded may not be any more, who may not answer alone may by now,
        // and a crisis may be over: no append finds that out.
        guard let fresh = try await ticketState(ticket, in: workspace, fresh: true),
            fresh.version != state.version || plan.decision.restsOnRules
        else {
            return plan
        }
        if fresh.isLinked {
            return try await planTogether(
                command, on: fresh, receipt, in: workspace, as: principal, mayExceed: mayExceed)
        }
        return try await self.plan(
            command, on: [fresh], receipt, in: workspace, as: principal, mayExceed: mayExceed, fresh: true)
    }

    /// Decides on all that a ticket is merged with: those that the command concerns change, and no other has changed since.
    private func planTogether(
        _ command: TicketCommand, on named: TicketState, _ receipt: Receipt, in workspace: DeskWorkspace,
        as principal: Principal, mayExceed: Bool
    ) async throws -> Plan {
        let conversation = try await conversation(of: named, in: workspace)
        let takers = conversation.takers(of: command, naming: named.id, by: principal.agent)
        var receipt = receipt
        // What is said stands on one ticket; else what was done was done to what stands for all of them.
        var taker = conversation.root
        if command.isOfOneTicket || command.steps.contains(where: \.speaks), let first = takers.first { taker = first }
        receipt.ticket = taker.id
        if taker.id != named.id { receipt.taker = taker.id }
        var plan = try await plan(
            command, on: takers, of: conversation, receipt, in: workspace, as: principal, mayExceed: mayExceed,
            fresh: true)
        plan.receipt.version = taker.version
        if case .accepted(let changes) = plan.decision { plan.receipt.version = changes.version(of: taker) }
        plan.rest(on: conversation.members)
        plan.others = conversation.others(than: takers.first?.id ?? taker.id)
        return plan
    }

    private func plan(
        _ command: TicketCommand, on takers: [TicketState], of conversation: Conversation? = nil, _ receipt: Receipt,
        in workspace: DeskWorkspace, as principal: Principal, mayExceed: Bool, fresh: Bool = false
    ) async throws -> Plan {
        let state = takers[0]
        var elsewhere: TicketID?
        if case .reopen = command, state.status == .resolved {
            // Fresh, because no append checks a rejection: another server may have resolved it.
            elsewhere = try await unresolved(state.customer, on: state.channel, in: workspace, fresh: true)?.id
        }
        // Who takes it is held to what they can do, as it was said last: the append finds out if it was said anew.
        var taker: AgentState?
        var guards: [StreamID: StreamVersion] = [:]
        var rulebook = Rulebook()
        if let id = command.taker(for: principal.agent) {
            rulebook = try await self.rulebook(in: workspace, fresh: fresh)
            guards[.workspace(workspace.id)] = rulebook.version
            taker = try await agentState(id, in: workspace, fresh: fresh)
            if let taker { guards[.agent(id)] = taker.version }
        }
        var mayAnswerAlone = false
        var frozen = FrozenChannel.nothing
        if principal.kind == .bot || command.steps.contains(where: \.speaks) {
            // As above: what says who may answer alone, and what stands still, holds at the answer's own position.
            rulebook = try await self.rulebook(in: workspace, fresh: fresh)
            guards[.workspace(workspace.id)] = rulebook.version
            let channel = (conversation?.addressee(of: command, on: takers) ?? state).channel
            mayAnswerAlone = rulebook.mayAnswerAlone(principal.kind, principal.roles, on: channel)
            frozen = rulebook.frozen(on: channel)
        }
        if command.steps.contains(where: \.restsOnRules) {
            rulebook = try await self.rulebook(in: workspace, fresh: fresh)
            guards[.workspace(workspace.id)] = rulebook.version
        }
        var context = TicketContext(
            actor: principal.actor, now: now(), isSupervisor: principal.has(anyOf: [.supervisor]),
            mayAnswerAlone: mayAnswerAlone,
            unresolvedElsewhere: elsewhere, taker: taker, capacityBinds: rulebook.policy.capacityBinds,
            mayExceed: mayExceed, rulebook: rulebook)
        context.frozen = frozen
        if case .receipt(_, _, _, let externalId?, _) = command {
            let name = Claim.external(state.channel, id: externalId)
            // As memory has it: of what it does not know the append tells.
            context.isNameTaken = try await claims([], optional: [name], in: workspace)[name] != nil
        }
        let decision = conversation?.decide(command, on: takers, context) ?? state.decide(command, context)
        var receipt = receipt
        receipt.version = state.version
        if case .accepted(let changes) = decision {
            receipt.version = StreamVersion(state.version.value + changes.events.count)
            for new in changes.events {
                switch new.event {
                case .replySent: receipt.replyStatus = .sent
                case .replyDrafted: receipt.replyStatus = .draft
                case .reply(.retried(let retried)): receipt.attempt = retried.attempt
                default: break
                }
            }
        }
        return Plan(
            decision: decision, receipt: receipt, position: state.position,
            versions: [.ticket(state.id): state.version], guards: guards, ticket: state)
    }

    /// Decides on the workspace's settings.
    func plan(_ command: SettingCommand, in workspace: DeskWorkspace) async throws -> Plan {
        let stream = StreamID.workspace(workspace.id)
        var rulebook = try await rulebook(in: workspace)
        var decision = rulebook.decide(command, in: workspace.id)
        if case .accepted = decision {
        } else {
            // What is refused or is so already, no append checks: another server may have changed it.
            rulebook = try await self.rulebook(in: workspace, fresh: true)
            decision = rulebook.decide(command, in: workspace.id)
        }
        var receipt = Receipt(version: rulebook.version)
        if case .accepted(let changes) = decision {
            receipt.version = StreamVersion(rulebook.version.value + changes.events.count)
        }
        return Plan(
            decision: decision, receipt: receipt, position: rulebook.position,
            versions: [stream: rulebook.version])
    }

    /// Decides on what is known of an agent.
    private func plan(
        _ command: AgentCommand, on agent: AgentID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        if case .setAvailability = command, agent != principal.agent, !principal.has(anyOf: [.supervisor, .admin]) {
            throw DeskError(.forbidden(needs: [.supervisor]), "only a supervisor may choose for somebody else")
        }
        guard let state = try await agentState(agent, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.agent), "there is no agent \(agent) in this workspace")
        }
        let rulebook = try await rulebook(in: workspace, fresh: true)
        let decision = state.decide(command, rulebook, now: now())
        var receipt = Receipt(version: state.version)
        if case .accepted(let changes) = decision {
            receipt.version = StreamVersion(state.version.value + changes.events.count)
        }
        return Plan(
            decision: decision, receipt: receipt, position: state.position, versions: [.agent(agent): state.version],
            guards: [.workspace(workspace.id): rulebook.version])
    }

    /// Demands that these agents are of this workspace. **Errors**: `notFound`.
    private func demandAgents(_ ids: [AgentID], in workspace: DeskWorkspace) async throws {
        if ids.isEmpty { return }
        let known = Set(try await views.agents(ids, of: workspace.id).map(\.id))
        for id in ids where !known.contains(id) {
            // The views may lag; the log knows whoever was registered.
            if try await log.readStream(workspace.id, StreamID.agent(id).description).isEmpty {
                throw DeskError(.notFound(.agent), "there is no agent \(id) in this workspace")
            }
        }
    }

    /// The customer's ticket on a channel that is not resolved; `fresh` as of `ticketState`.
    func unresolved(
        _ customer: CustomerID, on channel: ChannelID, in workspace: DeskWorkspace, fresh: Bool = false
    ) async throws -> TicketState? {
        let claim = Claim.unresolved(customer, channel)
        guard let held = try await claims([claim], in: workspace)[claim],
            case .ticket(let ticket) = StreamID(held.stream),
            let state = try await ticketState(ticket, in: workspace, fresh: fresh)
        else { return nil }
        if state.status != .resolved { return state }
        // Resolved since: the claim that memory has is of yesterday. If another ticket has taken it, the append says so.
        forget(claim, in: workspace)
        return nil
    }
}

extension Decision {
    /// Whether it is refused for what settings or a profile said when they were last read.
    fileprivate var restsOnRules: Bool {
        switch self {
        case .rejected(.notInTeam), .rejected(.incomplete), .rejected(.noSuchClass), .rejected(.noSuchTeam),
            .rejected(.frozen), .rejected(.unapprovedWords):
            true
        default: false
        }
    }
}

extension TicketCommand {
    /// Whether what follows depends on the workspace's rules.
    fileprivate var restsOnRules: Bool {
        switch self {
        case .resolve, .classify, .assign(_, .some): true
        default: false
        }
    }

    /// Whether it is about what stands on the ticket that it names, whatever that is merged with.
    fileprivate var isOfOneTicket: Bool {
        switch self {
        case .reject, .attempt, .receipt, .retry, .wake: true
        default: false
        }
    }

    /// Who would have the ticket then; nil if nobody would.
    fileprivate func taker(for actor: AgentID) -> AgentID? {
        switch self {
        case .claim: actor
        case .assign(let agent, _): agent
        case .route(let agent, _): agent
        default: nil
        }
    }
}
