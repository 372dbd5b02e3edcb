internal import Client
internal import Wire

/// Replays the conversations of the demonstration over the protocol, as a connector, agents and a bot would.
struct DemoFilling: Sendable {
    let connection: ConnectionFile

    /// Fills a workspace that has no ticket yet; any other is left as it is.
    func fillIfEmpty() async throws {
        let connector = try await CarelogClient.connect(to: try connection.endpoint(as: "connector"))
        let supervisor = try await CarelogClient.connect(to: try connection.endpoint(as: "supervisor"))
        let agent = try await CarelogClient.connect(to: try connection.endpoint(as: "agent"))
        let bot = try await CarelogClient.connect(to: try connection.endpoint(as: "bot"))
        defer { for client in [connector, supervisor, agent, bot] { Task { await client.close() } } }
        guard try await connector.call(WorkspaceStats()).tickets == 0 else { return }
        var replay = DemoReplay(connector: connector, supervisor: supervisor, agent: agent, bot: bot)
        for operation in DemoConversations.operations { try await replay.perform(operation) }
    }
}

/// The state of a replay: which ticket each conversation has.
private struct DemoReplay {
    let connector: CarelogClient
    let supervisor: CarelogClient
    let agent: CarelogClient
    let bot: CarelogClient
    var tickets: [Int: String] = [:]

    mutating func perform(_ operation: DemoConversations.Operation) async throws {
        let conversation = DemoConversations.all[operation.conversation]
        let age = operation.age.components.seconds * 1_000_000
        let at = WireTime(microseconds: Surroundings.now.microseconds - age)
        if case .message(let text) = operation.action {
            let result = try await connector.call(
                MessageReceive(
                    commandID: NewCommandID.make(), channel: conversation.channel.rawValue,
                    externalID: operation.externalId,
                    author: WireAuthor(handle: conversation.customer.handle, name: conversation.customer.name),
                    text: text, occurredAt: at))
            tickets[operation.conversation] = result.ticket
            return
        }
        guard let ticket = tickets[operation.conversation] else { return }
        switch operation.action {
        case .message: break
        case .reply(let author, let text):
            // As written outside, for it was said at its own time and not now.
            _ = try await connector.call(
                ReplyRecord(
                    commandID: NewCommandID.make(), channel: conversation.channel.rawValue,
                    externalID: operation.externalId,
                    author: WireAuthor(handle: author.rawValue, name: author.name), text: text, occurredAt: at,
                    to: WireAuthor(handle: conversation.customer.handle, name: conversation.customer.name)))
        case .note(let author, let text):
            _ = try await client(of: author).call(
                TicketNote(commandID: NewCommandID.make(), ticket: ticket, text: text))
        case .tag(let author, let tags):
            _ = try await client(of: author).call(
                TicketTag(commandID: NewCommandID.make(), ticket: ticket, tags: tags))
        case .claim(let author):
            // One of the demo's two people may have it already; the conversation goes on all the same.
            try await allowingRefusal {
                _ = try await person(author).call(TicketClaim(commandID: NewCommandID.make(), ticket: ticket))
            }
        case .assign(_, let colleague):
            let id = person(colleague).session.agent.id
            _ = try await supervisor.call(TicketAssign(commandID: NewCommandID.make(), ticket: ticket, agent: id))
        case .snooze(let author, let hours):
            let until = WireTime(microseconds: Surroundings.now.microseconds + Int64(hours) * 3_600_000_000)
            _ = try await person(author).call(
                TicketSnooze(commandID: NewCommandID.make(), ticket: ticket, until: until))
        case .resolve(let author):
            _ = try await person(author).call(TicketResolve(commandID: NewCommandID.make(), ticket: ticket))
        }
    }

    private func client(of author: DemoAgent) -> CarelogClient { author.isBot ? bot : person(author) }

    /// The demonstration's people share the two people of the workspace.
    private func person(_ author: DemoAgent) -> CarelogClient {
        switch author {
        case .mara, .jonas: agent
        case .aiko, .luis, .sorter: supervisor
        }
    }

    private func allowingRefusal(_ body: () async throws -> Void) async throws {
        do { try await body() } catch ClientError.rpc {}
    }
}
