internal import Desk
internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

extension Dispatcher {
    /// What is not with the channels yet. A page that does not fit into a frame is asked for again, smaller.
    func listOutbox(_ params: OutboxList, _ context: RequestContext) async throws(RPCError) -> OutboxPage {
        let channels = try Params.channels(params.channels, "channels") ?? []
        let atLeast = try await atLeast(params.atLeast, context)
        var limit = params.limit ?? Limits.pageItemsDefault
        while true {
            let answer: OutboxAnswer
            do {
                answer = try await desk.outbox(
                    OutboxRequest(
                        channels: channels, delivery: params.delivery.map { Delivery($0) }, limit: limit,
                        cursor: params.cursor),
                    atLeast: atLeast, as: context.principal, deadline: context.deadline)
            } catch {
                throw RPCError(error, repeating: .outboxList)
            }
            let page = OutboxPage(
                items: answer.items.map { WireOutboxItem($0) }, next: answer.next, asOf: answer.asOf.value)
            if page.items.count <= 1 || page.jsonBytes().count <= PageCut.bytesMax { return page }
            limit = max(1, min(limit, page.items.count) / 2)
        }
    }
}
