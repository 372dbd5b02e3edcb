internal import Identity
internal import Testing
internal import Ticketing

@Suite("Blocking a customer")
struct BlockRules {
    private static let registered = Happened(.customerRegistered(CustomerRegistered(network: "x")), by: hook)
    private static let blocked = Happened(.spam(.customerBlocked), by: alice)
    private static let unblocked = Happened(.spam(.customerUnblocked), by: alice)
    private static let signalled = Happened(
        .intake(
            .signalReceived(
                SignalReceived(signal: .shared, tone: .good, customer: customer, object: nil, occurredAt: nil))),
        by: hook)

    private static func state(_ history: [Happened]) throws -> CustomerState {
        var state: CustomerState?
        for (index, happened) in history.enumerated() {
            CustomerState.evolve(&state, with: happened.logged(as: index + 1, on: .customer(customer)))
        }
        return try #require(state)
    }

    private static func accepted(_ event: SpamEvent, reason: String?) -> Decision {
        .accepted(
            Changes([
                NewEvent(
                    .spam(event), on: .customer(customer), sealing: Personal(reason: reason),
                    about: .customer(customer))
            ]))
    }

    @Test("is done once, and undone once, each with its reason")
    func decisions() throws {
        let heard = try Self.state([Self.registered])
        #expect(heard.decide(block: true, reason: "threats") == Self.accepted(.customerBlocked, reason: "threats"))
        #expect(heard.decide(block: false, reason: nil) == .unchanged)
        let unheard = try Self.state([Self.registered, Self.blocked])
        #expect(unheard.decide(block: true, reason: "again") == .unchanged)
        #expect(unheard.decide(block: false, reason: nil) == Self.accepted(.customerUnblocked, reason: nil))
    }

    @Test("is all that the state knows, at the version and position of the last event")
    func states() throws {
        let state = try Self.state([Self.registered, Self.signalled, Self.blocked, Self.signalled])
        #expect(state.isBlocked && state.version == StreamVersion(4) && state.position == at(4))
        #expect(try !Self.state([Self.registered, Self.blocked, Self.unblocked]).isBlocked)
        var nobody: CustomerState?
        CustomerState.evolve(&nobody, with: Self.blocked.logged(as: 1, on: .customer(customer)))
        #expect(nobody == nil)
    }

    private static let writing = Intake.Writing(
        channel: channel, externalId: "1", text: "You again?", occurredAt: nil)

    /// What a blocked customer's message comes to besides itself.
    private static func events(to destination: Intake.Destination) -> [Event] {
        Intake.receive(
            writing, as: message(7), from: .known(customer), answering: nil, to: destination, isBlocked: true
        ).events.map(\.event).filter { if case .messageReceived = $0 { false } else { true } }
    }

    @Test("makes spam of the ticket that a message opens, or opens again, before anybody is told of it")
    func opening() {
        let marked = Event.spam(.ticketMarked(TicketSpam(because: .blocked)))
        let opened = Event.ticketOpened(TicketOpened(customer: customer, channel: channel))
        #expect(Self.events(to: .new(newTicket)) == [opened, marked])
        #expect(Self.events(to: .existing(given([.opened, .resolved]).state)) == [.ticketReopened, marked])
        let spam = Happened(marked, by: alice)
        #expect(Self.events(to: .existing(given([.opened, spam, .resolved]).state)) == [.ticketReopened])
    }

    @Test("asks only of what opens a ticket")
    func asking() {
        #expect(Intake.Destination.new(newTicket).isOpening)
        #expect(Intake.Destination.existing(given([.opened, .resolved]).state).isOpening)
        #expect(!Intake.Destination.existing(given([.opened, .written]).state).isOpening)
    }
}
