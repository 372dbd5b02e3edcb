internal import Identity

// What connectors do with a reply, and what they hear of it.
extension TicketState {
    /// Of those who try at once one wins: the others find the ticket at a later version.
    func decideAttempt(_ reply: ReplyID, _ attempt: Int) -> Decision {
        guard let state = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard case .out(let delivery) = state.stage else { return .rejected(.invalidReplyState(state.status)) }
        guard attempt <= state.attempt else { return .rejected(.noSuchAttempt(latest: state.attempt)) }
        if attempt == state.attempt, delivery == .attempted { return .rejected(.alreadyTaken(by: state.taker)) }
        guard attempt == state.attempt, delivery == .requested else { return .rejected(.invalidDelivery(delivery)) }
        return accept(
            .reply(.attempted(ReplyAttempted(reply: reply, attempt: attempt, words: state.words))))
    }

    /// Receipts come in any order, late and twice. What got through got through by whichever attempt; all else counts for the
    /// current one only.
    func decideReceipt(
        _ reply: ReplyID, _ heard: Delivery, attempt: Int?, externalId: String?, reason: String?,
        _ context: TicketContext
    ) -> Decision {
        guard let state = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard case .out(let delivery) = state.stage else { return .rejected(.invalidReplyState(state.status)) }
        // A person gives up what a connector has taken and does not tell of; of all else networks know more.
        if heard == .unknown, context.actor.kind == .human, delivery != .attempted, delivery != .unknown {
            return .rejected(.invalidDelivery(delivery))
        }
        let attempt = attempt ?? state.attempt
        guard attempt <= state.attempt else { return .rejected(.noSuchAttempt(latest: state.attempt)) }
        if heard <= delivery || attempt < state.attempt && !heard.isForGood { return .unchanged }
        switch heard {
        case .sent:
            return named(.reply(.carried(ReplyCarried(reply: reply, attempt: attempt))), externalId, context)
        case .failed:
            return accept(
                .replyFailed(ReplyFailed(reply: reply, attempt: attempt)), sealing: Personal(reason: reason))
        case .unknown:
            return accept(
                .reply(.lost(ReplyLost(reply: reply, attempt: attempt))), sealing: Personal(reason: reason))
        case .delivered:
            return named(.replyDelivered(ReplyDelivered(reply: reply, attempt: attempt)), externalId, context)
        case .read: return named(.reply(.read(ReplyRead(reply: reply, attempt: attempt))), externalId, context)
        case .requested, .attempted:
            // Nobody hears this from a network.
            return .rejected(.invalidDelivery(delivery))
        }
    }

    /// A receipt, and what the network calls the reply: whatever is said of that from now on is said of this reply.
    private func named(_ receipt: Event, _ externalId: String?, _ context: TicketContext) -> Decision {
        var takes: [Changes.Take] = []
        if let externalId, !context.isNameTaken { takes = [.init(.external(channel, id: externalId), by: 0)] }
        return .accepted(Changes([fact(receipt, Personal(externalId: externalId))], takes: takes))
    }

    func decideRetry(_ reply: ReplyID) -> Decision {
        guard let state = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard case .out(let delivery) = state.stage else { return .rejected(.invalidReplyState(state.status)) }
        guard delivery.mayBeRetried else { return .rejected(.invalidDelivery(delivery)) }
        let retried = ReplyRetried(reply: reply, attempt: state.attempt + 1, words: state.words)
        return accept(.reply(.retried(retried)))
    }
}
