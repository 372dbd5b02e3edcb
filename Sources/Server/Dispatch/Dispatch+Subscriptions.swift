internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

extension Dispatcher {
    /// Opens the feed; its reader starts once the answer is on its way, so that no notification overtakes it.
    func subscribe(_ job: RequestJob) async throws(RPCError) -> Answer {
        let params: LogSubscribe = try job.request.decode()
        let principal = job.context.principal
        let id = job.subscription ?? "s0"
        let after = LogPosition(params.after)
        let filter = try feedFilter(params.filter)
        let feed: LogFeed
        do {
            let head = try await desk.head(of: principal)
            guard after <= head else {
                throw RPCError.positionAhead(head: head.next.value, epoch: principal.epoch.description)
            }
            feed = try await desk.subscribe(after: after, filter: filter, as: principal)
        } catch let error as DeskError {
            throw RPCError(error, repeating: .logSubscribe)
        } catch let error as RPCError {
            throw error
        } catch {
            throw RPCError(.internalError)
        }
        var answer = Answer(LogSubscribeResult(subscription: id), to: job.request.id)
        answer.subscription = SubscriptionReader(
            id: id, after: after, filter: filter, feed: feed,
            gate: SubscriptionGate(credit: params.credit, creditMax: Limits.creditEvents.upperBound), port: job.port,
            shared: shared, principal: principal, desk: desk, logger: logger)
        return answer
    }

    private func feedFilter(_ filter: LogFilter?) throws(RPCError) -> FeedFilter {
        guard let filter else { return .everything }
        return FeedFilter(
            ticket: try Params.optional(filter.ticket) { text throws(RPCError) in
                try Params.ticket(text, "filter.ticket")
            },
            customer: try Params.optional(filter.customer) { text throws(RPCError) in
                try Params.customer(text, "filter.customer")
            },
            types: filter.types.map { Set($0) }, isOutbox: filter.outbox ?? false,
            channels: try Params.channels(filter.channels, "filter.channels").map { Set($0) })
    }
}
