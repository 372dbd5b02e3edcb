internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("What an agent is told of", .timeLimit(.minutes(5)))
struct NotificationTests {
    private func list(
        _ role: Role = .agent, of team: Team, unread: Bool = false, limit: Int = 50, cursor: String? = nil,
        on desk: Desk? = nil
    ) async throws -> NotificationsAnswer {
        try await (desk ?? team.office.desk).notifications(
            unread: unread, limit: limit, cursor: cursor, atLeast: team.head(), as: team.member(role), deadline: .soon)
    }

    @Test("are notes that call them, tickets given to them and messages on tickets that they have or follow")
    func kinds() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        #expect(try await list(of: team).notifications.isEmpty)
        _ = try await team.act(.note(text: "Look at\nthis", mentions: [agent]), on: ticket, as: .supervisor)
        _ = try await team.act(.assign(agent: agent, team: nil), on: ticket, as: .supervisor)
        _ = try await team.receive("m2")
        _ = try await team.act(.follow, on: ticket, as: .supervisor)
        _ = try await team.act(.release, on: ticket)
        _ = try await team.receive("m3")
        let mine = try await list(of: team)
        #expect(mine.notifications.map(\.kind) == [.message, .assigned, .mentioned])
        #expect(mine.notifications.map(\.preview) == ["text of m2", nil, "Look at this"])
        #expect(mine.notifications.allSatisfy(\.isUnread) && mine.next == nil && mine.readUpTo == .beforeAll)
        #expect(mine.notifications.map(\.item.by.name) == ["@ann", "Secretname supervisor", "Secretname supervisor"])
        let theirs = try await list(.supervisor, of: team, on: team.office.other)
        #expect(theirs.notifications.map(\.preview) == ["text of m3"])
        #expect(try await team.ticket(ticket).ticket.followers == [team.member(.supervisor).agent])
        _ = try await team.act(.unfollow, on: ticket, as: .supervisor)
        _ = try await team.receive("m4")
        #expect(try await list(.supervisor, of: team).notifications.count == 1)
        #expect(try await team.ticket(ticket).ticket.followers.isEmpty)
    }

    @Test("stay read up to where they were read, on whichever desk, and are paged without a hole")
    func reading() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.claim, on: ticket)
        var positions: [LogPosition] = []
        for number in 2...8 { positions.append(try await team.receive("m\(number)").position) }
        var paged: [LogPosition] = []
        var cursor: String?
        repeat {
            let page = try await list(of: team, limit: 3, cursor: cursor)
            #expect(page.notifications.count == 3 || page.next == nil)
            paged += page.notifications.map(\.item.recorded.position)
            cursor = page.next
        } while cursor != nil
        #expect(paged == positions.reversed())

        _ = try await team.run(.readNotifications(upTo: positions[3]), as: .agent)
        for desk in [team.office.desk, team.office.other] {
            let unread = try await list(of: team, unread: true, on: desk)
            #expect(unread.notifications.map(\.item.recorded.position) == positions[4...].reversed())
            #expect(unread.readUpTo == positions[3])
            #expect(
                try await list(of: team, on: desk).notifications.map(\.isUnread) == [true, true, true]
                    + Array(repeating: false, count: 4))
        }
        // What is read stays so.
        let head = try await team.head()
        _ = try await team.run(.readNotifications(upTo: positions[1]), as: .agent, on: team.office.other)
        #expect(try await list(of: team).readUpTo == positions[3])
        #expect(try await team.head() == head, "nothing is recorded of what is so already")
        let beyond = try await team.refusal(.readNotifications(upTo: LogPosition(head.value + 1)), as: .agent)
        #expect(beyond?.code == .invalid(path: "params.upTo"))
        _ = try await team.run(.readNotifications(upTo: head), as: .agent, on: team.office.other)
        #expect(try await list(of: team, unread: true).notifications.isEmpty)
        #expect(try await list(.supervisor, of: team).readUpTo == .beforeAll)
    }

    @Test("show the words of today")
    func revised() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.claim, on: ticket)
        _ = try await team.receive("m2")
        _ = try await team.run(
            .edit(MessageChange(channel: try team.channel(), externalId: "m2", text: "other words")), as: .connector)
        #expect(try await list(of: team).notifications.map(\.preview) == ["other words"])
        _ = try await team.run(
            .withdraw(MessageWithdrawal(channel: try team.channel(), externalId: "m2")), as: .connector)
        #expect(try await list(of: team).notifications.map(\.preview) == [nil])
    }

    @Test("are nobody else's business, and a ticket has a hundred followers at most")
    func rights() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        for role in [Role.connector, .auditor] {
            await #expect(throws: DeskError.self) { _ = try await list(role, of: team) }
            guard case .forbidden = try await team.refusal(.ticket(ticket, .follow), as: role)?.code else {
                throw SupportError("\(role) may follow")
            }
        }
        for number in 0..<100 {
            let member = try team.member(.agent).named(number)
            _ = try await team.office.desk.execute(
                .ticket(ticket, .follow), id: .random(), as: member, deadline: .soon)
        }
        #expect(try await team.refusal(.ticket(ticket, .follow), as: .agent)?.code == .invalid(path: "params.ticket"))
    }
}

extension Principal {
    /// Somebody else with the same rights.
    fileprivate func named(_ number: Int) -> Principal {
        Principal(
            workspace: workspace, workspaceName: workspaceName, epoch: epoch,
            agent: AgentID(UniqueID(high: 0xf0, low: UInt64(number))), kind: kind, name: name, roles: roles,
            token: token)
    }
}
