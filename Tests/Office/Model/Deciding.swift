internal import Folds
internal import Identity
internal import Projections
internal import Ticketing

/// One attempt to have something done: who wants it, under which id, at which server, and when.
struct Errand {
    let wish: Wish
    let command: CommandID
    let by: Colleague?
    let actor: Actor
    let server: Int
    let now: Instant
    var mayExceed = false
}

/// What was decided and is to be appended; nil changes where there is nothing to append.
struct Verdict {
    let decision: Decision
    var versions: [StreamID: StreamVersion] = [:]
    var guards: [StreamID: StreamVersion] = [:]
    /// What is done at most once by whoever does it; nil if the errand says.
    var command: CommandID?
}

/// The deciding half of a server: loads as `Desk` loads, decides by the rules, says on what it rested.
///
/// `flaw` plants what is wrong on purpose.
struct Deciding {
    var memory: ModelServer
    let log: ModelLog
    let views: Tables
    let flaw: Flaw?

    mutating func decide(_ errand: Errand) -> Verdict? {
        switch errand.wish {
        case .write(let letter): write(letter)
        case .record(let letter, let author, let reply): record(letter, by: author, as: reply)
        case .edit(let id, let channel, let revision): edit(id, on: channel, revision: revision, at: errand.now)
        case .withdraw(let id, let channel): withdraw(id, on: channel)
        case .ticket(let ticket, let command): decide(command, on: ticket, errand)
        case .merge(let from, let into): merge(from, into: into, errand)
        case .unmerge(let ticket): unmerge(ticket, errand)
        case .prepare(let document, let id): prepare(document, as: id)
        case .answer(let ticket, let template, let reply, let isDraft, let seen):
            answer(ticket, with: template, as: reply, isDraft: isDraft, seen: seen, errand)
        case .run(let macro, let ticket, let reply, let seen): run(macro, on: ticket, as: reply, seen: seen, errand)
        case .see(let step, let crisis): see(to: step, for: crisis, errand)
        case .customer(let link): decide(link)
        case .signal(let sign): signal(sign)
        case .feedback(let opinion): feedback(opinion, errand)
        case .problem(let problem): decide(problem)
        case .tell(let ticket, let telling): tell(ticket, telling, errand)
        case .split(let ticket, let messages, let new): split(messages, off: ticket, into: new, errand)
        case .block(let customer, let isBlocked): block(customer, isBlocked, errand)
        case .setting(let command): decide(command)
        case .agent(let agent, let command): decide(command, on: agent, errand)
        case .giveOut(let team): giveOut(team, at: errand.now)
        case .takeBack: takeBack(at: errand.now)
        }
    }

    // MARK: What customers write

    private mutating func write(_ letter: Wish.Letter) -> Verdict? {
        if log.claims[.external(letter.channel, id: letter.externalId)] != nil { return nil }
        let author = party(letter)
        let party = author.party
        let answered = answered(letter)
        var unresolved: TicketState?
        if case .known(let customer) = party { unresolved = self.unresolved(customer, on: letter.channel) }
        let destination = Intake.destination(
            of: party.id, answering: answered, unresolved: unresolved, new: letter.ticket)
        let heard = destination.isOpening ? author.state : nil
        let rules = memory.rules(in: log)
        let team = flaw == .wrongQueues ? nil : rules.channels[letter.channel]?.team
        let isBlocked = flaw != .unheardBlocks && heard?.isBlocked ?? false
        let writing = Intake.Writing(
            channel: letter.channel, externalId: letter.externalId, text: "?", occurredAt: nil,
            nature: MessageNature(language: letter.language))
        let others = others(than: destination)
        var changes = Intake.receive(
            writing, as: letter.message, from: party, answering: answered, to: destination, mergedWith: others,
            team: team, isBlocked: isBlocked)
        if flaw == .survivingDrafts { changes = changes.surviving() }
        var verdict = opened(changes, destination, others, rules)
        if let heard { verdict.guards[.customer(heard.id)] = heard.version }
        verdict.guards.merge(author.guards) { _, new in new }
        if let own = answered?.ticket, own.customer == party.id, own.id != destination.ticket(new: letter.ticket) {
            verdict.guards[.ticket(own.id)] = own.version
        }
        return verdict
    }

    private mutating func record(_ letter: Wish.Letter, by author: AgentID, as reply: ReplyID) -> Verdict? {
        if log.claims[.external(letter.channel, id: letter.externalId)] != nil { return nil }
        let answered = answered(letter)
        let party: Intake.Party
        let destination: Intake.Destination
        var linked: [StreamID: StreamVersion] = [:]
        if let answered {
            party = .known(answered.ticket.customer)
            destination = .existing(answered.ticket)
        } else {
            let known = self.party(letter)
            (party, linked) = (known.party, known.guards)
            var unresolved: TicketState?
            if case .known(let customer) = party { unresolved = self.unresolved(customer, on: letter.channel) }
            destination = unresolved.map(Intake.Destination.existing) ?? .new(letter.ticket)
        }
        let rules = memory.rules(in: log)
        let writing = Intake.Writing(
            channel: letter.channel, externalId: letter.externalId, text: "!", occurredAt: nil)
        let others = others(than: destination)
        let changes = Intake.record(
            writing, as: reply, by: .known(author), to: party, answering: answered, in: destination,
            mergedWith: others, team: rules.channels[letter.channel]?.team)
        var verdict = opened(changes, destination, others, rules)
        verdict.guards.merge(linked) { _, new in new }
        return verdict
    }

    private mutating func others(than destination: Intake.Destination) -> [TicketState] {
        guard case .existing(let state) = destination, flaw != .emptyHands else { return [] }
        return conversation(of: state, fresh: false).others(than: state.id)
    }

    private func opened(
        _ changes: Changes, _ destination: Intake.Destination, _ others: [TicketState], _ rules: Rulebook
    ) -> Verdict {
        guard case .existing(let state) = destination else {
            // Settings say in whose queue a ticket begins, and nothing of those that are there.
            return Verdict(
                decision: .accepted(changes), guards: [.workspace(Cast.workspace): rules.version])
        }
        return Verdict(
            decision: .accepted(changes), versions: [.ticket(state.id): state.version],
            guards: Dictionary(others.map { (.ticket($0.id), $0.version) }) { first, _ in first })
    }

    private mutating func answered(_ letter: Wish.Letter) -> Intake.Answered? {
        guard let answers = letter.answers, let holder = log.claims[.external(letter.channel, id: answers)],
            case .ticket(let ticket) = holder.stream, let state = memory.ticket(ticket, in: log)
        else { return nil }
        let owner = owner(of: holder.position, on: state)?.ticket ?? state
        return Intake.Answered(position: holder.position, ticket: owner)
    }

    private mutating func unresolved(
        _ customer: CustomerID, on channel: ChannelID, fresh: Bool = false
    ) -> TicketState? {
        guard case .ticket(let ticket) = log.claims[.unresolved(customer, channel)]?.stream,
            let state = memory.ticket(ticket, in: log, fresh: fresh), state.status != .resolved
        else { return nil }
        return state
    }

    private mutating func found(_ externalId: String, on channel: ChannelID) -> Intake.Found? {
        guard let holder = log.claims[.external(channel, id: externalId)], case .ticket(let ticket) = holder.stream,
            case .messageReceived(let received) = log.events[Int(holder.position.value)].event,
            let state = memory.ticket(ticket, in: log)
        else { return nil }
        let owner = owner(of: holder.position, on: state)
        return Intake.Found(
            message: received.message, position: owner?.words ?? holder.position, channel: channel,
            externalId: externalId, ticket: owner?.ticket ?? state)
    }

    private mutating func edit(
        _ externalId: String, on channel: ChannelID, revision: String, at now: Instant
    ) -> Verdict? {
        if log.claims[.edit(channel, id: externalId, .named(revision))] != nil { return nil }
        guard let found = found(externalId, on: channel) else { return nil }
        let changes = Intake.edit(found, to: "??", revision: revision, occurredAt: nil)
        return Verdict(decision: .accepted(changes), versions: [.ticket(found.ticket.id): found.ticket.version])
    }

    private mutating func withdraw(_ externalId: String, on channel: ChannelID) -> Verdict? {
        guard let found = found(externalId, on: channel) else { return nil }
        return Verdict(
            decision: Intake.withdraw(found, occurredAt: nil),
            versions: [.ticket(found.ticket.id): found.ticket.version])
    }

    // MARK: What colleagues want

    mutating func decide(_ command: TicketCommand, on ticket: TicketID, _ errand: Errand) -> Verdict? {
        for isFresh in [false, true] {
            guard let state = memory.ticket(ticket, in: log, fresh: isFresh) else { return nil }
            if state.isLinked { return together(command, on: state, errand) }
            let verdict = decide(command, on: state, errand, fresh: isFresh)
            if case .accepted = verdict.decision { return verdict }
            if isFresh { return verdict }
        }
        return nil
    }

    private mutating func decide(
        _ command: TicketCommand, on state: TicketState, _ errand: Errand, fresh: Bool
    ) -> Verdict {
        var guards: [StreamID: StreamVersion] = [:]
        let context = context(of: command, on: state, errand, fresh: fresh, &guards)
        return Verdict(
            decision: flawed(state, command, context), versions: [.ticket(state.id): state.version], guards: guards)
    }

    /// What a decision depends on besides the ticket, and where that was read.
    mutating func context(
        of command: TicketCommand, on state: TicketState, _ errand: Errand, fresh: Bool,
        _ guards: inout [StreamID: StreamVersion]
    ) -> TicketContext {
        var elsewhere: TicketID?
        if case .reopen = command, state.status == .resolved {
            elsewhere = unresolved(state.customer, on: state.channel, fresh: true)?.id
        }
        var taker: AgentState?
        var rules = Rulebook()
        if let id = command.taker(for: errand.actor.id) {
            rules = memory.rules(in: log, fresh: fresh)
            guards[.workspace(Cast.workspace)] = rules.version
            taker = memory.agent(id, in: log, fresh: fresh)
            if let taker { guards[.agent(id)] = taker.version }
        }
        var mayAnswerAlone = false
        var frozen = FrozenChannel.nothing
        if errand.actor.kind == .bot || command.steps.contains(where: \.speaks) {
            rules = memory.rules(in: log, fresh: fresh)
            guards[.workspace(Cast.workspace)] = rules.version
            mayAnswerAlone = rules.mayAnswerAlone(errand.actor.kind, errand.by?.roles ?? [], on: state.channel)
            if flaw != .thawedCrises { frozen = rules.frozen(on: state.channel) }
        }
        if command.steps.contains(where: \.restsOnRules) {
            rules = memory.rules(in: log, fresh: fresh)
            guards[.workspace(Cast.workspace)] = rules.version
        }
        var context = TicketContext(
            actor: errand.actor, now: errand.now, isSupervisor: errand.by?.has(.supervisor) ?? false,
            mayAnswerAlone: mayAnswerAlone, unresolvedElsewhere: elsewhere, taker: taker,
            capacityBinds: rules.policy.capacityBinds, mayExceed: errand.mayExceed, rulebook: rules)
        context.frozen = frozen
        return context
    }

    private mutating func block(_ customer: CustomerID, _ isBlocked: Bool, _ errand: Errand) -> Verdict? {
        guard let state = memory.customer(customer, in: log, fresh: true) else { return nil }
        guard case .accepted(var changes) = state.decide(block: isBlocked, reason: nil) else { return nil }
        var versions: [StreamID: StreamVersion] = [.customer(customer): state.version]
        let context = TicketContext(actor: errand.actor, now: errand.now)
        var guards: [StreamID: StreamVersion] = [:]
        var marked: [TicketID: TicketState] = [:]
        for row in views.tickets.values.filter({ $0.customer == customer }).sorted(by: { $0.id < $1.id }) {
            guard let ticket = memory.ticket(row.id, in: log, fresh: true) else { continue }
            if isBlocked && ticket.status == .resolved { continue }
            let command: TicketCommand = isBlocked ? .markSpam(.blocked) : .unmarkSpam(.blocked)
            guard case .accepted(let mark) = ticket.decideFacts(command, context) else { continue }
            changes.add(mark)
            marked[row.id] = ticket
            versions[.ticket(row.id)] = ticket.version
            for other in conversation(of: ticket).others(than: row.id) where marked[other.id] == nil {
                marked[other.id] = other
                guards[.ticket(other.id)] = other.version
            }
        }
        changes.settle(Array(marked.values), by: errand.actor)
        for stream in versions.keys { guards[stream] = nil }
        return Verdict(decision: .accepted(changes), versions: versions, guards: guards)
    }

    mutating func decide(_ command: SettingCommand) -> Verdict {
        let stream = StreamID.workspace(Cast.workspace)
        var rules = memory.rules(in: log)
        var decision = rules.decide(command, in: Cast.workspace)
        if case .accepted = decision {
        } else {
            rules = memory.rules(in: log, fresh: true)
            decision = rules.decide(command, in: Cast.workspace)
        }
        return Verdict(decision: decision, versions: [stream: rules.version])
    }

    private mutating func decide(_ command: AgentCommand, on agent: AgentID, _ errand: Errand) -> Verdict? {
        guard let state = memory.agent(agent, in: log, fresh: true) else { return nil }
        let rules = memory.rules(in: log, fresh: true)
        return Verdict(
            decision: state.decide(command, rules, now: errand.now), versions: [.agent(agent): state.version],
            guards: [.workspace(Cast.workspace): rules.version])
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

extension Intake.Destination {
    fileprivate func ticket(new: TicketID) -> TicketID {
        if case .existing(let state) = self { state.id } else { new }
    }
}
