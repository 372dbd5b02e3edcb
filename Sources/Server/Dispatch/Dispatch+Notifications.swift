internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// What agents want to be told of, and what they are told.
extension Dispatcher {
    func follow(_ params: TicketFollow) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .follow)
    }

    func unfollow(_ params: TicketUnfollow) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .unfollow)
    }

    func readNotifications(_ params: NotificationRead) throws(RPCError) -> DeskCommand {
        .readNotifications(upTo: LogPosition(params.upTo))
    }

    func notificationsRead(_ done: CommandResult) throws(RPCError) -> NotificationReadResult {
        NotificationReadResult(position: done.position.value)
    }

    /// A page always fits into a frame: of what was said only the beginnings are in it.
    func listNotifications(
        _ params: NotificationList, _ context: RequestContext
    ) async throws(RPCError) -> NotificationPage {
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let answer = try await desk.notifications(
                unread: params.unread ?? false, limit: params.limit ?? Limits.pageItemsDefault, cursor: params.cursor,
                atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return NotificationPage(
                notifications: answer.notifications.compactMap { WireNews($0) },
                readUpTo: answer.readUpTo.value, next: answer.next, asOf: answer.asOf.value)
        } catch {
            throw RPCError(error, repeating: .notificationList)
        }
    }
}

extension WireNews {
    /// Nil for what stands on no ticket and is no crisis, of which nobody is told.
    init?(_ notification: Notification) {
        var (ticket, crisis): (TicketID?, CrisisID?)
        switch (notification.item.recorded.stream, notification.item.recorded.event) {
        case (.ticket(let id), _): ticket = id
        case (_, .setting(.crisisDeclared(let settings))): crisis = settings.crisis
        case (_, .setting(.crisisLifted(let lifted))): crisis = lifted.crisis
        default: return nil
        }
        self.init(
            position: notification.item.recorded.position.value, at: WireTime(notification.item.recorded.at),
            kind: notification.kind.rawValue, unread: notification.isUnread, ticket: ticket?.description,
            crisis: crisis?.description,
            channel: notification.item.channel?.name, by: WireActor(notification.item.by),
            preview: notification.preview)
    }
}
