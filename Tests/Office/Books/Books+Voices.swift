internal import Identity
internal import Ticketing

// What customers show and say of how they were served, and where they are asked to go.
extension Books {
    /// Whoever shows something shows it of what is on this ticket.
    mutating func hear(
        _ signal: SignalReceived, _ sheet: Sheet, _ event: RecordedEvent
    ) throws(Breach) {
        try demandKnown(as: signal.customer, event)
        switch signal.object {
        case .message(let message):
            if sheet.lines.contains(where: { $0.message == message }) { return }
            throw breach(.voice, event, "the message is on another ticket")
        case .reply(let reply, let author):
            if sheet.papers[reply]?.author == author { return }
            throw breach(.voice, event, "somebody else wrote it")
        case nil: throw breach(.voice, event, "it is on nothing, and on a ticket")
        }
    }

    /// How content somebody is counts for who answered last, unless they named a reply.
    mutating func hear(
        _ feedback: FeedbackReceived, _ sheet: Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        if feedback.customer != sheet.customer { throw breach(.voice, event, "it is somebody else's ticket") }
        let papers = members(of: id).filter { $0.customer == sheet.customer }.flatMap { $0.papers }
        var expected: (key: ReplyID, value: Paper)?
        if let named {
            expected = papers.first { $0.key == named }
        } else {
            let heard = papers.filter { _, paper in
                guard let said = paper.said else { return false }
                return paper.isByPerson && paper.stage != "failed" && said <= event.at
            }
            expected = heard.max { one, other in
                (one.value.said ?? event.at, one.value.saidAt) < (other.value.said ?? event.at, other.value.saidAt)
            }
        }
        guard feedback.answer?.reply == expected?.key, feedback.answer?.agent == expected?.value.answers else {
            throw breach(.voice, event, "by hand it is about \(expected as Any)")
        }
        voices += 1
    }

    /// Nobody is asked to go where they are; what asks them comes with it.
    mutating func ask(_ asked: SwitchAsked, _ sheet: Sheet, _ event: RecordedEvent) throws(Breach) {
        if asked.target.name == sheet.channel.name { throw breach(.voice, event, "they are there") }
        done.promised = asked.reply
        switches += 1
    }
}
