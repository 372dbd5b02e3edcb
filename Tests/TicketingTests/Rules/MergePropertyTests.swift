internal import Identity
internal import Testing
internal import Ticketing

/// Several tickets, and two desks that decide on what they last read: what was decided is recorded only if every ticket that it
/// writes, or rests on, still has the version that it had then.
private struct RandomOffice {
    static let ticketCount = 6
    var random: SeededGenerator
    var tickets: [TicketID: TicketState] = [:]
    /// What each desk last read.
    var known: [[TicketID: TicketState]]
    var claims: Set<Claim> = []
    var heard: [TicketID: Int] = [:]
    private var position = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        known = [[:], [:]]
        for number in 0..<Self.ticketCount {
            let id = TicketID(.numbered(0x71 + UInt64(number)))
            let customer = CustomerID(.numbered(0xc1 + UInt64(number)))
            record([NewEvent(.ticketOpened(TicketOpened(customer: customer, channel: channel)), on: .ticket(id))], hook)
            claims.insert(.unresolved(customer, channel))
        }
        known = [tickets, tickets]
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    mutating func record(_ events: [NewEvent], _ actor: Actor) {
        for new in events {
            guard case .ticket(let id) = new.stream else { continue }
            position += 1
            var state = tickets[id]
            TicketState.evolve(
                &state,
                with: RecordedEvent(
                    position: LogPosition(Int64(position)), stream: new.stream,
                    version: (state?.version ?? .none).next, id: EventID(.numbered(UInt64(position))),
                    command: CommandID(.numbered(UInt64(position))), at: noon, actor: actor, event: new.event,
                    subject: new.subject))
            tickets[id] = state
        }
    }

    /// As a desk finds it in what it knows; nil where that contradicts itself.
    static func conversation(of id: TicketID, in known: [TicketID: TicketState]) -> Conversation? {
        guard var root = known[id] else { return nil }
        var steps = 0
        while let into = root.mergedInto {
            guard let next = known[into], steps < ticketCount else { return nil }
            root = next
            steps += 1
        }
        var parts: [TicketState] = []
        var rest = root.parts
        while let id = rest.popLast() {
            guard let part = known[id], parts.count < ticketCount else { return nil }
            parts.append(part)
            rest += part.parts
        }
        return Conversation(root, parts: parts)
    }

    /// Somebody at one of the desks wants something; whether it was recorded.
    mutating func step() -> Bool {
        let desk = roll(2)
        if roll(3) == 0 { known[desk] = tickets }
        let (one, two) = (anyTicket(), anyTicket())
        guard let left = Self.conversation(of: one, in: known[desk]),
            let right = Self.conversation(of: two, in: known[desk])
        else { return false }
        let actor = [alice, bob][roll(2)]
        var rests = left.members
        let decision: Decision
        switch roll(4) {
        case 0:
            decision = right.absorb(left, naming: one, into: two, by: actor)
            rests = left.members + right.members
        case 1:
            decision = left.expel(one, by: actor)
        default:
            let reply = TicketCommand.reply(reply(UInt64(position)), text: "Here.", seen: nil)
            let command = [.claim, .resolve, .reopen, .assign(agent: bob.id, team: nil), reply][roll(5)]
            let context = TicketContext(actor: actor, now: noon, isSupervisor: true, mayAnswerAlone: true)
            decision = left.decide(command, on: left.takers(of: command, naming: one, by: actor.id), context)
        }
        guard case .accepted(let changes) = decision else { return false }
        for new in changes.events {
            guard case .ticket(let id) = new.stream else { continue }
            if known[desk][id]?.version != tickets[id]?.version { return false }
        }
        for state in rests where tickets[state.id]?.version != state.version { return false }
        record(changes.events, actor)
        for take in changes.takes { if case .reply = take.claim { continue } else { claims.insert(take.claim) } }
        for claim in changes.releases { claims.remove(claim) }
        return true
    }

    /// A customer writes: whoever has what it is merged with holds that again.
    mutating func hear() {
        let id = anyTicket()
        guard let state = tickets[id] else { return }
        let writing = Intake.Writing(channel: channel, externalId: "m\(position)", text: "Hm?", occurredAt: nil)
        let changes = Intake.receive(
            writing, as: message(UInt64(position)), from: .known(state.customer), answering: nil, to: .existing(state),
            mergedWith: Self.conversation(of: id, in: tickets)?.others(than: id) ?? [])
        record(changes.events, hook)
        heard[id, default: 0] += 1
        for take in changes.takes { if case .external = take.claim { continue } else { claims.insert(take.claim) } }
        for claim in changes.releases { claims.remove(claim) }
    }

    private mutating func anyTicket() -> TicketID {
        TicketID(.numbered(0x71 + UInt64(roll(Self.ticketCount))))
    }
}

@Suite("Merging by two desks that do not wait for each other")
struct MergePropertyTests {
    @Test(
        "every ticket, and so every message, is under one root, and each knows of the other", arguments: 1...UInt64(40))
    func roots(seed: UInt64) {
        var office = RandomOffice(seed: seed)
        var recorded = 0
        for number in 0..<150 {
            if office.roll(4) == 0 { office.hear() }
            if office.step() { recorded += 1 }
            let note = Comment(rawValue: "seed \(seed), step \(number)")
            var members: [TicketID] = []
            for state in office.tickets.values where state.mergedInto == nil {
                let conversation = RandomOffice.conversation(of: state.id, in: office.tickets)
                #expect(conversation != nil, note)
                members += conversation?.members.map(\.id) ?? []
            }
            #expect(members.count == RandomOffice.ticketCount && Set(members) == Set(office.tickets.keys), note)
            for state in office.tickets.values {
                for part in state.parts { #expect(office.tickets[part]?.mergedInto == state.id, note) }
                if let into = state.mergedInto { #expect(office.tickets[into]?.parts.contains(state.id) == true, note) }
            }
            #expect(office.claims == Set(Array(office.tickets.values).claims), note)
        }
        #expect(recorded > 20, "otherwise this test shows little")
    }
}
