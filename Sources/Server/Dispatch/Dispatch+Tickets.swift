internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// What agents do with tickets.
extension Dispatcher {
    func claim(_ params: TicketClaim) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .claim)
    }

    func release(_ params: TicketRelease) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .release)
    }

    func route(_ params: TicketRoute) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .route)
    }

    func assign(_ params: TicketAssign) throws(RPCError) -> DeskCommand {
        let agent = try Params.optional(params.agent) { text throws(RPCError) in try Params.agent(text) }
        let team = try Params.optional(params.team) { text throws(RPCError) in try Params.team(text) }
        return .ticket(try Params.ticket(params.ticket), .assign(agent: agent, team: team))
    }

    func reply(_ params: TicketReply) throws(RPCError) -> DeskCommand {
        .ticket(
            try Params.ticket(params.ticket),
            .reply(
                text: params.answer.text, from: try Params.prepared(params.answer),
                seen: params.seen.map { LogPosition($0) }))
    }

    func note(_ params: TicketNote) throws(RPCError) -> DeskCommand {
        let mentions = try Params.agents(params.mentions ?? [], "mentions")
        return .ticket(try Params.ticket(params.ticket), .note(text: params.text, mentions: mentions))
    }

    func tag(_ params: TicketTag) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .tag(try Params.tags(params.tags)))
    }

    func untag(_ params: TicketUntag) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .untag(try Params.tags(params.tags)))
    }

    func resolve(_ params: TicketResolve) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .resolve)
    }

    func reopen(_ params: TicketReopen) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .reopen)
    }

    func snooze(_ params: TicketSnooze) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .snooze(until: Instant(params.until)))
    }
}

// What is answered.
extension Dispatcher {
    func ticketChanged(_ done: CommandResult) throws(RPCError) -> TicketVersion {
        TicketVersion(
            position: done.position.value, version: Int64(try done.told(done.receipt.version).value),
            ticket: done.receipt.taker?.description)
    }

    func ticketRouted(_ done: CommandResult) throws(RPCError) -> TicketRouteResult {
        TicketRouteResult(
            position: done.position.value, version: Int64(try done.told(done.receipt.version).value),
            agent: done.receipt.agent?.description, waits: done.receipt.obstacle?.waits,
            obstacles: done.receipt.obstacle?.obstacles ?? [])
    }

    func replyAccepted(_ done: CommandResult) throws(RPCError) -> TicketReplyResult {
        TicketReplyResult(
            position: done.position.value, reply: try done.told(done.receipt.reply).description,
            version: Int64(try done.told(done.receipt.version).value),
            state: done.receipt.replyStatus == .draft ? .draft : .sent, ticket: done.receipt.taker?.description)
    }

    func noteAdded(_ done: CommandResult) throws(RPCError) -> TicketNoteResult {
        TicketNoteResult(
            position: done.position.value, note: try done.told(done.receipt.note).description,
            version: Int64(try done.told(done.receipt.version).value), ticket: done.receipt.taker?.description)
    }
}

extension CommandResult {
    /// A part of the receipt that this command's receipts always have.
    func told<Part>(_ part: Part?) throws(RPCError) -> Part {
        guard let part else {
            throw RPCError(
                .internalError, "the command was done at position \(position), but its receipt is incomplete",
                retry: .never, committed: .yes)
        }
        return part
    }
}

extension RoutingObstacle {
    fileprivate var waits: TicketRouteResult.Waits {
        switch self {
        case .noTeam: .noTeam
        case .noRule: .noRule
        case .spam: .spam
        case .nobody: .nobody
        }
    }

    fileprivate var obstacles: [TicketRouteResult.Obstacle] {
        guard case .nobody(let lacks) = self else { return [] }
        return lacks.sorted { $0.key < $1.key }.map { agent, lack in
            TicketRouteResult.Obstacle(agent: agent.description, lack: lack.wire)
        }
    }
}

extension RoutingLack {
    fileprivate var wire: TicketRouteResult.Lack {
        switch self {
        case .away: .away
        case .full: .full
        case .skill: .skill
        case .language: .language
        case .declined: .declined
        }
    }
}
