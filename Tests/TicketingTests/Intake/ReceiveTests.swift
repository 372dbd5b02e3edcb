internal import Identity
internal import Testing
internal import Ticketing

@Suite("A customer writes")
struct ReceiveTests {
    @Test("of a new customer: they are registered, their ticket opens, the message is in it, each with its claim")
    func newCustomer() {
        let changes = Intake.receive(
            writing, as: message(7), from: .new(customer, handle: "ann", name: "Ann"), answering: nil,
            to: .new(newTicket))
        #expect(
            changes.events == [
                NewEvent(
                    .customerRegistered(CustomerRegistered(network: "x")), on: .customer(customer),
                    sealing: Personal(handle: "ann", name: "Ann"), about: .customer(customer)),
                NewEvent(.ticketOpened(TicketOpened(customer: customer, channel: channel)), on: .ticket(newTicket)),
                received(in: newTicket),
            ])
        #expect(
            changes.takes == [
                .init(.customer(network: "x", handle: "ann"), by: 0), .init(unresolved, by: 1),
                .init(.external(channel, id: "1790"), by: 2),
            ])
        #expect(changes.releases.isEmpty)
    }

    @Test("a customer whose name the network does not say is registered by their handle")
    func nameless() {
        let changes = Intake.receive(
            writing, as: message(7), from: .new(customer, handle: "ann", name: nil), answering: nil,
            to: .new(newTicket))
        #expect(changes.events.first?.personal == Personal(handle: "ann"))
        #expect(changes.events.first?.subject == .customer(customer))
    }

    @Test("a known customer with no ticket: it opens, the message is in it")
    func knownCustomer() {
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: nil, to: .new(newTicket))
        #expect(
            changes
                == Changes(
                    [
                        NewEvent(
                            .ticketOpened(TicketOpened(customer: customer, channel: channel)), on: .ticket(newTicket)),
                        received(in: newTicket),
                    ], takes: [.init(unresolved, by: 0), .init(.external(channel, id: "1790"), by: 1)]))
    }

    @Test("how a message came, its language and what came with it are kept; of attachments the entry only counts")
    func nature() {
        let photo = Attachment(
            url: "https://cdn.example/1", type: "image/jpeg", byteCount: 7, sha256: String(repeating: "0", count: 64),
            name: nil)
        let nature = MessageNature(kind: .mention, isPublic: true, language: Language("de"), attachments: [photo])
        let writing = Intake.Writing(
            channel: channel, externalId: "1790", text: "Look", occurredAt: noon, nature: nature)
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: nil, to: .new(newTicket))
        #expect(
            changes.events.map(\.event) == [
                .ticketOpened(TicketOpened(customer: customer, channel: channel, language: Language("de"))),
                .messageReceived(
                    MessageReceived(
                        message: message(7), customer: customer, occurredAt: noon, answers: nil, thread: nil,
                        kind: .mention, isPublic: true, attachments: 1, language: Language("de"))),
            ])
        #expect(
            changes.events.last?.personal == Personal(text: "Look", externalId: "1790", attachments: [photo]))
    }

    @Test("to a ticket that is not resolved, the message is all", arguments: unresolvedTickets)
    func existingTicket(history: [Happened]) {
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: nil,
            to: .existing(given(history).state))
        #expect(
            changes == Changes([received(in: ticket)], takes: [.init(.external(channel, id: "1790"), by: 0)]))
    }

    static let unresolvedTickets: [[Happened]] = [
        [.opened], [.opened, .sent(reply(1), by: alice)], [.opened, .snoozed(until: noon)],
        [.opened, .resolved, .reopened],
    ]

    @Test("to a resolved ticket: it is reopened and takes the customer's claim again, then the message")
    func resolvedTicket() {
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: nil,
            to: .existing(given([.opened, .resolved]).state))
        #expect(
            changes
                == Changes(
                    [NewEvent(.ticketReopened, on: .ticket(ticket)), received(in: ticket)],
                    takes: [.init(unresolved, by: 0), .init(.external(channel, id: "1790"), by: 1)]))
    }

    @Test("an answer in one's own ticket says where what it answers stands, and names no thread")
    func ownThread() {
        let own = given([.opened, .sent(reply(1), by: alice)]).state
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: .init(position: at(2), ticket: own),
            to: .existing(own))
        #expect(changes.events == [received(in: ticket, answers: at(2))])
    }

    @Test("an answer in somebody else's thread names the thread, in the author's own ticket")
    func othersThread() {
        let others = given([.opened, .sent(reply(1), by: alice)]).state
        let changes = Intake.receive(
            writing, as: message(7), from: .known(stranger), answering: .init(position: at(2), ticket: others),
            to: .new(newTicket))
        #expect(
            changes.events == [
                NewEvent(.ticketOpened(TicketOpened(customer: stranger, channel: channel)), on: .ticket(newTicket)),
                received(in: newTicket, from: stranger, answers: at(2), thread: ticket),
            ])
    }

    @Test("a new customer's answer in somebody else's thread registers them and names the thread")
    func newCustomerInOthersThread() {
        let others = given([.opened, .sent(reply(1), by: alice)]).state
        let changes = Intake.receive(
            writing, as: message(7), from: .new(stranger, handle: "sam", name: nil),
            answering: .init(position: at(2), ticket: others), to: .new(newTicket))
        #expect(changes.events.last == received(in: newTicket, from: stranger, answers: at(2), thread: ticket))
        #expect(changes.takes.map(\.event) == [0, 1, 2])
    }

    @Test("an answer in one's own resolved ticket, while another is unresolved, names no thread: nobody else's it is")
    func ownResolvedThread() {
        let old = given([.opened, .resolved]).state
        var current: TicketState?
        TicketState.evolve(&current, with: Happened.opened.logged(as: 1, on: .ticket(otherTicket)))
        let answered = Intake.Answered(position: at(1), ticket: old)
        let destination = Intake.destination(
            of: customer, answering: answered, unresolved: current, new: newTicket)
        let changes = Intake.receive(
            writing, as: message(7), from: .known(customer), answering: answered, to: destination)
        #expect(changes.events == [received(in: otherTicket, answers: at(1))])
    }

    private let writing = Intake.Writing(
        channel: channel, externalId: "1790", text: "My parcel is late.", occurredAt: noon)

    private func received(
        in ticket: TicketID, from author: CustomerID = customer, answers: LogPosition? = nil, thread: TicketID? = nil
    ) -> NewEvent {
        NewEvent(
            .messageReceived(
                MessageReceived(
                    message: message(7), customer: author, occurredAt: noon, answers: answers, thread: thread)),
            on: .ticket(ticket), sealing: Personal(text: "My parcel is late.", externalId: "1790"),
            about: .customer(author))
    }
}
