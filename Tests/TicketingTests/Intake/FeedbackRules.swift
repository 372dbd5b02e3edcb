internal import Identity
internal import Testing
internal import Ticketing

@Suite("Whose feedback it is")
struct FeedbackRules {
    /// What a ticket's answers are after these events; each happened a second after the one before it.
    private static func answers(_ history: [Happened]) -> TicketAnswers {
        var answers = TicketAnswers()
        for (index, happened) in history.enumerated() {
            answers.evolve(
                with: happened.logged(as: index + 1, on: .ticket(ticket), at: noon.advanced(bySeconds: Int64(index))))
        }
        return answers
    }

    private static func after(_ seconds: Int64) -> Instant { noon.advanced(bySeconds: seconds) }

    /// A name, what happened, when they said so, and whose reply it is.
    static let rows: [(String, [Happened], Int64, FeedbackAnswer?)] = [
        ("nobody's before there is a reply", [.opened, .written], 9, nil),
        (
            "that of who sent the last one", [.opened, .sent(reply(1), by: alice), .sent(reply(2), by: bob)], 9,
            FeedbackAnswer(reply: reply(2), agent: bob.id)
        ),
        (
            "that of who sent the last one before they said so",
            [.opened, .sent(reply(1), by: alice), .sent(reply(2), by: bob)], 1,
            FeedbackAnswer(reply: reply(1), agent: alice.id)
        ),
        (
            "that of who let a draft go out, not of who wrote it",
            [.opened, .drafted(reply(1)), .approved(reply(1), by: alice)], 9,
            FeedbackAnswer(reply: reply(1), agent: alice.id)
        ),
        ("nobody's while a draft waits", [.opened, .drafted(reply(1))], 9, nil),
        (
            "that of the last person, where a bot answered alone since",
            [.opened, .sent(reply(1), by: alice), .sent(reply(2), by: robo)], 9,
            FeedbackAnswer(reply: reply(1), agent: alice.id)
        ),
        (
            "nobody's where the network refused it",
            [.opened, .sent(reply(1), by: alice), .failed(reply(1))], 9, nil
        ),
        (
            "that of a reply that was refused first and got through then",
            [.opened, .sent(reply(1), by: alice), .failed(reply(1)), .retried(reply(1), words: at(2))], 9,
            FeedbackAnswer(reply: reply(1), agent: alice.id)
        ),
    ]

    @Test("is", arguments: rows.indices)
    func whose(index: Int) {
        let (name, history, seconds, expected) = Self.rows[index]
        #expect(Self.answers(history).last(before: Self.after(seconds)) == expected, "\(name)")
    }

    @Test("is that of a bot where its reply is named, and of nobody where that has not gone out")
    func named() {
        let answers = Self.answers([.opened, .sent(reply(1), by: robo), .drafted(reply(2))])
        #expect(answers[reply(1)] == FeedbackAnswer(reply: reply(1), agent: robo.id))
        #expect(answers[reply(2)] == nil && answers[reply(3)] == nil)
    }

    @Test("is one event on the ticket, told once, with the words sealed about its customer")
    func event() {
        let opinion = Intake.Opinion(
            channel: channel, externalId: "f1", score: 4, scale: 5, text: "Quick.", occurredAt: noon)
        let answer = FeedbackAnswer(reply: reply(1), agent: alice.id)
        let fact = FeedbackReceived(customer: customer, score: 4, scale: 5, answer: answer, occurredAt: noon)
        #expect(
            Intake.feedback(opinion, on: ticket, of: customer, about: answer)
                == Changes(
                    [
                        NewEvent(
                            .feedback(fact), on: .ticket(ticket),
                            sealing: Personal(text: "Quick.", externalId: "f1"), about: .customer(customer))
                    ], takes: [.init(.feedback(channel, id: "f1"), by: 0)]))
        #expect(Claim.feedback(channel, id: "1") != .signal(channel, id: "1"))
    }
}
