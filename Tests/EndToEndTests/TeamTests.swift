internal import Client
internal import Foundation
internal import JSON
internal import Support
internal import Testing
internal import Wire

/// Several people at one inbox, over real connections to a real server.
@Suite("a team at one inbox", .timeLimit(.minutes(5)), .serialized)
struct TeamTests {
    @Test("of a hundred clients that claim one ticket at once, one wins and the others learn who")
    func oneWinner() async throws {
        try await RunningCarelog.with { carelog in
            let ticket = try await openTicket(in: carelog)
            let roles = ["agent", "supervisor"]
            var clients: [CarelogClient] = []
            for number in 0..<100 { clients.append(try await carelog.client(as: roles[number % 2])) }
            let answers = await withTaskGroup(of: (String, Result<TicketVersion, ClientError>).self) { group in
                for client in clients {
                    group.addTask {
                        let id = client.session.agent.id
                        do throws(ClientError) {
                            return (
                                id, .success(try await client.call(TicketClaim(commandID: newID(), ticket: ticket)))
                            )
                        } catch {
                            return (id, .failure(error))
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let after = try await clients[0].call(TicketGet(ticket: ticket))
            let winner = try #require(after.ticket.assignee)
            #expect(after.items.count { $0.type == "ticket.claimed" } == 1, "it was claimed once")
            for (agent, answer) in answers {
                switch answer {
                // The two agents have fifty connections each; whoever holds it may ask again.
                case .success: #expect(agent == winner.id)
                case .failure(.rpc(let error)):
                    #expect(agent != winner.id)
                    #expect(error.kind == .alreadyClaimed)
                    let told = error.details.first { $0.key == "assignee" }?.value
                    #expect(told?["id"]?.stringValue == winner.id)
                    #expect(told?["name"]?.stringValue == winner.name)
                case .failure(let error): Issue.record("\(error)")
                }
            }
            for client in clients { await client.close() }
        }
    }

    @Test("a reply older than the customer's last message is refused and says what was missed")
    func noStaleReplies() async throws {
        try await RunningCarelog.with { carelog in
            let connector = try await carelog.client(as: "connector")
            let first = try await connector.call(message("one", "Where is my parcel?"))
            let agent = try await carelog.client(as: "agent")
            let seen = try await agent.call(TicketGet(ticket: first.ticket, atLeast: first.position)).ticket.position
            let second = try await connector.call(message("two", "It has come, thank you."))
            #expect(second.ticket == first.ticket)

            let failure = await #expect(throws: ClientError.self) {
                try await agent.call(
                    TicketReply(commandID: newID(), ticket: first.ticket, text: "We are looking for it.", seen: seen))
            }
            guard case .rpc(let error) = failure else {
                Issue.record("no refusal: \(String(describing: failure))")
                return
            }
            #expect(error.kind == .staleReply)
            #expect(error.committed == .no)
            let missed = try #require(error.details.first { $0.key == "missed" }?.value.arrayValue)
            #expect(missed.count == 1)
            #expect(missed.first?["text"]?.stringValue == "It has come, thank you.")
            #expect(missed.first?["position"]?.intValue == second.position)

            let sent = try await agent.call(
                TicketReply(commandID: newID(), ticket: first.ticket, text: "Good to hear!", seen: second.position))
            #expect(sent.state == .sent)
            let thread = try await agent.call(TicketGet(ticket: first.ticket))
            #expect(
                thread.items.compactMap(\.text) == ["Where is my parcel?", "It has come, thank you.", "Good to hear!"])
        }
    }

    @Test("the same command id fifty times over ten connections has one effect and fifty equal answers")
    func oneEffect() async throws {
        try await RunningCarelog.with { carelog in
            var clients: [CarelogClient] = []
            for _ in 0..<10 { clients.append(try await carelog.client(as: "connector")) }
            let before = clients[0].session.head
            var command = message("same", "Is anybody there?")
            command.commandID = newID()
            let sent = command
            let answers = try await withThrowingTaskGroup(of: MessageReceiveResult.self) { group in
                for number in 0..<50 {
                    group.addTask { [client = clients[number % 10]] in try await client.call(sent) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 50)
            #expect(answers.allSatisfy { $0 == answers[0] })
            #expect(!answers[0].duplicate)
            let stats = try await clients[0].call(WorkspaceStats(atLeast: answers[0].position))
            #expect(stats.messages == 1)
            #expect(try await carelog.client(as: "connector").session.head == before + 3, "customer, ticket, message")

            command.text = "Something else"
            let other = command
            let failure = await #expect(throws: ClientError.self) { try await clients[0].call(other) }
            guard case .rpc(let error) = failure else {
                Issue.record("no refusal: \(String(describing: failure))")
                return
            }
            #expect(error.kind == .commandIDReused)
            #expect(try await carelog.client(as: "connector").session.head == before + 3)

            // A webhook delivered again has another command id and the same external id.
            var again = message("same", "Is anybody there?")
            again.commandID = newID()
            let redelivered = try await clients[1].call(again)
            #expect(redelivered.duplicate)
            #expect(redelivered.message == answers[0].message && redelivered.ticket == answers[0].ticket)
            for client in clients { await client.close() }
        }
    }

    @Test("a bot's reply is a draft until a person approves it")
    func personDecides() async throws {
        try await RunningCarelog.with { carelog in
            let ticket = try await openTicket(in: carelog)
            let bot = try await carelog.client(as: "bot")
            let draft = try await bot.call(
                TicketReply(commandID: newID(), ticket: ticket, text: "Have you tried turning it off?"))
            #expect(draft.state == .draft)
            let agent = try await carelog.client(as: "agent")
            #expect(try await agent.call(TicketGet(ticket: ticket, atLeast: draft.position)).ticket.state == .open)
            _ = try await agent.call(ReplyApprove(commandID: newID(), reply: draft.reply))
            #expect(try await agent.call(TicketGet(ticket: ticket)).ticket.state == .pending)
        }
    }

    @Test("a token that was revoked opens nothing")
    func revokedTokens() async throws {
        try await RunningCarelog.with { carelog in
            let data = ["--data", carelog.directory]
            let added = try await carelog.command(["agent", "add", "demo", "Eve", "--role", "agent"] + data)
            #expect(added.status == 0, "\(added.errors)")
            let agent = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let issued = try await carelog.command(["token", "create", "demo", agent] + data)
            #expect(issued.status == 0, "\(issued.errors)")
            var endpoint = try carelog.endpoint(as: "agent")
            endpoint.token = issued.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let session = try await CarelogClient.connect(to: endpoint)
            #expect(session.session.agent.name == "Eve")
            await session.close()

            let line = issued.errors.split(separator: "\n").first { $0.hasPrefix("token ") }
            let token = String(try #require(line).dropFirst(6))
            let revoked = try await carelog.command(["token", "revoke", "demo", token] + data)
            #expect(revoked.status == 0, "\(revoked.errors)")
            // Sessions learn of it within seconds; a new one at the latest when the views have read it.
            var isRefused = false
            for _ in 0..<100 where !isRefused {
                do throws(ClientError) {
                    await (try CarelogClient.connect(to: endpoint)).close()
                } catch {
                    if case .rpc(let error) = error { isRefused = error.kind == .unauthenticated }
                }
            }
            #expect(isRefused)
        }
    }

    private func openTicket(in carelog: RunningCarelog) async throws -> String {
        let connector = try await carelog.client(as: "connector")
        let result = try await connector.call(message("one", "Where is my parcel?"))
        await connector.close()
        return result.ticket
    }

    private func message(_ externalID: String, _ text: String) -> MessageReceive {
        MessageReceive(
            commandID: newID(), channel: "x:@acme", externalID: externalID,
            author: WireAuthor(handle: "ada", name: "Ada"),
            text: text)
    }
}
