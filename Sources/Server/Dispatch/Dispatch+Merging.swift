internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// Tickets that become one conversation, and several again.
extension Dispatcher {
    func merge(_ params: TicketMerge) throws(RPCError) -> DeskCommand {
        .merge(try Params.ticket(params.from, "from"), into: try Params.ticket(params.into, "into"))
    }

    func unmerge(_ params: TicketUnmerge) throws(RPCError) -> DeskCommand {
        .unmerge(try Params.ticket(params.from, "from"))
    }
    func split(_ params: TicketSplit) throws(RPCError) -> DeskCommand {
        var messages: [MessageID] = []
        for (index, text) in params.messages.enumerated() {
            guard let message = MessageID(text) else {
                throw Params.invalid("params.messages[\(index)]", "must be the id of a message")
            }
            messages.append(message)
        }
        return .split(try Params.ticket(params.ticket), messages)
    }
}
