internal import Desk
internal import Identity
internal import Support
package import Ticketing

/// People who share the tickets of one team, whose queue a rule gives out.
package struct CareTeam: Sendable {
    /// **Units**: agents of all kinds, and tickets that wait when they come.
    package struct Size: Sendable {
        package var agents: Int
        package var tickets: Int

        package init(agents: Int, tickets: Int) {
            self.agents = agents
            self.tickets = tickets
        }
    }

    /// One of them.
    package struct Member: Sendable {
        package let id: String
        package let role: Role
        package let token: String
    }

    package let team: String
    package let channel: String
    package let members: [Member]
    /// Every ticket, and who wrote it.
    package let tickets: [(id: String, handle: String)]

    /// Of ten of them one supervises and two are trainees.
    private static func role(of number: Int) -> Role {
        switch number % 10 {
        case 0: .supervisor
        case 3, 7: .trainee
        default: .agent
        }
    }

    /// Sets the workspace up as an admin would, hires everybody, and lets the customers write.
    static func gather(
        _ size: Size, in workspace: WorkspaceID, named name: String, at desk: Desk
    ) async throws -> CareTeam {
        guard let team = TeamID("care"), let channel = ChannelID("x:@acme") else { throw SupportError("no such names") }
        func person(_ role: Role, _ kind: AgentKind = .human) async throws -> Principal {
            let agent = try await desk.addAgent(named: role.rawValue, kind: kind, roles: [role], in: workspace)
            return Principal(
                workspace: workspace, workspaceName: name, epoch: .zero, agent: agent, kind: kind, name: nil,
                roles: [role], token: TokenID(.zero))
        }
        @Sendable func run(_ command: DeskCommand, _ principal: Principal) async throws -> CommandResult {
            try await desk.execute(
                command, id: CommandID(desk.newID()), as: principal, deadline: .now.advanced(by: .seconds(30)))
        }
        let admin = try await person(.admin)
        let rule = TeamSettings(team: team, name: "Care", rule: [.knows, .leastLoaded, .roundRobin])
        _ = try await run(.setting(.setTeam(rule)), admin)
        _ = try await run(.setting(.setChannel(ChannelSettings(channel: channel, team: team))), admin)
        let until = Moment.now().advanced(bySeconds: 86_400)
        var members: [Member] = []
        for number in 0..<size.agents {
            let role = Self.role(of: number)
            let principal = try await person(role)
            let token = try await desk.issueToken(to: principal.agent, in: workspace).token.text
            let profile = AgentProfile(teams: [team], capacity: Capacity(all: 6))
            _ = try await run(.agent(principal.agent, .setProfile(profile)), admin)
            let online = AgentAvailability(.online, until: until)
            _ = try await run(.agent(principal.agent, .setAvailability(online)), admin)
            members.append(Member(id: principal.agent.description, role: role, token: token))
        }
        let connector = try await person(.connector, .connector)
        let tickets = try await withThrowingTaskGroup(of: (id: String, handle: String).self) { group in
            for number in 0..<size.tickets {
                group.addTask {
                    let handle = "care-customer-\(number)"
                    let message = IncomingMessage(
                        channel: channel, externalId: "first-\(number)", author: NetworkIdentity(handle: handle),
                        text: "where is my parcel?")
                    let done = try await run(.receive(message), connector)
                    return (done.receipt.ticket?.description ?? "", handle)
                }
            }
            return try await group.reduce(into: [(id: String, handle: String)]()) { $0.append($1) }
        }
        return CareTeam(
            team: team.name, channel: channel.name, members: members, tickets: tickets.sorted { $0.handle < $1.handle })
    }
}
