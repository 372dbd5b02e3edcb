package import Identity

/// Since when the customer waits for an answer to each message of a ticket; folded from the log where somebody has to know.
///
/// The rule is the one by which the views tell since when a ticket waits, for each message as if it were the ticket's only one:
/// what was said before it answers nothing of it. Of what was split off the fold begins with what had them before, up to there.
package struct MessageWaits: Hashable, Sendable {
    private struct Wait: Hashable {
        /// Where the message was received.
        let position: LogPosition
        var status: TicketStatus = .open
        /// Nil if nobody waits for an answer to it.
        var since: Instant?
    }

    private var waits: [MessageID: Wait] = [:]
    /// Where each reply was first given.
    private var replies: [ReplyID: LogPosition] = [:]
    /// Where the words stand that were last said by us.
    private var saidAt: LogPosition?

    package init() {}

    /// Since when the customer waits for an answer to a message; nil if they do not.
    package subscript(message: MessageID) -> Instant? { waits[message]?.since }

    /// Takes one event of a ticket's stream into account, in the order of versions.
    package mutating func evolve(with recorded: RecordedEvent) {
        switch recorded.event {
        case .messageReceived(let received):
            waits[received.message] = Wait(position: recorded.position, since: received.occurredAt ?? recorded.at)
        case .replyRecorded(let reply): answered(by: reply.reply, recorded)
        case .replySent(let reply): answered(by: reply.reply, recorded)
        case .replyApproved(let reply): answered(by: reply.reply, recorded)
        case .replyFailed(let failed): gone(failed.reply, at: recorded.at)
        case .reply(.lost(let lost)): gone(lost.reply, at: recorded.at)
        case .reply(.retried(let retried)):
            // It is said again. If something else was said since, that is what they wait for.
            guard saidAt == retried.words else { break }
            change(before: retried.reply) { wait in
                guard wait.status == .open else { return }
                (wait.status, wait.since) = (.pending, nil)
            }
        case .ticketResolved: changeAll { ($0.status, $0.since) = (.resolved, nil) }
        case .ticketReopened, .ticketWoken: changeAll { $0.status = .open }
        case .ticketSnoozed: changeAll { $0.status = .snoozed }
        case .split(.detached(let detached)):
            let kept = Set(detached.messages.map(\.message))
            waits = waits.filter { kept.contains($0.key) }
            changeAll { $0.status = .open }
        default: break
        }
    }

    private mutating func answered(by reply: ReplyID, _ recorded: RecordedEvent) {
        if replies[reply] == nil { replies[reply] = recorded.position }
        saidAt = recorded.words
        // A parting word does not bring a resolved ticket back.
        changeAll { wait in
            wait.since = nil
            if wait.status != .resolved { wait.status = .pending }
        }
    }

    /// The customer may have got nothing: since now they wait.
    private mutating func gone(_ reply: ReplyID, at moment: Instant) {
        change(before: reply) { wait in
            guard wait.status == .pending else { return }
            (wait.status, wait.since) = (.open, moment)
        }
    }

    /// Changes the messages that were there when a reply was given.
    private mutating func change(before reply: ReplyID, _ body: (inout Wait) -> Void) {
        guard let given = replies[reply] else { return }
        for (message, wait) in waits where wait.position < given {
            var changed = wait
            body(&changed)
            waits[message] = changed
        }
    }

    private mutating func changeAll(_ body: (inout Wait) -> Void) {
        for (message, wait) in waits {
            var changed = wait
            body(&changed)
            waits[message] = changed
        }
    }
}
