internal import Identity
internal import Testing
internal import Ticketing

@Suite("Where a message goes")
struct DestinationTests {
    /// One row: what the message answers, what its author has unresolved, and where it goes.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answered: TicketState?
        let unresolved: TicketState?
        let expected: Intake.Destination

        init(
            _ sentence: String, answering answered: TicketState?, unresolved: TicketState?,
            goes expected: Intake.Destination
        ) {
            self.testDescription = sentence
            self.answered = answered
            self.unresolved = unresolved
            self.expected = expected
        }
    }

    @Test("a message", arguments: rows)
    func destination(row: Row) {
        let answered = row.answered.map { Intake.Answered(position: at(1), ticket: $0) }
        let found = Intake.destination(
            of: customer, answering: answered, unresolved: row.unresolved, new: newTicket)
        #expect(found == row.expected)
    }

    static let rows: [Row] = [
        Row("that answers nothing opens a ticket", answering: nil, unresolved: nil, goes: .new(newTicket)),
        Row(
            "that answers nothing goes to its author's unresolved ticket",
            answering: nil, unresolved: open(), goes: .existing(open())),
        Row(
            "that answers in its author's own ticket goes there",
            answering: open(), unresolved: open(), goes: .existing(open())),
        Row(
            "that answers in its author's own pending ticket goes there",
            answering: pending, unresolved: pending, goes: .existing(pending)),
        Row(
            "that answers in its author's own snoozed ticket goes there",
            answering: snoozed, unresolved: snoozed, goes: .existing(snoozed)),
        Row(
            "that answers in its author's own ticket goes there though no other was looked up",
            answering: open(), unresolved: nil, goes: .existing(open())),
        Row(
            "that answers in its author's own resolved ticket goes there, to reopen it",
            answering: resolved, unresolved: nil, goes: .existing(resolved)),
        Row(
            "that answers in its author's own resolved ticket goes to their unresolved one: nobody has two",
            answering: resolved, unresolved: open(otherTicket), goes: .existing(open(otherTicket))),
        Row(
            "in another person's thread opens a ticket of its author's own",
            answering: open(otherTicket, of: stranger), unresolved: nil, goes: .new(newTicket)),
        Row(
            "in another person's thread goes to its author's unresolved ticket",
            answering: open(otherTicket, of: stranger), unresolved: open(), goes: .existing(open())),
    ]

    private static func open(_ id: TicketID = ticket, of owner: CustomerID = customer) -> TicketState {
        var state: TicketState?
        let opened = Event.ticketOpened(TicketOpened(customer: owner, channel: channel))
        TicketState.evolve(&state, with: Happened(opened, by: hook).logged(as: 1, on: .ticket(id)))
        guard let state else { preconditionFailure("a ticket that was opened has a state") }
        return state
    }

    private static let pending = given([.opened, .sent(reply(1), by: alice)]).state
    private static let snoozed = given([.opened, .snoozed(until: noon)]).state
    private static let resolved = given([.opened, .resolved]).state
}
