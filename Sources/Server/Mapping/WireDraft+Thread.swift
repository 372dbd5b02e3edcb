internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

extension WireDraft {
    /// A draft as the thread has it; nil if the item is none.
    init?(_ item: ThreadItem) {
        guard case .replyDrafted(let drafted) = item.recorded.event, case .ticket(let ticket) = item.recorded.stream,
            let channel = item.channel
        else { return nil }
        self.init(
            draft: drafted.reply.description, ticket: ticket.description, channel: channel.name,
            position: item.recorded.position.value, at: WireTime(item.recorded.at), by: WireActor(item.by),
            text: item.personal?.text, seen: drafted.seen?.value, erased: item.isErased ? true : nil)
    }
}
