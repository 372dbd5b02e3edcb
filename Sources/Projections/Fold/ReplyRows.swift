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
