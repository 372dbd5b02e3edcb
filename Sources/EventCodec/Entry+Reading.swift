internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Reads the members of `data` as `writeData` wrote them.
    static func readData(of type: EventType, from data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        switch type {
        case .workspaceCreated: .workspaceCreated(WorkspaceCreated(name: try data.string("name")))
        case .agentRegistered: try readAgentRegistered(&data)
        case .tokenIssued:
            .tokenIssued(TokenIssued(token: try data.id("token"), sha256: try data.hex("sha256")))
        case .tokenRevoked: .tokenRevoked(TokenRevoked(token: try data.id("token")))
        case .postRecorded:
            .postRecorded(
                PostRecorded(
                    post: try data.id("post"), author: try data.id("author"),
                    occurredAt: try data.optionalInstant("occurredAt")))
        case .customerRegistered: .customerRegistered(CustomerRegistered(network: try data.string("network")))
        case .ticketOpened:
            .ticketOpened(TicketOpened(customer: try data.id("customer"), channel: try data.channel("channel")))
        case .messageReceived: try readMessageReceived(&data)
        case .replyRecorded:
            .replyRecorded(
                ReplyRecorded(
                    reply: try data.id("reply"), author: try data.id("author"),
                    occurredAt: try data.optionalInstant("occurredAt"), answers: try data.optionalPosition("answers")))
        case .replySent:
            .replySent(ReplySent(reply: try data.id("reply"), seen: try data.optionalPosition("seen")))
        case .replyDrafted:
            .replyDrafted(ReplyDrafted(reply: try data.id("reply"), seen: try data.optionalPosition("seen")))
        case .replyApproved: .replyApproved(ReplyApproved(reply: try data.id("reply")))
        case .replyDelivered: .replyDelivered(ReplyDelivered(reply: try data.id("reply")))
        case .replyFailed: .replyFailed(ReplyFailed(reply: try data.id("reply")))
        case .noteAdded:
            .noteAdded(NoteAdded(note: try data.id("note"), mentions: try data.list("mentions") { AgentID($0) }))
        case .ticketClaimed: .ticketClaimed
        case .ticketReleased: .ticketReleased
        case .ticketAssigned: try readTicketAssigned(&data)
        case .ticketTagged: .ticketTagged(TicketTagged(tags: try data.list("tags") { Tag($0) }))
        case .ticketUntagged: .ticketUntagged(TicketUntagged(tags: try data.list("tags") { Tag($0) }))
        case .ticketResolved: .ticketResolved
        case .ticketReopened: .ticketReopened
        case .ticketSnoozed: .ticketSnoozed(TicketSnoozed(until: try data.instant("until")))
        case .ticketWoken: .ticketWoken
        }
    }

    private static func readAgentRegistered(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let kind: AgentKind = try data.word("kind")
        let network = try data.optionalString("network")
        let roles = try data.list("roles") { Role(rawValue: $0) }
        return .agentRegistered(AgentRegistered(kind: kind, roles: roles, network: network))
    }

    private static func readMessageReceived(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let answers = try data.optionalPosition("answers")
        let customer: CustomerID = try data.id("customer")
        let message: MessageID = try data.id("message")
        let occurredAt = try data.optionalInstant("occurredAt")
        let thread: TicketID? = try data.optionalID("thread")
        return .messageReceived(
            MessageReceived(
                message: message, customer: customer, occurredAt: occurredAt, answers: answers, thread: thread))
    }

    private static func readTicketAssigned(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let agent: AgentID? = try data.optionalID("agent")
        var team: TeamID?
        if let name = try data.optionalString("team") {
            team = TeamID(name)
            if team == nil { throw JSONFieldError(.invalid, path: data.path(of: "team"), message: "not a team's name") }
        }
        return .ticketAssigned(TicketAssigned(agent: agent, team: team))
    }
}

extension JSONObjectReader {
    mutating func id<ID: Identifier>(_ key: StaticString) throws(JSONFieldError) -> ID {
        guard let id = ID(try string(key, utf8Max: 36)) else { throw invalid(key, "not an id") }
        return id
    }

    mutating func optionalID<ID: Identifier>(_ key: StaticString) throws(JSONFieldError) -> ID? {
        guard let text = try optionalString(key, utf8Max: 36) else { return nil }
        guard let id = ID(text) else { throw invalid(key, "not an id") }
        return id
    }

    mutating func instant(_ key: StaticString) throws(JSONFieldError) -> Instant {
        guard let instant = Instant(try string(key)) else { throw invalid(key, "not a time") }
        return instant
    }

    mutating func optionalInstant(_ key: StaticString) throws(JSONFieldError) -> Instant? {
        guard let text = try optionalString(key) else { return nil }
        guard let instant = Instant(text) else { throw invalid(key, "not a time") }
        return instant
    }

    mutating func optionalPosition(_ key: StaticString) throws(JSONFieldError) -> LogPosition? {
        try optionalInt64(key).map { LogPosition($0) }
    }

    mutating func word<Word: RawRepresentable>(_ key: StaticString) throws(JSONFieldError) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try string(key)) else { throw invalid(key, "an unknown word") }
        return word
    }

    mutating func channel(_ key: StaticString) throws(JSONFieldError) -> ChannelID {
        guard let channel = ChannelID(try string(key)) else { throw invalid(key, "not a channel") }
        return channel
    }

    mutating func hex(_ key: StaticString) throws(JSONFieldError) -> [UInt8] {
        guard let bytes = Hex.bytes(try string(key)) else { throw invalid(key, "not hexadecimal") }
        return bytes
    }

    mutating func list<Element>(_ key: StaticString, _ read: (String) -> Element?) throws(JSONFieldError) -> [Element] {
        var elements: [Element] = []
        for text in try strings(key) {
            guard let element = read(text) else { throw invalid(key, "has an element that is not allowed") }
            elements.append(element)
        }
        return elements
    }

    private func invalid(_ key: StaticString, _ message: String) -> JSONFieldError {
        JSONFieldError(.invalid, path: path(of: key), message: message)
    }
}
