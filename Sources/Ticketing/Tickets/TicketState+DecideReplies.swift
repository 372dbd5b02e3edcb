internal import Identity

// What is said to the customer, and what becomes of it.
extension TicketState {
    /// A ticket has at most so many drafts that wait: a person looks at each, and a customer's message ends all of them.
    package static let draftCountMax = 16

    func decideReply(
        _ reply: ReplyID, text: String, _ material: ReplyMaterial?, seen: LogPosition?, _ context: TicketContext
    ) -> Decision {
        guard context.mayAnswerAlone else { return decideDraft(reply, text: text, material, seen: seen, context) }
        if let seen, hasSpoken(after: seen, context) { return .rejected(.staleReply(seen: seen)) }
        return said(.replySent(ReplySent(reply: reply, seen: seen, material: material)), text: text, as: reply)
    }

    func decideDraft(
        _ reply: ReplyID, text: String, _ material: ReplyMaterial?, seen: LogPosition?, _ context: TicketContext
    ) -> Decision {
        if let seen, hasSpoken(after: seen, context) { return .rejected(.staleReply(seen: seen)) }
        if drafts.count >= Self.draftCountMax { return .rejected(.tooManyDrafts(maximum: Self.draftCountMax)) }
        return said(.replyDrafted(ReplyDrafted(reply: reply, seen: seen, material: material)), text: text, as: reply)
    }

    private func said(_ event: Event, text: String, as reply: ReplyID) -> Decision {
        .accepted(Changes([fact(event, Personal(text: text))], takes: [.init(.reply(reply), by: 0)]))
    }

    func decideApprove(_ reply: ReplyID, text: String?, seen: LogPosition?, _ context: TicketContext) -> Decision {
        guard let draft = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard context.actor.kind == .human else { return .rejected(.personRequired) }
        guard draft.stage == .draft else { return .rejected(.invalidReplyState(draft.status)) }
        if draft.author == context.actor.id { return .rejected(.ownDraft) }
        // Four eyes see what goes out: of other words these are the only two.
        if text != nil, !context.mayAnswerAlone { return .rejected(.unapprovedWords) }
        // Dead, even where nothing says so: logs are older than that rule, and on what the ticket is merged with nothing does.
        if ([self] + context.others).contains(where: { ($0.heardAt ?? .beforeAll) > draft.words }) {
            return .rejected(.invalidReplyState(.lapsed))
        }
        // Who approves without saying what they saw vouches for no more than the draft's author saw.
        if let seen = seen ?? draft.seen, hasSpoken(after: seen, context) {
            return .rejected(.staleReply(seen: seen))
        }
        let material = text == nil ? draft.material : draft.material?.edited
        return accept(
            .replyApproved(ReplyApproved(reply: reply, draft: draft.words, material: material)),
            sealing: Personal(text: text))
    }

    func decideReject(_ reply: ReplyID, reason: String, _ context: TicketContext) -> Decision {
        guard let draft = replies[reply] else { return .rejected(.noSuchReply(reply)) }
        guard context.actor.kind == .human else { return .rejected(.personRequired) }
        switch draft.stage {
        case .draft: return accept(.reply(.rejected(ReplyRejected(reply: reply))), sealing: Personal(reason: reason))
        case .rejected: return .unchanged
        case .lapsed, .out: return .rejected(.invalidReplyState(draft.status))
        }
    }
}
