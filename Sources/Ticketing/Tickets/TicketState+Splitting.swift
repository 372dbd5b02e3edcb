package import Identity

/// What was said on a ticket, for whoever splits it.
package enum Split {
    /// So many messages are split off at once at most: an event has to stay small.
    package static let messagesMax = 100

    /// A message or a reply, as it is today.
    package struct Words: Hashable, Sendable {
        /// Nil of a reply.
        package let message: TicketDetached.Message?
        /// Where it was said.
        package let position: LogPosition
        /// When, by the network's clock if it told us.
        package let at: Instant
        /// Where its words stand.
        package let words: LogPosition
        /// Since when the customer waits for an answer to it; nil if it was answered, or is a reply.
        package let waitingSince: Instant?

        package init(
            message: TicketDetached.Message?, position: LogPosition, at: Instant, words: LogPosition,
            waitingSince: Instant? = nil
        ) {
            self.message = message
            self.position = position
            self.at = at
            self.words = words
            self.waitingSince = waitingSince
        }
    }
}

extension TicketState {
    /// Gives some messages to a new ticket of the same customer and channel.
    ///
    /// That takes no claim to be the customer's unresolved one: what they write next is this ticket's, unless it answers what the
    /// new one has. `said` is what was said on this ticket, in order, without what was split off before or taken back. Drafts end:
    /// what they answer is not together any more. What is kept apart stays so.
    package func decideSplit(
        _ messages: [MessageID], of said: [Split.Words], into new: TicketID, by actor: Actor
    ) -> Decision {
        let wanted = Set(messages)
        let (moved, left) = (said.filter { $0.isOne(of: wanted) }, said.filter { !$0.isOne(of: wanted) })
        if let unknown = wanted.subtracting(moved.compactMap { $0.message?.message }).min() {
            return .rejected(.noSuchMessage(unknown))
        }
        guard let first = moved.first, let last = moved.last?.message,
            left.contains(where: { $0.message != nil })
        else { return .rejected(.splitsEverything) }
        let opened = TicketOpened(customer: customer, channel: channel, language: language, team: team)
        let detached = TicketDetached(
            from: id, messages: moved.compactMap(\.message), openedAt: moved.map(\.at).min() ?? first.at,
            lastAt: moved.map(\.at).max() ?? first.at, waitingSince: moved.compactMap(\.waitingSince).min())
        let split = MessagesMoved(
            into: new, messages: detached.messages.map(\.message),
            heard: left.filter { $0.message != nil }.map(\.words).max(), spoken: left.last?.words,
            waitingSince: left.compactMap(\.waitingSince).min())
        var changes = Changes([NewEvent(.ticketOpened(opened), on: .ticket(new))])
        if let spam {
            changes.events.append(NewEvent(.spam(.ticketMarked(TicketSpam(because: spam))), on: .ticket(new)))
        }
        changes.events.append(NewEvent(.split(.detached(detached)), on: .ticket(new)))
        changes.lapse(drafts, by: last.message, on: .ticket(id))
        changes.events.append(fact(.split(.split(split))))
        // It changes nothing of what this one, or what it is merged with, waits for.
        changes.settle([self], by: actor)
        return .accepted(changes)
    }
}

extension TicketState {
    /// What is said on this ticket, in order, without what was split off or taken back.
    ///
    /// `story` is what happened on it and, before it was split off, on those that had its messages, in order.
    package func words(of story: [RecordedEvent]) -> [Split.Words] {
        var waits = MessageWaits()
        for recorded in story { waits.evolve(with: recorded) }
        return story.compactMap { words(of: $0, waits) }
    }

    /// What an event said that is still said on this ticket; nil if it said nothing, or not any more, or elsewhere.
    private func words(of recorded: RecordedEvent, _ waits: MessageWaits) -> Split.Words? {
        let isOwn = recorded.stream == .ticket(id)
        switch recorded.event {
        case .messageReceived(let received):
            guard isOwn || brought[received.message] != nil else { return nil }
            let revised = revised[received.message]
            if moved[received.message] != nil || revised?.isWithdrawn == true { return nil }
            return Split.Words(
                message: .init(
                    message: received.message, position: recorded.position, words: revised?.position,
                    editedAt: revised?.occurredAt),
                position: recorded.position, at: received.occurredAt ?? recorded.at,
                words: revised?.position ?? recorded.position, waitingSince: waits[received.message])
        case .replyRecorded(let reply) where isOwn:
            return Split.Words(
                message: nil, position: recorded.position, at: reply.occurredAt ?? recorded.at, words: recorded.position
            )
        case .replySent where isOwn, .replyApproved where isOwn:
            return Split.Words(message: nil, position: recorded.position, at: recorded.at, words: recorded.words)
        default: return nil
        }
    }
}

extension TicketState {
    mutating func apply(_ event: SplitEvent) {
        switch event {
        case .split(let split):
            for message in split.messages { moved[message] = split.into }
            heardAt = split.heard
            wordsAt = split.spoken
        case .detached(let detached):
            splitFrom = detached.from
            for message in detached.messages {
                let words = message.words ?? message.position
                brought[message.message] = message
                heardAt = max(heardAt ?? .beforeAll, words)
                wordsAt = words
                if message.words != nil {
                    revised[message.message] = RevisedMessage(
                        position: words, occurredAt: message.editedAt, isWithdrawn: false)
                }
            }
        }
    }
}

extension Split.Words {
    fileprivate func isOne(of messages: Set<MessageID>) -> Bool {
        message.map { messages.contains($0.message) } ?? false
    }
}
