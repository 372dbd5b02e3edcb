internal import Identity
internal import Testing
internal import Ticketing

@Suite("A brand writes outside Carelog")
struct RecordTests {
    @Test("a reply of a new author to a new customer registers both, opens the ticket and is in it")
    func everythingNew() {
        let changes = Intake.record(
            writing, as: reply(7), by: .new(carol, handle: "acme", name: "Acme"),
            to: .new(customer, handle: "ann", name: nil), answering: nil, in: .new(newTicket))
        #expect(
            changes.events == [
                registeredAuthor,
                NewEvent(
                    .customerRegistered(CustomerRegistered(network: "x")), on: .customer(customer),
                    sealing: Personal(handle: "ann"), about: .customer(customer)),
                NewEvent(.ticketOpened(TicketOpened(customer: customer, channel: channel)), on: .ticket(newTicket)),
                recorded(in: newTicket),
            ])
        #expect(
            changes.takes == [
                .init(.author(network: "x", handle: "acme"), by: 0),
                .init(.customer(network: "x", handle: "ann"), by: 1), .init(unresolved, by: 2),
                .init(.external(channel, id: "1791"), by: 3), .init(.reply(reply(7)), by: 3),
            ])
        #expect(changes.releases.isEmpty)
    }

    @Test("a reply of a known author to a ticket that is there is all, and says what it answers")
    func everythingKnown() {
        let state = given([.opened, .written]).state
        let changes = Intake.record(
            writing, as: reply(7), by: .known(carol), to: .known(customer),
            answering: .init(position: at(2), ticket: state), in: .existing(state))
        #expect(
            changes
                == Changes(
                    [recorded(in: ticket, answers: at(2))],
                    takes: [.init(.external(channel, id: "1791"), by: 0), .init(.reply(reply(7)), by: 0)]))
    }

    @Test("a reply to a resolved ticket is a parting word: nothing is reopened, no claim of the customer's is taken")
    func resolvedTicket() {
        let state = given([.opened, .written, .resolved]).state
        let changes = Intake.record(
            writing, as: reply(7), by: .known(carol), to: .known(customer),
            answering: .init(position: at(2), ticket: state), in: .existing(state))
        #expect(changes.events == [recorded(in: ticket, answers: at(2))])
        #expect(changes.takes.map(\.claim) == [.external(channel, id: "1791"), .reply(reply(7))])
    }

    @Test("a ticket that opens with a recorded reply waits for the customer")
    func opensPending() {
        let changes = Intake.record(
            writing, as: reply(7), by: .known(carol), to: .known(customer), answering: nil, in: .new(newTicket))
        var state: TicketState?
        for (index, new) in changes.events.enumerated() {
            TicketState.evolve(&state, with: Happened(new.event, by: hook).logged(as: index + 1, on: new.stream))
        }
        #expect(state?.status == .pending)
        #expect(state?.replies == [reply(7): ReplyState(.out(.delivered), by: carol, words: at(2))])
        #expect(state?.spokenAt == [carol: at(2)])
    }

    @Test("a post of a known author is on the channel's stream and about its author")
    func post() {
        let changes = Intake.post(writing, as: PostID(.numbered(0xf0)), by: .known(carol))
        #expect(changes == Changes([posted], takes: [.init(.external(channel, id: "1791"), by: 0)]))
    }

    @Test("a post of a new author registers them first")
    func postOfNewAuthor() {
        let changes = Intake.post(
            writing, as: PostID(.numbered(0xf0)), by: .new(carol, handle: "acme", name: "Acme"))
        #expect(
            changes
                == Changes(
                    [registeredAuthor, posted],
                    takes: [
                        .init(.author(network: "x", handle: "acme"), by: 0),
                        .init(.external(channel, id: "1791"), by: 1),
                    ]))
    }

    private let writing = Intake.Writing(
        channel: channel, externalId: "1791", text: "It is on its way.", occurredAt: noon)

    private let registeredAuthor = NewEvent(
        .agentRegistered(AgentRegistered(kind: .human, roles: [], network: "x")), on: .agent(carol),
        sealing: Personal(handle: "acme", name: "Acme"), about: .agent(carol))

    private let posted = NewEvent(
        .postRecorded(PostRecorded(post: PostID(.numbered(0xf0)), author: carol, occurredAt: noon)),
        on: .channel(channel), sealing: Personal(text: "It is on its way.", externalId: "1791"),
        about: .agent(carol))

    private func recorded(in ticket: TicketID, answers: LogPosition? = nil) -> NewEvent {
        NewEvent(
            .replyRecorded(ReplyRecorded(reply: reply(7), author: carol, occurredAt: noon, answers: answers)),
            on: .ticket(ticket), sealing: Personal(text: "It is on its way.", externalId: "1791"),
            about: .customer(customer))
    }
}
