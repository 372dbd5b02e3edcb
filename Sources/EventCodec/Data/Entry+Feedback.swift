internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of fact: FeedbackReceived, to writer: inout JSONWriter) {
        writer.member(ifPresent: "agent", fact.answer?.agent.description)
        writer.member("customer", fact.customer.description)
        writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
        writer.member(ifPresent: "reply", fact.answer?.reply.description)
        writer.member("scale", fact.scale)
        writer.member("score", fact.score)
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readFeedbackReceived(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        var answer: FeedbackAnswer?
        if let reply: ReplyID = try data.idIfPresent("reply") {
            answer = FeedbackAnswer(reply: reply, agent: try data.id("agent"))
        }
        let customer: CustomerID = try data.id("customer")
        let occurredAt = try data.instantIfPresent("occurredAt")
        let scale = try data.int("scale", in: FeedbackReceived.scales)
        let score = try data.int("score", in: 0...scale)
        return .feedback(
            FeedbackReceived(customer: customer, score: score, scale: scale, answer: answer, occurredAt: occurredAt))
    }
}
