internal import Desk
internal import Identity
internal import Projections
internal import Ticketing
internal import Wire

// How content customers are.
extension Dispatcher {
    func receiveFeedback(_ params: FeedbackReceive) throws(RPCError) -> DeskCommand {
        let opinion = Intake.Opinion(
            channel: try Params.channel(params.channel), externalId: params.externalID, score: params.score,
            scale: params.scale, text: params.text, occurredAt: params.occurredAt.map { Instant($0) })
        if let ticket = params.ticket { return .feedback(.init(opinion, about: .ticket(try Params.ticket(ticket)))) }
        if let reply = params.reply { return .feedback(.init(opinion, about: .reply(try Params.reply(reply)))) }
        if let on = params.on { return .feedback(.init(opinion, about: .external(on))) }
        return .feedback(.init(opinion, about: .author(handle: params.author ?? "")))
    }

    func feedbackReceived(_ done: CommandResult) throws(RPCError) -> FeedbackReceiveResult {
        FeedbackReceiveResult(
            position: done.position.value, ticket: try done.told(done.receipt.ticket).description,
            customer: try done.told(done.receipt.customer).description, reply: done.receipt.reply?.description,
            duplicate: done.receipt.duplicate ?? false)
    }

    func listFeedback(_ params: FeedbackList, _ context: RequestContext) async throws(RPCError) -> FeedbackPage {
        var request = FeedbackRequest(
            agent: try Params.optional(params.agent) { text throws(RPCError) in try Params.agent(text) },
            since: params.since.map { Instant($0) }, limit: params.limit ?? Limits.pageItemsDefault,
            cursor: params.cursor)
        let atLeast = try await atLeast(params.atLeast, context)
        while true {
            let answer: FeedbackPageAnswer
            do {
                answer = try await desk.feedback(
                    request, atLeast: atLeast, as: context.principal, deadline: context.deadline)
            } catch {
                throw RPCError(error, repeating: .feedbackList)
            }
            let items = answer.items.map { WireItem($0) }
            let fitting = PageCut.fitting(items, limit: .max).count
            if fitting == items.count {
                return FeedbackPage(
                    feedback: items,
                    agents: answer.agents.compactMap { entry in
                        WireSatisfaction(entry.satisfaction).map {
                            WireAgentSatisfaction(agent: entry.agent.map { WireAgent($0) }, satisfaction: $0)
                        }
                    }, next: answer.next, asOf: answer.asOf.value)
            }
            // As of a timeline: only the desk can make the next one's cursor.
            request.limit = max(1, min(fitting, request.limit - 1))
        }
    }
}

extension WireSatisfaction {
    /// Nil if nobody said anything.
    init?(_ satisfaction: Satisfaction) {
        guard let percent = satisfaction.percent else { return nil }
        self.init(count: Int64(satisfaction.count), percent: percent)
    }
}
