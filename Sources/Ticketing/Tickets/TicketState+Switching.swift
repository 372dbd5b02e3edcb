package import Identity

/// What somebody wants of a customer who is to go on elsewhere.
package struct SwitchWish: Hashable, Sendable {
    package let target: SwitchTarget
    package let reason: SwitchReason
    /// Why, in words for colleagues; nil if the reason says it all.
    package let words: String?
    /// What the customer is told; nil if they were told already, or otherwise.
    package let text: String?
    /// As of a reply.
    package let seen: LogPosition?

    package init(
        to target: SwitchTarget, because reason: SwitchReason, words: String? = nil, text: String? = nil,
        seen: LogPosition? = nil
    ) {
        self.target = target
        self.reason = reason
        self.words = words
        self.text = text
        self.seen = seen
    }
}

extension TicketState {
    /// The wish, and the reply that tells it, if one does: both or neither. Nothing else changes: the customer may stay.
    func decideSwitch(_ wish: SwitchWish, as reply: ReplyID, _ context: TicketContext) -> Decision {
        // Bytes, as of channels.
        if wish.target.name.isSameBytes(as: channel.name) { return .rejected(.sameChannel(channel)) }
        func asked(by reply: ReplyID?) -> NewEvent {
            fact(
                .switchAsked(SwitchAsked(to: wish.target, because: wish.reason, by: reply)),
                Personal(reason: wish.words))
        }
        guard let text = wish.text else { return .accepted(Changes([asked(by: nil)])) }
        let decision = decideReply(reply, text: text, nil, seen: wish.seen, context)
        guard case .accepted(let said) = decision else { return decision }
        var changes = Changes([asked(by: reply)])
        changes.add(said)
        return .accepted(changes)
    }
}
