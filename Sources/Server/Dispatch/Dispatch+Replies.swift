internal import Desk
internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

// Drafts, and what people decide of them.
extension Dispatcher {
    func draft(_ params: ReplyDraft) throws(RPCError) -> DeskCommand {
        .ticket(
            try Params.ticket(params.ticket),
            .draft(
                text: params.answer.text, from: try Params.prepared(params.answer),
                seen: params.seen.map { LogPosition($0) }))
    }

    func replyDrafted(_ done: CommandResult) throws(RPCError) -> ReplyDraftResult {
        ReplyDraftResult(
            position: done.position.value, draft: try done.told(done.receipt.reply).description,
            version: Int64(try done.told(done.receipt.version).value), ticket: done.receipt.taker?.description)
    }

    func approveReply(_ params: ReplyApprove) throws(RPCError) -> DeskCommand {
        .approve(try Params.reply(params.reply), text: params.text, seen: params.seen.map { LogPosition($0) })
    }

    func replyApproved(_ done: CommandResult) throws(RPCError) -> ReplyApproveResult {
        ReplyApproveResult(
            position: done.position.value, reply: try done.told(done.receipt.reply).description,
            version: Int64(try done.told(done.receipt.version).value))
    }

    func rejectReply(_ params: ReplyReject) throws(RPCError) -> DeskCommand {
        .reject(try Params.reply(params.draft, "draft"), reason: params.reason)
    }

    func listDrafts(_ params: DraftList, _ context: RequestContext) async throws(RPCError) -> DraftPage {
        let channel = try Params.optional(params.channel) { text throws(RPCError) in try Params.channel(text) }
        let team = try Params.optional(params.team) { text throws(RPCError) in try Params.team(text) }
        let atLeast = try await atLeast(params.atLeast, context)
        var limit = params.limit ?? Limits.pageItemsDefault
        while true {
            let answer: DraftAnswer
            do {
                answer = try await desk.drafts(
                    DraftRequest(channel: channel, team: team, limit: limit, cursor: params.cursor), atLeast: atLeast,
                    as: context.principal, deadline: context.deadline)
            } catch {
                throw RPCError(error, repeating: .draftList)
            }
            let drafts = answer.drafts.compactMap { WireDraft($0) }
            let page = DraftPage(drafts: drafts, next: answer.next, asOf: answer.asOf.value)
            // As a timeline: only the desk can make the cursor of a page that is shorter.
            if drafts.count <= 1 || page.jsonBytes().count <= PageCut.bytesMax { return page }
            limit = max(1, min(limit, drafts.count) / 2)
        }
    }
}

// What became of replies.
extension Dispatcher {
    func attemptReply(_ params: ReplyAttempt) throws(RPCError) -> DeskCommand {
        .attempt(try Params.reply(params.reply), params.attempt)
    }

    func replyCarried(_ params: Wire.ReplyCarried) throws(RPCError) -> DeskCommand { try receipt(.sent, params) }

    func replyDelivered(_ params: Wire.ReplyDelivered) throws(RPCError) -> DeskCommand {
        try receipt(.delivered, params)
    }

    func replyRead(_ params: Wire.ReplyRead) throws(RPCError) -> DeskCommand { try receipt(.read, params) }

    func replyFailed(_ params: Wire.ReplyFailed) throws(RPCError) -> DeskCommand { try receipt(.failed, params) }

    func replyUnknown(_ params: Wire.ReplyUnknown) throws(RPCError) -> DeskCommand { try receipt(.unknown, params) }

    private func receipt<Fate>(
        _ delivery: Delivery, _ params: ReplyReceipt<Fate>
    ) throws(RPCError) -> DeskCommand {
        .receipt(
            try Params.reply(params.reply), delivery, attempt: params.attempt, externalId: params.externalID,
            reason: params.reason)
    }

    func receiptRecorded(_ done: CommandResult) throws(RPCError) -> ReplyReceiptResult {
        ReplyReceiptResult(position: done.position.value)
    }

    func retryReply(_ params: ReplyRetry) throws(RPCError) -> DeskCommand { .retry(try Params.reply(params.reply)) }

    func replyRetried(_ done: CommandResult) throws(RPCError) -> ReplyRetryResult {
        ReplyRetryResult(
            position: done.position.value, attempt: try done.told(done.receipt.attempt),
            version: Int64(try done.told(done.receipt.version).value))
    }
}
