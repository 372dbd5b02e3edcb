package import Identity
package import Ticketing

/// A draft that waits for a person; what it says is sealed in the log.
///
/// **Shape**: a row of `view_<n>.draft`.
package struct DraftRow: Hashable, Sendable {
    package let reply: ReplyID
    package let ticket: TicketID
    /// Where it stands.
    package let position: LogPosition

    package init(reply: ReplyID, ticket: TicketID, position: LogPosition) {
        self.reply = reply
        self.ticket = ticket
        self.position = position
    }
}

/// A reply that is to reach a customer and is not with the network.
///
/// **Shape**: a row of `view_<n>.outbox`.
package struct OutboxRow: Hashable, Sendable {
    package let reply: ReplyID
    package let ticket: TicketID
    package let channel: ChannelID
    /// `requested`, `attempted`, `failed` or `unknown`.
    package let delivery: Delivery
    package let attempt: Int
    /// Of the event that said so last.
    package let position: LogPosition

    package init(
        reply: ReplyID, ticket: TicketID, channel: ChannelID, delivery: Delivery, attempt: Int, position: LogPosition
    ) {
        self.reply = reply
        self.ticket = ticket
        self.channel = channel
        self.delivery = delivery
        self.attempt = attempt
        self.position = position
    }
}

extension SideRows<ReplyID, OutboxRow> {
    /// Takes the next event of a ticket on a channel into account. An event is only recorded if it counts, so the last one
    /// is right.
    mutating func apply(_ recorded: RecordedEvent, to ticket: TicketID, on channel: ChannelID) {
        func row(_ reply: ReplyID, _ delivery: Delivery, _ attempt: Int, isNew: Bool = false) {
            let row = OutboxRow(
                reply: reply, ticket: ticket, channel: channel, delivery: delivery, attempt: attempt,
                position: recorded.position)
            write(row, as: reply, isNew: isNew)
        }
        switch recorded.event {
        case .replySent(let sent): row(sent.reply, .requested, 1, isNew: true)
        case .replyApproved(let approved): row(approved.reply, .requested, 1)
        case .replyFailed(let failed): row(failed.reply, .failed, failed.attempt)
        case .replyDelivered(let delivered): remove(delivered.reply)
        case .reply(.attempted(let attempted)): row(attempted.reply, .attempted, attempted.attempt)
        case .reply(.lost(let lost)): row(lost.reply, .unknown, lost.attempt)
        case .reply(.retried(let retried)): row(retried.reply, .requested, retried.attempt)
        case .reply(.carried(let carried)): remove(carried.reply)
        case .reply(.read(let read)): remove(read.reply)
        default: break
        }
    }
}

extension SideRows<ReplyID, DraftRow> {
    /// Takes the next event of a ticket into account.
    mutating func apply(_ recorded: RecordedEvent, to ticket: TicketID) {
        switch recorded.event {
        case .replyDrafted(let drafted):
            write(DraftRow(reply: drafted.reply, ticket: ticket, position: recorded.position), as: drafted.reply)
        case .replyApproved(let approved): remove(approved.reply)
        case .reply(.rejected(let rejected)): remove(rejected.reply)
        case .reply(.lapsed(let lapsed)): remove(lapsed.reply)
        default: break
        }
    }
}
