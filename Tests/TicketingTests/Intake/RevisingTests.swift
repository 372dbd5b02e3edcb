internal import Identity
internal import Testing
internal import Ticketing

@Suite("A customer changes what they wrote")
struct RevisingTests {
    private static func found(_ history: [Happened]) -> Intake.Found {
        Intake.Found(
            message: message(1), position: at(2), channel: channel, externalId: "1789", ticket: given(history).state)
    }

    private static func edited(_ occurredAt: Instant? = nil, replaces: LogPosition?) -> MessageEdited {
        MessageEdited(message: message(1), customer: customer, occurredAt: occurredAt, replaces: replaces)
    }

    private static func revised(_ event: IntakeEvent) -> Happened { Happened(.intake(event), by: hook) }

    private static let withdrawn = revised(
        .messageWithdrawn(
            MessageWithdrawn(message: message(1), customer: customer, occurredAt: nil, replaces: at(2))))

    /// An edit of a history, when it happened, and what it takes the place of.
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [Happened]
        let occurredAt: Instant?
        let replaces: LogPosition?
    }

    static let edits: [Edit] = [
        Edit(
            testDescription: "the first takes the place of the message", history: [.opened, .written], occurredAt: nil,
            replaces: at(2)),
        Edit(
            testDescription: "the next takes the place of the one before",
            history: [.opened, .written, revised(.messageEdited(edited(noon, replaces: at(2))))],
            occurredAt: noon.advanced(bySeconds: 1), replaces: at(3)),
        Edit(
            testDescription: "one at the same moment does, too",
            history: [.opened, .written, revised(.messageEdited(edited(noon, replaces: at(2))))], occurredAt: noon,
            replaces: at(3)),
        Edit(
            testDescription: "one of which nobody knows the moment does, too",
            history: [.opened, .written, revised(.messageEdited(edited(noon, replaces: at(2))))], occurredAt: nil,
            replaces: at(3)),
        Edit(
            testDescription: "one that happened before the last one is too late",
            history: [.opened, .written, revised(.messageEdited(edited(noon, replaces: at(2))))],
            occurredAt: noon.advanced(bySeconds: -1), replaces: nil),
        Edit(
            testDescription: "one that came too late is no one's predecessor",
            history: [
                .opened, .written, revised(.messageEdited(edited(noon, replaces: at(2)))),
                revised(.messageEdited(edited(noon.advanced(bySeconds: -9), replaces: nil))),
            ], occurredAt: nil, replaces: at(3)),
        Edit(
            testDescription: "of what is withdrawn nothing comes back", history: [.opened, .written, withdrawn],
            occurredAt: nil, replaces: nil),
        Edit(
            testDescription: "a resolved ticket stays resolved", history: [.opened, .written, .resolved],
            occurredAt: nil, replaces: at(2)),
    ]

    @Test("an edit is recorded, once per revision, and says which words it replaces", arguments: edits)
    func edit(edit: Edit) {
        let found = Self.found(edit.history)
        let changes = Intake.edit(found, to: "Where are they?", revision: "7", occurredAt: edit.occurredAt)
        let event = NewEvent(
            .intake(.messageEdited(Self.edited(edit.occurredAt, replaces: edit.replaces))), on: .ticket(ticket),
            sealing: Personal(text: "Where are they?", externalId: "1789", revision: "7"), about: .customer(customer))
        #expect(changes == Changes([event], takes: [.init(.edit(channel, id: "1789", .named("7")), by: 0)]))
        // Whose turn it is stays as it was; who has not seen the new words has missed something.
        var state: TicketState? = found.ticket
        let number = edit.history.count + 1
        TicketState.evolve(&state, with: Happened(event.event, by: hook).logged(as: number))
        #expect(state?.status == found.ticket.status)
        #expect(state?.heardAt == (edit.replaces == nil ? found.ticket.heardAt : at(number)))
    }

    @Test(
        "what is changed or withdrawn ends every draft that waits, in front of it, and what changes nothing ends none")
    func lapsing() {
        let history: [Happened] = [
            .opened, .written, Self.revised(.messageEdited(Self.edited(noon, replaces: at(2)))), .drafted(reply(2)),
            .drafted(reply(1), by: theo), .drafted(reply(3)), .rejected(reply(3)),
        ]
        let found = Self.found(history)
        let lapsed = [reply(2), reply(1)].map { Event.reply(.lapsed(ReplyLapsed(reply: $0, by: message(1)))) }
        let edit = Intake.edit(found, to: "Where are they?", revision: "7", occurredAt: nil)
        #expect(edit.events.map(\.event) == lapsed + [.intake(.messageEdited(Self.edited(replaces: at(3))))])
        #expect(edit.takes == [.init(.edit(channel, id: "1789", .named("7")), by: 2)])
        guard case .accepted(let withdrawal) = Intake.withdraw(found, occurredAt: nil) else {
            Issue.record("it is not withdrawn")
            return
        }
        let withdrawn = MessageWithdrawn(message: message(1), customer: customer, occurredAt: nil, replaces: at(3))
        #expect(withdrawal.events.map(\.event) == lapsed + [.intake(.messageWithdrawn(withdrawn))])
        let late = Intake.edit(found, to: "Hm?", revision: "6", occurredAt: noon.advanced(bySeconds: -1))
        #expect(late.events.count == 1)
    }

    @Test("without a revision the same words are the same edit")
    func words() {
        let changes = Intake.edit(Self.found([.opened, .written]), to: "Hm?", revision: nil, occurredAt: nil)
        #expect(changes.takes == [.init(.edit(channel, id: "1789", .words("Hm?")), by: 0)])
        #expect(changes.events.first?.personal == Personal(text: "Hm?", externalId: "1789"))
    }

    @Test("a message is withdrawn once, whatever it said last")
    func withdraw() {
        let histories: [([Happened], LogPosition)] = [
            ([.opened, .written], at(2)),
            ([.opened, .written, Self.revised(.messageEdited(Self.edited(replaces: at(2))))], at(3)),
        ]
        for (history, last) in histories {
            let event = MessageWithdrawn(message: message(1), customer: customer, occurredAt: noon, replaces: last)
            #expect(
                Intake.withdraw(Self.found(history), occurredAt: noon)
                    == .accepted(
                        Changes([
                            NewEvent(
                                .intake(.messageWithdrawn(event)), on: .ticket(ticket),
                                sealing: Personal(externalId: "1789"), about: .customer(customer))
                        ])))
        }
        #expect(Intake.withdraw(Self.found([.opened, .written, Self.withdrawn]), occurredAt: noon) == .unchanged)
    }

    @Test("to withdraw is to speak: an answer to it is stale")
    func stale() {
        let withdrawn = given([.opened, .written, Self.withdrawn])
        Rule(
            "an answer to what was withdrawn is stale",
            withdrawn.when(.reply(reply(1), text: "We found it.", seen: at(2)), by: alice)
                .then(.rejected(.staleReply(seen: at(2))))
        ).check()
        Rule(
            "an answer to the withdrawal is not",
            withdrawn.when(.reply(reply(1), text: "Thank you.", seen: at(3)), by: alice)
                .then(
                    .accepts(
                        .replySent(ReplySent(reply: reply(1), seen: at(3))), sealing: Personal(text: "Thank you."),
                        takes: [.reply(reply(1))]))
        ).check()
    }
}

@Suite("Somebody shows what they think")
struct SignalTests {
    private static let gesture = Intake.Gesture(
        channel: channel, externalId: "s1", signal: .reported, tone: .bad, emoji: nil, occurredAt: noon)

    private static func event(_ object: SignalReceived.Object?) -> Event {
        .intake(
            .signalReceived(
                SignalReceived(signal: .reported, tone: .bad, customer: stranger, object: object, occurredAt: noon)))
    }

    @Test("of a reply: on its ticket, about who did it, once")
    func onTicket() {
        let object = SignalReceived.Object.reply(reply(1), by: carol)
        let changes = Intake.signal(Self.gesture, by: .known(stranger), on: object, of: ticket)
        let event = NewEvent(
            Self.event(object), on: .ticket(ticket), sealing: Personal(externalId: "s1"), about: .customer(stranger))
        #expect(changes == Changes([event], takes: [.init(.signal(channel, id: "s1"), by: 0)]))
    }

    @Test("of the brand as a whole: on their own stream, after they are registered if nobody knew them")
    func onBrand() {
        let changes = Intake.signal(
            Self.gesture, by: .new(stranger, handle: "@bo", name: nil), on: nil, of: nil)
        #expect(changes.events.map(\.stream) == [.customer(stranger), .customer(stranger)])
        #expect(changes.events.last?.event == Self.event(nil))
        #expect(
            changes.takes == [
                .init(.customer(network: "x", handle: "@bo"), by: 0), .init(.signal(channel, id: "s1"), by: 1),
            ])
    }

    @Test("changes nothing on a ticket but that it happened")
    func nothing() {
        let before = given([.opened, .written]).state
        let after = given([.opened, .written, Happened(Self.event(nil), by: hook)]).state
        var expected = before
        expected.version = after.version
        expected.position = after.position
        #expect(after == expected && after.version == before.version.next)
    }
}
