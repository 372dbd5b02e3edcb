internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// What is kept and not shown.
extension Dispatcher {
    func markSpam(_ params: TicketMarkSpam) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .markSpam)
    }

    func unmarkSpam(_ params: TicketUnmarkSpam) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .unmarkSpam)
    }

    func block(_ params: CustomerBlock) throws(RPCError) -> DeskCommand {
        .block(try Params.customer(params.customer), true, reason: params.reason)
    }

    func unblock(_ params: CustomerUnblock) throws(RPCError) -> DeskCommand {
        .block(try Params.customer(params.customer), false, reason: params.reason)
    }

    func customerChanged(_ done: CommandResult) throws(RPCError) -> CustomerResult {
        CustomerResult(position: done.position.value)
    }
}
