internal import EventCodec
internal import Identity
internal import Ticketing
internal import Vault

/// An event that is ready to be written, except for its position.
struct SeedEvent: Sendable {
    let stream: String
    let version: Int32
    let at: Instant
    let entry: [UInt8]
    let sealed: [UInt8]?
}

/// A person's wrapped key.
struct SeedKey: Sendable {
    let subject: UniqueID
    let wrapped: [UInt8]
}

/// Who acts in a seeded log.
struct SeedStaff: Sendable {
    /// Who has tickets of their own; the agent that a token of the stage belongs to.
    let agent: AgentID
    let connector: AgentID
}

/// Some tickets with their customers: the events that Carelog would have appended, valid in every byte, the same for the
/// same seed but for keys and nonces.
///
/// Every customer has four tickets, one on each channel, so that none has two unresolved ones on one. What is received
/// comes first, what agents did with it afterwards, so that the tickets of a block overlap in the log.
struct SeedBlock: Sendable {
    /// **Range**: a multiple of four, so that no customer is in two blocks.
    static let tickets = 1_000
    static let channels = ["email:care@fernbell.example", "x:@fernbell_care", "facebook:fernbell", "matrix:#fernbell"]
    static let teams = ["billing", "delivery"]
    static let tags = ["refund", "delivery", "question"]
    /// On one ticket in two thousand.
    static let rareTag = "lawyer"
    /// On none.
    static let absentTag = "nobody-says-so"
    /// To whom tickets are assigned; the same in every block, and registered in the first.
    static let colleagues = (0..<16).map { AgentID(UniqueID(high: 0x7000, low: 1 << 63 | $0)) }

    private(set) var events: [SeedEvent] = []
    private(set) var keys: [SeedKey] = []

    private let workspace: WorkspaceID
    private let staff: SeedStaff
    private let keyring: Keyring
    private var random: SeededRandom
    private var clock: Int64
    private var versions: [UniqueID: Int32] = [:]

    /// Makes a block. Its moments lie within the block's own hour after `begin`.
    init(
        number: Int, tickets: Int = Self.tickets, seed: UInt64, begin: Instant, workspace: WorkspaceID,
        staff: SeedStaff, keyring: Keyring
    ) throws {
        self.workspace = workspace
        self.staff = staff
        self.keyring = keyring
        random = SeededRandom(seed: seed &+ UInt64(number) &* 0x1_0000_0001)
        clock = begin.microseconds + Int64(number) * 3_600_000_000
        if number == 0 { try registerColleagues() }
        var opened: [(ticket: TicketID, customer: CustomerID, key: DataKey)] = []
        for _ in 0..<tickets / Self.channels.count {
            let customer = CustomerID(makeID())
            let key = try makeKey(for: customer.id)
            // In the order of a real intake: the customer becomes known with the first message.
            for (index, channel) in Self.channels.enumerated() {
                guard let channel = ChannelID(channel) else { preconditionFailure("\(channel) is no channel") }
                if index == 0 {
                    try add(
                        .customerRegistered(CustomerRegistered(network: channel.network)), to: .customer(customer),
                        sealing: Personal(handle: "person-\(customer)", name: "Antoine Moreau"),
                        of: .customer(customer), key)
                }
                let ticket = TicketID(makeID())
                try add(.ticketOpened(TicketOpened(customer: customer, channel: channel)), to: .ticket(ticket))
                let message = MessageReceived(
                    message: MessageID(makeID()), customer: customer, occurredAt: nil, answers: nil, thread: nil)
                try add(
                    .messageReceived(message), to: .ticket(ticket),
                    sealing: Personal(
                        text:
                            "My parcel has been on its way for nine days now and nobody answers the phone. Where is it?",
                        externalId: "\(makeID())"), of: .customer(customer), key)
                opened.append((ticket, customer, key))
            }
        }
        for ticket in opened.shuffled(using: &random) { try handle(ticket.ticket, of: ticket.customer, ticket.key) }
    }

    private mutating func registerColleagues() throws {
        for (index, colleague) in Self.colleagues.enumerated() {
            try add(
                .agentRegistered(AgentRegistered(kind: .human, roles: [.agent], network: nil)), to: .agent(colleague),
                sealing: Personal(name: "Colleague \(index + 1)"), of: .agent(colleague), makeKey(for: colleague.id))
        }
    }

    /// What becomes of a ticket: of a hundred, 60 are resolved, 15 of them with a reply; 12 are assigned, one of them to
    /// the agent; 6 are tagged, 4 given to a team, and one is spam.
    private mutating func handle(_ ticket: TicketID, of customer: CustomerID, _ key: DataKey) throws {
        let human = Actor(id: staff.agent, kind: .human)
        let fate = random.unit()
        if random.unit() < 0.0005, let tag = Tag(Self.rareTag) {
            try add(.ticketTagged(TicketTagged(tags: [tag])), to: .ticket(ticket), by: human)
        }
        switch fate {
        case ..<0.60:
            if fate < 0.15 {
                try add(
                    .replySent(ReplySent(reply: ReplyID(makeID()), seen: nil)), to: .ticket(ticket), by: human,
                    sealing: Personal(text: "It is with the courier and will be with you tomorrow."),
                    of: .customer(customer), key)
            }
            try add(.ticketResolved, to: .ticket(ticket), by: human)
        case ..<0.61: try add(.ticketClaimed, to: .ticket(ticket), by: human)
        case ..<0.72:
            let colleague = Self.colleagues[Int(random.next() % UInt64(Self.colleagues.count))]
            try add(
                .ticketAssigned(TicketAssigned(agent: colleague, team: nil)), to: .ticket(ticket), by: human)
        case ..<0.78:
            let tag = Tag(Self.tags[Int(random.next() % UInt64(Self.tags.count))])
            try add(.ticketTagged(TicketTagged(tags: [tag].compactMap { $0 })), to: .ticket(ticket), by: human)
        case ..<0.82:
            let team = TeamID(Self.teams[Int(random.next() % UInt64(Self.teams.count))])
            try add(.ticketAssigned(TicketAssigned(agent: nil, team: team)), to: .ticket(ticket), by: human)
        case ..<0.83:
            try add(.spam(.ticketMarked(TicketSpam(because: .judged))), to: .ticket(ticket), by: human)
        default: break
        }
    }

    private mutating func add(
        _ event: Event, to stream: StreamID, by actor: Actor? = nil, sealing personal: Personal? = nil,
        of subject: Subject? = nil, _ key: DataKey? = nil
    ) throws {
        clock += 900_000
        let id = EventID(makeID())
        let streamID: UniqueID
        switch stream {
        case .customer(let customer): streamID = customer.id
        case .ticket(let ticket): streamID = ticket.id
        case .agent(let agent): streamID = agent.id
        case .workspace, .channel, .material, .problem: preconditionFailure("\(stream) is not seeded")
        }
        let version = (versions[streamID] ?? 0) + 1
        versions[streamID] = version
        let name = stream.description
        let at = Instant(microseconds: clock)
        var sealed: [UInt8]?
        if let personal, let key {
            let context = SealContext(event: id, stream: name, version: StreamVersion(Int(version)))
            sealed = try key.seal(PersonalCodec.encode(personal), context)
        }
        let header = EntryHeader(
            id: id, stream: stream, version: StreamVersion(Int(version)), at: at,
            actor: actor ?? Actor(id: staff.connector, kind: .connector), command: CommandID(makeID()),
            subject: sealed == nil ? nil : subject,
            sealedSHA256: sealed.map { Digest.sha256($0) })
        events.append(
            SeedEvent(
                stream: name, version: version, at: at, entry: try Entry.encode(event, header), sealed: sealed))
    }

    private mutating func makeID() -> UniqueID {
        UniqueID.version7(at: Instant(microseconds: clock), random: (random.next(), random.next()))
    }

    private mutating func makeKey(for person: UniqueID) throws -> DataKey {
        let key = DataKey()
        keys.append(SeedKey(subject: person, wrapped: try keyring.wrap(key, for: .person(workspace, person))))
        return key
    }
}
