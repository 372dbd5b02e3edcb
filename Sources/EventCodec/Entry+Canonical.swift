internal import Identity
internal import Ticketing

/// The quick way to read an entry: as the bytes that `encode` writes, for the facts that logs are full of.
///
/// It knows the same entries as the JSON reader and never others; what it does not recognise it leaves to that one.
extension Entry {
    /// Nil if the bytes are not the plainest form of an entry of a frequent type, which says nothing about what they are.
    static func readCanonical(_ bytes: UnsafeRawBufferPointer, at position: LogPosition) -> RecordedEvent? {
        var cursor = EntryCursor(bytes)
        guard cursor.skip("{\"actor\":{\"id\":\""), let actor = cursor.id(as: AgentID.self),
            cursor.skip("\",\"kind\":\""), let kind = agentKind(&cursor),
            cursor.skip("\"},\"at\":\""), let at = cursor.instant(),
            cursor.skip("\",\"command\":\""), let command = cursor.id(as: CommandID.self),
            cursor.skip("\",\"data\":{"), let data = cursor.members(),
            cursor.skip("},\"id\":\""), let id = cursor.id(as: EventID.self),
            cursor.skip("\",\"schema\":1,")
        else { return nil }
        let isSealed = cursor.skip("\"sealed\":\"sha256:")
        if isSealed { guard cursor.skipDigest(), cursor.skip("\",") else { return nil } }
        guard cursor.skip("\"stream\":\""), let stream = stream(&cursor) else { return nil }
        var subject: Subject?
        if isSealed {
            guard cursor.skip("\",\"subject\":\""), let person = person(&cursor) else { return nil }
            subject = person
        }
        guard cursor.skip("\",\"type\":\""), let type = type(&cursor), cursor.skip("\",\"version\":"),
            let version = cursor.integer(), (1...Int64(Int32.max)).contains(version), cursor.skip("}"), cursor.isAtEnd
        else { return nil }
        var members = EntryCursor(bytes, in: data)
        guard let event = event(of: type, &members), members.isAtEnd else { return nil }
        return RecordedEvent(
            position: position, stream: stream, version: StreamVersion(Int(version)), id: id, command: command, at: at,
            actor: Actor(id: actor, kind: kind), event: event, subject: subject)
    }

    private static func agentKind(_ cursor: inout EntryCursor) -> AgentKind? {
        if cursor.skip("human") { return .human }
        if cursor.skip("connector") { return .connector }
        return cursor.word().flatMap { AgentKind(rawValue: $0) }
    }

    private static func stream(_ cursor: inout EntryCursor) -> StreamID? {
        if cursor.skip("ticket/") { return cursor.id().map { .ticket($0) } }
        if cursor.skip("customer/") { return cursor.id().map { .customer($0) } }
        return nil
    }

    private static func person(_ cursor: inout EntryCursor) -> Subject? {
        if cursor.skip("customer/") { return cursor.id().map { .customer($0) } }
        if cursor.skip("agent/") { return cursor.id().map { .agent($0) } }
        return nil
    }

    /// The types that are read here; their schema is 1.
    private static let frequent: [(name: [UInt8], type: EventType)] = [
        EventType.messageReceived, .replySent, .ticketOpened, .customerRegistered, .ticketClaimed, .ticketReleased,
        .ticketResolved, .ticketReopened, .ticketWoken, .ticketAssigned, .ticketTagged, .replyRecorded, .replyDelivered,
        .noteAdded,
    ].map { (Array($0.rawValue.utf8), $0) }

    private static func type(_ cursor: inout EntryCursor) -> EventType? {
        guard let range = cursor.plain() else { return nil }
        let name = cursor.bytes[range]
        return frequent.first { $0.name.count == name.count && $0.name.elementsEqual(name) }?.type
    }

    private static func event(of type: EventType, _ data: inout EntryCursor) -> Event? {
        switch type {
        case .messageReceived: messageReceived(&data)
        case .replyRecorded: replyRecorded(&data)
        case .replySent: replySent(&data)
        case .ticketAssigned: ticketAssigned(&data)
        case .ticketTagged: ticketTagged(&data)
        case .ticketOpened: ticketOpened(&data)
        case .customerRegistered:
            quoted("\"network\":\"", &data) { $0.word() }.map { .customerRegistered(CustomerRegistered(network: $0)) }
        case .replyDelivered:
            quoted("\"reply\":\"", &data) { $0.id() }.map { .replyDelivered(ReplyDelivered(reply: $0)) }
        case .noteAdded:
            // Mentions are left to the JSON reader.
            quoted("\"mentions\":[],\"note\":\"", &data) { $0.id() }
                .map { .noteAdded(NoteAdded(note: $0, mentions: [])) }
        case .ticketClaimed: .ticketClaimed
        case .ticketReleased: .ticketReleased
        case .ticketResolved: .ticketResolved
        case .ticketReopened: .ticketReopened
        case .ticketWoken: .ticketWoken
        default: nil
        }
    }

    private static func messageReceived(_ data: inout EntryCursor) -> Event? {
        var answers: LogPosition?
        if data.skip("\"answers\":") {
            guard let position = position(&data), data.skip(",") else { return nil }
            answers = position
        }
        // Attachments are left to the JSON reader.
        guard let customer: CustomerID = quoted("\"customer\":\"", &data, { $0.id() }) else { return nil }
        let kind = quoted(",\"kind\":\"", &data) { $0.word().flatMap { MessageKind(rawValue: $0) } }
        let language = quoted(",\"language\":\"", &data) { $0.word().flatMap { Language($0) } }
        guard let message: MessageID = quoted(",\"message\":\"", &data, { $0.id() }) else { return nil }
        let occurredAt = quoted(",\"occurredAt\":\"", &data) { $0.instant() }
        let isPublic: Bool? =
            data.skip(",\"public\":true") ? true : data.skip(",\"public\":false") ? false : nil
        let thread: TicketID? = quoted(",\"thread\":\"", &data) { $0.id() }
        return .messageReceived(
            MessageReceived(
                message: message, customer: customer, occurredAt: occurredAt, answers: answers, thread: thread,
                kind: kind, isPublic: isPublic, language: language))
    }

    private static func replyRecorded(_ data: inout EntryCursor) -> Event? {
        var answers: LogPosition?
        if data.skip("\"answers\":") {
            guard let position = position(&data), data.skip(",") else { return nil }
            answers = position
        }
        guard let author: AgentID = quoted("\"author\":\"", &data, { $0.id() }) else { return nil }
        let occurredAt = quoted(",\"occurredAt\":\"", &data) { $0.instant() }
        guard let reply: ReplyID = quoted(",\"reply\":\"", &data, { $0.id() }) else { return nil }
        return .replyRecorded(ReplyRecorded(reply: reply, author: author, occurredAt: occurredAt, answers: answers))
    }

    private static func replySent(_ data: inout EntryCursor) -> Event? {
        guard let reply: ReplyID = quoted("\"reply\":\"", &data, { $0.id() }) else { return nil }
        guard data.skip(",\"seen\":") else { return .replySent(ReplySent(reply: reply, seen: nil)) }
        return position(&data).map { .replySent(ReplySent(reply: reply, seen: $0)) }
    }

    private static func ticketOpened(_ data: inout EntryCursor) -> Event? {
        guard let channel = quoted("\"channel\":\"", &data, { $0.word().flatMap { ChannelID($0) } }),
            let customer: CustomerID = quoted(",\"customer\":\"", &data, { $0.id() })
        else { return nil }
        let language = quoted(",\"language\":\"", &data) { $0.word().flatMap { Language($0) } }
        let team = quoted(",\"team\":\"", &data) { $0.word().flatMap { TeamID($0) } }
        return .ticketOpened(TicketOpened(customer: customer, channel: channel, language: language, team: team))
    }

    private static func ticketAssigned(_ data: inout EntryCursor) -> Event? {
        let agent: AgentID? = quoted("\"agent\":\"", &data) { $0.id() }
        if agent != nil && !data.isAtEnd { guard data.skip(",") else { return nil } }
        let team = quoted("\"team\":\"", &data) { $0.word().flatMap { TeamID($0) } }
        // A comma that nothing follows is no JSON.
        if agent != nil && team == nil && !endsInQuote(data) { return nil }
        return .ticketAssigned(TicketAssigned(agent: agent, team: team))
    }

    private static func ticketTagged(_ data: inout EntryCursor) -> Event? {
        guard data.skip("\"tags\":[") else { return nil }
        var tags: [Tag] = []
        repeat {
            guard let tag = quoted("\"", &data, { $0.word().flatMap { Tag($0) } }) else { return nil }
            tags.append(tag)
        } while data.skip(",")
        return data.skip("]") ? .ticketTagged(TicketTagged(tags: tags)) : nil
    }

    private static func position(_ data: inout EntryCursor) -> LogPosition? {
        data.integer().flatMap { $0 >= -1 ? LogPosition($0) : nil }
    }

    private static func endsInQuote(_ data: EntryCursor) -> Bool { data.bytes[data.index - 1] == UInt8(ascii: "\"") }

    /// Reads a member's value between its opening text and the closing quote; stays in front of it if it is another one.
    private static func quoted<Value>(
        _ opening: StaticString, _ data: inout EntryCursor, _ read: (inout EntryCursor) -> Value?
    ) -> Value? {
        var ahead = data
        guard ahead.skip(opening), let value = read(&ahead), ahead.skip("\"") else { return nil }
        data = ahead
        return value
    }
}
