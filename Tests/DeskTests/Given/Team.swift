internal import Desk
internal import EventLog
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

/// A workspace of its own with somebody for each role.
struct Team: Sendable {
    let office: Office
    let workspace: WorkspaceID
    private let members: [Role: Principal]

    static func create(in office: Office? = nil) async throws -> Team {
        var chosen = office
        if chosen == nil { chosen = try await Office.shared }
        guard let office = chosen else { throw SupportError("there is no office") }
        let name = "team-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        let workspace = try await office.desk.createWorkspace(named: name)
        var members: [Role: Principal] = [:]
        for role in Role.allCases {
            let kind: AgentKind = role == .bot ? .bot : role == .connector ? .connector : .human
            let agent = try await office.desk.addAgent(
                named: "Secretname \(role.rawValue)", kind: kind, roles: [role], in: workspace)
            members[role] = Principal(
                workspace: workspace, workspaceName: name, epoch: .zero, agent: agent, kind: kind, name: nil,
                roles: [role], token: TokenID(.zero))
        }
        return Team(office: office, workspace: workspace, members: members)
    }

    func member(_ role: Role) throws -> Principal { try #require(members[role]) }

    /// Does what a command says, on the first desk unless told.
    func run(
        _ command: DeskCommand, id: CommandID = .random(), as role: Role, on desk: Desk? = nil
    ) async throws -> CommandResult {
        try await (desk ?? office.desk).execute(command, id: id, as: member(role), deadline: .soon)
    }

    /// Why a command is refused; nil if it is not.
    func refusal(
        _ command: DeskCommand, id: CommandID = .random(), as role: Role, on desk: Desk? = nil
    ) async throws -> DeskError? {
        do {
            _ = try await run(command, id: id, as: role, on: desk)
            return nil
        } catch let error as DeskError {
            return error
        }
    }

    func act(_ action: TicketAction, on ticket: TicketID, as role: Role = .agent, on desk: Desk? = nil) async throws
        -> CommandResult
    {
        try await run(.ticket(ticket, action), as: role, on: desk)
    }

    /// A customer writes; answers with the ticket.
    func receive(
        _ externalId: String, from handle: String = "@ann", answering: String? = nil, on desk: Desk? = nil
    ) async throws -> CommandResult {
        try await run(message(externalId, from: handle, answering: answering), as: .connector, on: desk)
    }

    func message(_ externalId: String, from handle: String = "@ann", answering: String? = nil) throws -> DeskCommand {
        .receive(
            IncomingMessage(
                channel: try channel(), externalId: externalId, author: NetworkIdentity(handle: handle),
                text: "text of \(externalId)", inReplyTo: answering))
    }

    func reply(_ externalId: String, answering: String? = nil, to: String? = nil) throws -> DeskCommand {
        .recordReply(
            OutsideReply(
                channel: try channel(), externalId: externalId, author: NetworkIdentity(handle: "@brand"),
                text: "reply \(externalId)", inReplyTo: answering, to: to.map { NetworkIdentity(handle: $0) }))
    }

    func post(_ externalId: String) throws -> DeskCommand {
        .recordPost(
            OutsidePost(
                channel: try channel(), externalId: externalId, author: NetworkIdentity(handle: "@brand"),
                text: "post \(externalId)"))
    }

    func channel() throws -> ChannelID { try #require(ChannelID("x:@brand")) }

    /// The last position of the log.
    func head() async throws -> LogPosition { try await office.log.last(of: workspace) }

    /// A ticket with all that is in the log by now.
    func ticket(_ id: TicketID) async throws -> TicketAnswer {
        try await office.desk.ticket(id, atLeast: await head(), as: member(.agent), deadline: .soon)
    }
}

extension ContinuousClock.Instant {
    /// Time enough for a busy machine.
    static var soon: Self { .now.advanced(by: .seconds(30)) }
}

extension CommandID {
    static func random() -> CommandID {
        CommandID(UniqueID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max)))
    }
}

extension TicketAction {
    /// One of every kind.
    static let samples: [TicketAction] = [
        .claim, .release, .assign(agent: nil, team: TeamID("depot")), .reply(text: "hi", seen: nil),
        .draft(text: "hi?", seen: nil),
        .note(text: "hm", mentions: []), .tag([]), .untag([]), .resolve, .reopen,
        .snooze(until: Instant(microseconds: 4_000_000_000_000_000)), .prioritise(.high), .route,
        .classify(ClassChange(TicketClasses(outcome: Skill("refunded")))),
    ]
}

extension Principal {
    /// The same with one role more.
    func also(_ role: Role) -> Principal {
        Principal(
            workspace: workspace, workspaceName: workspaceName, epoch: epoch, agent: agent, kind: kind, name: name,
            roles: (roles + [role]).sorted(), token: token)
    }
}

extension DeskCommand {
    /// What a network says of a reply.
    static func heard(
        _ delivery: Delivery, of reply: ReplyID, attempt: Int? = nil, externalId: String? = nil, reason: String? = nil
    ) -> DeskCommand {
        .receipt(reply, delivery, attempt: attempt, externalId: externalId, reason: reason)
    }
}
