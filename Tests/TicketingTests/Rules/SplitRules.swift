internal import Identity
internal import Testing
internal import Ticketing

@Suite("Splitting tickets")
struct SplitRules {
    private static func said(
        _ number: Int, message id: UInt64?, words: Int? = nil, waits since: Int64? = nil
    ) -> Split.Words {
        let edited = words.map { at($0) }
        return Split.Words(
            message: id.map { .init(message: message($0), position: at(number), words: edited) }, position: at(number),
            at: noon.advanced(bySeconds: Int64(number)), words: edited ?? at(number),
            waitingSince: since.map { noon.advanced(bySeconds: $0) })
    }

    /// Two messages, an answer, a third that waits.
    private static let thread = [
        said(2, message: 1), said(3, message: 2), said(4, message: nil), said(6, message: 3, words: 7, waits: 6),
    ]
    private static let state = given([.opened, .written, .written, .sent(reply(1), by: alice), .claimed(by: alice)])
        .state

    private static func split(_ ids: UInt64...) -> (decision: Decision, events: [Event]) {
        let decision = state.decideSplit(ids.map { message($0) }, of: thread, into: newTicket, by: alice)
        guard case .accepted(let changes) = decision else { return (decision, []) }
        return (decision, changes.events.map(\.event))
    }

    @Test("opens a ticket of the same customer with the messages, and leaves the others")
    func splits() {
        let moved = [
            TicketDetached.Message(message: message(1), position: at(2)),
            TicketDetached.Message(message: message(3), position: at(6), words: at(7)),
        ]
        let late = noon.advanced(bySeconds: 6)
        #expect(
            Self.split(3, 1).events == [
                .ticketOpened(TicketOpened(customer: customer, channel: channel)),
                .split(
                    .detached(
                        TicketDetached(
                            from: ticket, messages: moved, openedAt: noon.advanced(bySeconds: 2), lastAt: late,
                            waitingSince: late))),
                .split(
                    .split(
                        MessagesMoved(
                            into: newTicket, messages: [message(1), message(3)], heard: at(3), spoken: at(4),
                            waitingSince: nil))),
            ])
        // What waits still waits, and what was answered does not.
        guard case .split(.detached(let answered)) = Self.split(2).events[1],
            case .split(.split(let left)) = Self.split(2).events[2]
        else {
            Issue.record("it was not split")
            return
        }
        #expect(answered.waitingSince == nil && left.waitingSince == late && left.spoken == at(7))
    }

    @Test("both wait as long as the messages that they have")
    func waiting() {
        let thread = [
            Self.said(2, message: 1, waits: 5), Self.said(3, message: 2, waits: 5), Self.said(4, message: nil),
        ]
        guard
            case .accepted(let changes) = Self.state.decideSplit([message(2)], of: thread, into: newTicket, by: alice),
            case .split(.detached(let new)) = changes.events[1].event,
            case .split(.split(let left)) = changes.events[2].event
        else {
            Issue.record("it was not split")
            return
        }
        let since = noon.advanced(bySeconds: 5)
        #expect(new.waitingSince == since && left.waitingSince == since)
    }

    @Test("of what is kept apart is kept apart, for the same reason", arguments: [SpamReason.judged, .blocked])
    func spam(reason: SpamReason) {
        let marked = Event.spam(.ticketMarked(TicketSpam(because: reason)))
        let state = given([.opened, .written, .written, Happened(marked, by: alice)]).state
        guard case .accepted(let changes) = state.decideSplit([message(1)], of: Self.thread, into: newTicket, by: alice)
        else {
            Issue.record("it was not split")
            return
        }
        #expect(changes.events.filter { $0.stream == .ticket(newTicket) }.map(\.event).contains(marked))
        #expect(changes.events.count == 4)
    }

    @Test("ends the drafts, which may answer what is not there any more")
    func drafts() {
        let state = given([.opened, .written, .written, .drafted(reply(1)), .drafted(reply(2))]).state
        guard
            case .accepted(let changes) = state.decideSplit(
                [message(1), message(2)], of: Self.thread, into: newTicket, by: alice)
        else {
            Issue.record("it was not split")
            return
        }
        let ended = [reply(1), reply(2)].map {
            Event.reply(.lapsed(ReplyLapsed(reply: $0, by: message(2))))
        }
        #expect(changes.events.dropFirst(2).dropLast().map(\.event) == ended)
        #expect(changes.events.dropFirst(2).allSatisfy { $0.stream == .ticket(ticket) })
    }

    @Test("takes no claim that the first one has")
    func claims() {
        guard case .accepted(let changes) = Self.split(1).decision else {
            Issue.record("it was not split")
            return
        }
        #expect(changes.takes.isEmpty && changes.releases.isEmpty)
        #expect(changes.events.map(\.stream) == [.ticket(newTicket), .ticket(newTicket), .ticket(ticket)])
    }

    @Test("is refused for what is not there, and leaves neither ticket empty")
    func refusals() {
        #expect(Self.split(1, 9).decision == .rejected(.noSuchMessage(message(9))))
        #expect(Self.split(1, 2, 3).decision == .rejected(.splitsEverything))
        #expect(Self.split().decision == .rejected(.splitsEverything))
    }

    @Test("the new ticket knows what was said last, and reopens beside the first")
    func detached() {
        let words = TicketDetached.Message(message: message(3), position: at(1), words: at(2), editedAt: noon)
        let detached = TicketDetached(
            from: otherTicket, messages: [words], openedAt: noon, lastAt: noon, waitingSince: noon)
        let history: [Happened] = [.opened, Happened(.split(.detached(detached)), by: alice)]
        let state = given(history).state
        #expect(state.status == .open && state.claims.isEmpty && state.heardAt == at(2) && state.wordsAt == at(2))
        #expect(state.revised[message(3)]?.occurredAt == noon && state.splitFrom == otherTicket)
        given(history + [.resolved]).when(.reopen, by: alice, elsewhere: otherTicket)
            .then(.accepts(.ticketReopened)).check()
    }

    @Test("the first one knows whose its messages are")
    func moved() {
        let moved = MessagesMoved(
            into: newTicket, messages: [message(1)], heard: at(2), spoken: at(4), waitingSince: nil)
        let state = given([.opened, .written, Happened(.split(.split(moved)), by: alice)]).state
        #expect(
            state.moved == [message(1): newTicket] && state.wordsAt == at(4) && state.heardAt == at(2)
                && state.claims == [unresolved])
    }
}

extension Then {
    fileprivate func check() { Rule("", self).check() }
}
