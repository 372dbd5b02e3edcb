internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// Customers who are asked to go on elsewhere.
extension Dispatcher {
    func askSwitch(_ params: TicketSwitch) throws(RPCError) -> DeskCommand {
        guard let target = SwitchTarget(params.to) else {
            throw Params.invalid("params.to", "must be a channel or its kind, such as email:help@acme.example or phone")
        }
        guard let reason = SwitchReason(params.reason) else {
            throw Params.invalid("params.reason", "must be 1 to 32 of a-z 0-9 _ -")
        }
        let wish = SwitchWish(
            to: target, because: reason, words: params.words, text: params.text,
            seen: params.seen.map { LogPosition($0) })
        return .ticket(try Params.ticket(params.ticket), .askSwitch(wish))
    }

    func switchAsked(_ done: CommandResult) throws(RPCError) -> TicketSwitchResult {
        TicketSwitchResult(
            position: done.position.value, version: Int64(try done.told(done.receipt.version).value),
            reply: done.receipt.reply?.description,
            state: done.receipt.replyStatus.map { $0 == .draft ? .draft : .sent },
            ticket: done.receipt.taker?.description)
    }
}
