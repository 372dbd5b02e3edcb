internal import Client
internal import Desk
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Calls over TCP", .timeLimit(.minutes(5)))
struct CallTests {
    @Test("do what every method is for")
    func everyMethod() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        let bot = try await team.connect(.bot)
        let first = try await connector.call(MessageReceive.made(1, text: "Where is my parcel?"))
        #expect(!first.duplicate)
        #expect(try await connector.call(MessageReceive.made(1, text: "Where is my parcel?")).duplicate)

        let claimed = try await agent.call(TicketClaim(commandID: CommandIDs.random(), ticket: first.ticket))
        #expect(claimed.version > 0)
        let tagged = try await agent.call(
            TicketTag(commandID: CommandIDs.random(), ticket: first.ticket, tags: ["parcel"]))
        #expect(tagged.version == claimed.version + 1)
        _ = try await agent.call(TicketUntag(commandID: CommandIDs.random(), ticket: first.ticket, tags: ["parcel"]))
        _ = try await agent.call(
            TicketNote(commandID: CommandIDs.random(), ticket: first.ticket, text: "ask the depot"))
        let draft = try await bot.call(
            TicketReply(commandID: CommandIDs.random(), ticket: first.ticket, text: "On its way!"))
        #expect(draft.state == .draft)
        let approved = try await agent.call(ReplyApprove(commandID: CommandIDs.random(), reply: draft.reply))
        #expect(approved.reply == draft.reply)
        let sent = try await agent.call(
            TicketReply(
                commandID: CommandIDs.random(), ticket: first.ticket, text: "Here it is", seen: first.position + 100))
        #expect(sent.state == .sent)
        _ = try await connector.call(
            ReplyDelivered(commandID: CommandIDs.random(), reply: sent.reply, externalID: "d1"))
        _ = try await connector.call(ReplyFailed(commandID: CommandIDs.random(), reply: draft.reply, reason: "blocked"))
        _ = try await agent.call(
            TicketSnooze(
                commandID: CommandIDs.random(), ticket: first.ticket, until: WireTime.max))
        _ = try await agent.call(TicketReopen(commandID: CommandIDs.random(), ticket: first.ticket))
        _ = try await agent.call(TicketRelease(commandID: CommandIDs.random(), ticket: first.ticket))
        _ = try await agent.call(TicketAssign(commandID: CommandIDs.random(), ticket: first.ticket, team: "depot"))
        _ = try await agent.call(TicketResolve(commandID: CommandIDs.random(), ticket: first.ticket))

        try await revise(first, from: connector, shownTo: agent)
        let page = try await agent.call(TicketGet(ticket: first.ticket))
        #expect(page.ticket.state == .resolved && page.ticket.team == "depot")
        #expect(page.next == nil)
        #expect(page.items.first(where: { $0.type == "message.received" })?.text == "Where are my parcels?")
        #expect(page.items.contains { $0.type == "reply.failed" && $0.reason == "blocked" })
        let resolved = try await agent.call(InboxList(view: .resolved, team: "depot"))
        #expect(resolved.tickets.map(\.id) == [first.ticket])
        let timeline = try await agent.call(TimelineList(customer: first.customer, limit: 3))
        #expect(timeline.items.count == 3 && timeline.next != nil)
        for client in [connector, agent, bot] { await client.close() }
    }

    @Test("tell an agent what concerns them, until they have read it")
    func notifications() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        let routed = try await agent.call(TicketRoute(commandID: CommandIDs.random(), ticket: ticket))
        #expect(routed.agent == nil && routed.waits == .noTeam && routed.obstacles.isEmpty)
        let followed = try await agent.call(TicketFollow(commandID: CommandIDs.random(), ticket: ticket))
        let second = try await connector.call(MessageReceive.made(2, from: "@customer1", text: "Still nothing"))
        let page = try await agent.call(NotificationList(unread: true, atLeast: second.position))
        #expect(page.notifications.map(\.preview) == ["Still nothing"] && page.notifications.map(\.kind) == ["message"])
        #expect(page.notifications.first?.ticket == ticket && page.readUpTo == -1)
        #expect(try await agent.call(TicketGet(ticket: ticket)).ticket.followers?.count == 1)
        _ = try await agent.call(NotificationRead(commandID: CommandIDs.random(), upTo: second.position))
        #expect(try await agent.call(NotificationList(unread: true)).notifications.isEmpty)
        #expect(try await agent.call(NotificationList()).notifications.map(\.unread) == [false])
        let unfollowed = try await agent.call(TicketUnfollow(commandID: CommandIDs.random(), ticket: ticket))
        #expect(unfollowed.version == followed.version + 2)
        for client in [connector, agent] { await client.close() }
    }

    private func revise(
        _ first: MessageReceiveResult, from connector: CarelogClient, shownTo agent: CarelogClient
    ) async throws {
        let edit = MessageEdit(
            commandID: CommandIDs.random(), channel: "x:@acme", externalID: "m1", revision: "2",
            text: "Where are my parcels?")
        #expect(try await connector.call(edit).message == first.message)
        var photo = MessageReceive.made(2, from: "@customer1", text: "Look")
        photo.kind = .mention
        photo.isPublic = true
        photo.language = "de"
        photo.attachments = [
            WireAttachment(
                url: "https://cdn.example/1", type: "image/jpeg", bytes: 9, sha256: String(repeating: "0f", count: 32))
        ]
        let second = try await connector.call(photo)
        let signal = SignalReceive(
            commandID: CommandIDs.random(), channel: "x:@acme", externalID: "s1", author: WireAuthor(handle: "@bo"),
            signal: .reaction, on: "m2", emoji: "\u{1f44d}")
        let signalled = try await connector.call(signal)
        #expect(signalled.ticket == second.ticket)
        let page = try await agent.call(TicketGet(ticket: second.ticket, atLeast: signalled.position))
        #expect(page.ticket.language == "de")
        let item = try #require(page.items.first { $0.message == second.message })
        #expect(item.kind == .mention && item.isPublic == true && item.attachments == photo.attachments)
        #expect(page.items.last?.signal == .reaction && page.items.last?.emoji == "\u{1f44d}")
        #expect(page.items.last?.tone == .neutral)
        let withdraw = MessageWithdraw(commandID: CommandIDs.random(), channel: "x:@acme", externalID: "m2")
        let withdrawn = try await connector.call(withdraw)
        #expect(!withdrawn.duplicate)
        let after = try await agent.call(TicketGet(ticket: second.ticket, atLeast: withdrawn.position))
        let gone = try #require(after.items.first { $0.message == second.message })
        #expect(gone.withdrawn == true && gone.text == nil && gone.attachments == nil)
    }

    @Test("page a ticket without losing or repeating an item")
    func pages() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        let text = String(repeating: "x", count: 50_000)
        var ticket = ""
        var last: Int64 = -1
        for number in 0..<25 {
            let made = try await connector.call(MessageReceive.made(number, from: "@one", text: text))
            (ticket, last) = (made.ticket, made.position)
        }
        var positions: [Int64] = []
        var cursor: String?
        var pages = 0
        repeat {
            let page = try await agent.call(TicketGet(ticket: ticket, limit: 7, cursor: cursor, atLeast: last))
            #expect(page.items.count <= 7)
            positions += page.items.map(\.position)
            cursor = page.next
            pages += 1
        } while cursor != nil
        let whole = try await agent.call(TicketGet(ticket: ticket))
        #expect(whole.next != nil, "twenty-five long messages are more than a page")
        #expect(positions == positions.sorted() && Set(positions).count == positions.count)
        #expect(pages >= 4 && positions.count >= 25)
        let customer = whole.ticket.customer.id
        var seen: [Int64] = []
        repeat {
            let page = try await agent.call(TimelineList(customer: customer, limit: 200, cursor: cursor))
            seen += page.items.map(\.position)
            cursor = page.next
        } while cursor != nil
        #expect(seen.count == Set(seen).count && Set(positions).isSubset(of: seen))
        let auditor = try await team.connect(.auditor)
        var after: Int64 = -1
        var head: Int64 = 0
        repeat {
            let page = try await auditor.call(LogRead(after: after, limit: 1_000))
            #expect(page.events.first?.position == after + 1)
            after = page.upTo
            head = page.head
        } while after + 1 < head
        for client in [connector, agent, auditor] { await client.close() }
    }

    @Test("see the session's own writes at once")
    func ownWrites() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        for number in 0..<20 {
            let made = try await connector.call(MessageReceive.made(number))
            _ = try await agent.call(TicketClaim(commandID: CommandIDs.random(), ticket: made.ticket))
            let mine = try await agent.call(InboxList(view: .mine))
            #expect(mine.tickets.count == number + 1)
        }
        await connector.close()
        await agent.close()
    }

    @Test("of fifty equal commands over ten connections have one effect and fifty equal answers")
    func idempotent() async throws {
        let team = try await Team.create()
        let command = MessageReceive.made(1)
        let before = try await team.head()
        var clients: [CarelogClient] = []
        for _ in 0..<10 { clients.append(try await team.connect(.connector)) }
        let connections = clients
        let answers = try await withThrowingTaskGroup(of: MessageReceiveResult.self) { group in
            for number in 0..<50 { group.addTask { try await connections[number % 10].call(command) } }
            return try await group.reduce(into: [MessageReceiveResult]()) { $0.append($1) }
        }
        #expect(answers.count == 50 && Set(answers.map(\.message)).count == 1)
        #expect(answers.allSatisfy { $0 == answers[0] })
        #expect(try await team.head() == before + 3, "a customer, a ticket and a message")
        var other = command
        other.text = "something else"
        await #expect {
            _ = try await connections[0].call(other)
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .commandIDReused
        }
        for client in connections { await client.close() }
    }

    @Test("of a hundred agents claiming one ticket let one win, and tell the others who")
    func oneWinner() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        var tokens: [String] = []
        for number in 0..<100 {
            let agent = try await team.world.desk.addAgent(
                named: "agent \(number)", kind: .human, roles: [.agent], in: team.workspace)
            tokens.append(try await team.world.desk.issueToken(to: agent, in: team.workspace).token.text)
        }
        let port = team.world.port
        let outcomes = try await withThrowingTaskGroup(of: (String, String?).self) { group in
            for token in tokens {
                group.addTask {
                    let client = try await CarelogClient.connect(
                        host: "127.0.0.1", port: port, token: token, clientName: "tests")
                    defer { withExtendedLifetime(client) {} }
                    do {
                        _ = try await client.call(TicketClaim(commandID: CommandIDs.random(), ticket: ticket))
                        return (client.session.agent.id, nil)
                    } catch ClientError.rpc(let error) where error.kind == .alreadyClaimed {
                        return (client.session.agent.id, error.assignee?.id ?? "nobody")
                    }
                }
            }
            return try await group.reduce(into: [(String, String?)]()) { $0.append($1) }
        }
        let winners = outcomes.filter { $0.1 == nil }.map { $0.0 }
        #expect(winners.count == 1)
        #expect(outcomes.filter { $0.1 != nil }.allSatisfy { $0.1 == winners.first })
        await connector.close()
    }

    @Test("refuse a stale reply and say what was missed")
    func staleReply() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        let first = try await connector.call(MessageReceive.made(1, from: "@ann", text: "one"))
        let second = try await connector.call(MessageReceive.made(2, from: "@ann", text: "two"))
        await #expect {
            _ = try await agent.call(
                TicketReply(commandID: CommandIDs.random(), ticket: first.ticket, text: "hi", seen: first.position))
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .staleReply && error.missed.map(\.text) == ["two"]
                && error.missed.map(\.position) == [second.position]
        }
        await connector.close()
        await agent.close()
    }

    @Test("end when the caller does not wait any more, and leave the connection of use")
    func cancelled() async throws {
        let team = try await Team.create()
        let client = try await team.connect(.agent)
        let call = Task { try await client.call(WorkspaceStats()) }
        call.cancel()
        // Either it was answered before, or it says so; nothing hangs.
        _ = try? await call.value
        for _ in 0..<100 { #expect(try await client.call(WorkspaceStats()).messages == 0) }
        await client.close()
        await #expect(throws: ClientError.self) { try await client.call(WorkspaceStats()) }
    }
}
