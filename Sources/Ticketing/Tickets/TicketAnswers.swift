package import Identity

/// Who answers for each reply of one ticket that went out, and since when; folded from its stream where somebody has to know.
package struct TicketAnswers: Hashable, Sendable {
    private struct Answer: Hashable {
        let agent: AgentID
        let at: Instant
        let position: LogPosition
        let isPerson: Bool
        var isRefused = false
    }

    private var answers: [ReplyID: Answer] = [:]

    package init() {}

    /// Takes one event of the ticket's stream into account, in the order of versions.
    package mutating func evolve(with recorded: RecordedEvent) {
        let actor = recorded.actor
        switch recorded.event {
        case .replyRecorded(let reply):
            answers[reply.reply] = Answer(
                agent: reply.author, at: reply.occurredAt ?? recorded.at, position: recorded.position, isPerson: true)
        case .replySent(let reply):
            answers[reply.reply] = Answer(
                agent: actor.id, at: recorded.at, position: recorded.position, isPerson: actor.kind == .human)
        case .replyApproved(let reply):
            answers[reply.reply] = Answer(
                agent: actor.id, at: recorded.at, position: recorded.position, isPerson: actor.kind == .human)
        case .replyFailed(let failed): answers[failed.reply]?.isRefused = true
        case .replyDelivered(let delivered): answers[delivered.reply]?.isRefused = false
        case .reply(.read(let read)): answers[read.reply]?.isRefused = false
        case .reply(.retried(let retried)): answers[retried.reply]?.isRefused = false
        default: break
        }
    }

    /// The last reply before a moment for which a person answers; nil if there is none. One that the network refused is none.
    package func last(before moment: Instant) -> FeedbackAnswer? {
        let given = answers.filter { $0.value.isPerson && !$0.value.isRefused && $0.value.at <= moment }
        let last = given.max { ($0.value.at, $0.value.position) < ($1.value.at, $1.value.position) }
        return last.map { FeedbackAnswer(reply: $0.key, agent: $0.value.agent) }
    }

    /// A reply that went out; nil if there is no such one.
    package subscript(reply: ReplyID) -> FeedbackAnswer? {
        answers[reply].map { FeedbackAnswer(reply: reply, agent: $0.agent) }
    }
}

extension Intake {
    /// How content somebody is, as whoever asked them tells it.
    package struct Opinion: Hashable, Sendable {
        package let channel: ChannelID
        package let externalId: String
        package let score: Int
        package let scale: Int
        package let text: String?
        package let occurredAt: Instant?

        package init(
            channel: ChannelID, externalId: String, score: Int, scale: Int, text: String?, occurredAt: Instant?
        ) {
            self.channel = channel
            self.externalId = externalId
            self.score = score
            self.scale = scale
            self.text = text
            self.occurredAt = occurredAt
        }
    }

    /// A customer said how content they are, with the reply that they named or with the last one before. It changes no ticket.
    package static func feedback(
        _ opinion: Opinion, on ticket: TicketID, of customer: CustomerID, about answer: FeedbackAnswer?
    ) -> Changes {
        let event = FeedbackReceived(
            customer: customer, score: opinion.score, scale: opinion.scale, answer: answer,
            occurredAt: opinion.occurredAt)
        return Changes(
            [
                NewEvent(
                    .feedback(event), on: .ticket(ticket),
                    sealing: Personal(text: opinion.text, externalId: opinion.externalId), about: .customer(customer))
            ], takes: [.init(.feedback(opinion.channel, id: opinion.externalId), by: 0)])
    }
}
