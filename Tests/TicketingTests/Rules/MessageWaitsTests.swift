internal import Identity
internal import Testing
internal import Ticketing

@Suite("Messages that wait")
struct MessageWaitsTests {
    /// What happened, each a second after the one before, and since which second each message waits then.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [Happened]
        let waits: [UInt64: Int64]

        init(_ sentence: String, _ history: [Happened], _ waits: [UInt64: Int64]) {
            (testDescription, self.history, self.waits) = (sentence, history, waits)
        }
    }

    private static func wrote(_ number: UInt64) -> Happened {
        let received = MessageReceived(
            message: message(number), customer: customer, occurredAt: nil, answers: nil, thread: nil)
        return Happened(.messageReceived(received), by: hook)
    }

    private static func detached(_ numbers: UInt64...) -> Happened {
        let detached = TicketDetached(
            from: otherTicket, messages: numbers.map { .init(message: message($0), position: at(1)) }, openedAt: noon,
            lastAt: noon, waitingSince: nil)
        return Happened(.split(.detached(detached)), by: alice)
    }

    private static let sent = Happened.sent(reply(1), by: alice)

    static let cases = [
        Case("since they came", [.opened, wrote(1), wrote(2)], [1: 2, 2: 3]),
        Case("not behind an answer", [.opened, wrote(1), wrote(2), sent, wrote(3)], [3: 5]),
        Case(
            "not behind one that was given outside, or approved",
            [.opened, wrote(1), .recorded(reply(1), author: carol), wrote(2), .approved(reply(2), by: alice)], [:]),
        Case("since their answer failed", [.opened, wrote(1), wrote(2), sent, .failed(reply(1))], [1: 5, 2: 5]),
        Case("since it got lost", [.opened, wrote(1), sent, .lost(reply(1))], [1: 4]),
        Case(
            "since it failed, though another came in between",
            [.opened, wrote(1), sent, wrote(2), .failed(reply(1))], [1: 5, 2: 4]),
        Case(
            "not because of what answered only those before",
            [.opened, wrote(1), sent, wrote(2), .sent(reply(2), by: bob), .failed(reply(1))], [1: 6]),
        Case(
            "not when it is sent once more, but for what came since",
            [.opened, wrote(1), sent, .failed(reply(1)), wrote(2), .retried(reply(1), words: at(3))], [2: 5]),
        Case(
            "on though an answer of before is sent once more: another has failed since",
            [
                .opened, wrote(1), sent, .failed(reply(1)), .sent(reply(2), by: bob), .failed(reply(2)),
                .retried(reply(1), words: at(3)),
            ], [1: 6]),
        Case("not when that is resolved", [.opened, wrote(1), .resolved, wrote(2), wrote(3)], [2: 4, 3: 5]),
        Case(
            "not when that is done, whatever becomes of the answer",
            [.opened, wrote(1), sent, .resolved, .failed(reply(1))], [:]),
        Case(
            "not when that was opened again, or comes back",
            [.opened, wrote(1), .resolved, .reopened, wrote(2), sent, .snoozed(until: noon), .woken], [:]),
        Case(
            "on the ticket that they were split off to as on the one before",
            [.opened, wrote(1), wrote(2), sent, wrote(3), detached(1, 3)], [3: 5]),
        Case(
            "on both since an answer on the second one failed",
            [.opened, wrote(1), wrote(2), sent, detached(1, 2), wrote(3), .sent(reply(2), by: bob), .failed(reply(2))],
            [1: 8, 2: 8, 3: 8]),
    ]

    @Test("wait", arguments: cases)
    func waits(row: Case) {
        var waits = MessageWaits()
        for (index, happened) in row.history.enumerated() {
            waits.evolve(with: happened.logged(as: index + 1, at: noon.advanced(bySeconds: Int64(index + 1))))
        }
        for number in UInt64(1)...3 {
            #expect(waits[message(number)] == row.waits[number].map { noon.advanced(bySeconds: $0) }, "\(number)")
        }
    }
}
