internal import Desk
internal import Identity
internal import JSON
internal import Logging
internal import Wire

/// From a request to its answer: decode, ask the desk, encode. One function a method, one file a subject.
struct Dispatcher: Sendable {
    let desk: Desk
    let logger: Logger
    /// What subscribers near the head are sent.
    let shared = SharedStretches()

    /// Always answers, exactly once.
    func answer(_ job: RequestJob) async -> Answer {
        do throws(RPCError) {
            let answer = try await route(job)
            guard Frame.bodyBytes(of: answer.frame) <= job.context.frameBytesMax else {
                throw RPCError(.tooLarge, "the answer is longer than a frame may be; ask for less at once")
            }
            return answer
        } catch {
            if error.kind == .internalError {
                logger.error(
                    "a request failed by a fault of the server",
                    metadata: ["rpc.method": "\(job.method.rawValue)", "error.message": "\(error.message)"])
            }
            return Answer(error: error, to: job.request.id)
        }
    }

    private func route(_ job: RequestJob) async throws(RPCError) -> Answer {
        switch job.method {
        case .messageReceive: try await command(job, receiveMessage, messageReceived)
        case .replyRecord: try await command(job, recordReply, replyRecorded)
        case .postRecord: try await command(job, recordPost, postRecorded)
        case .replyDelivered: try await command(job, replyDelivered, receiptRecorded)
        case .replyFailed: try await command(job, replyFailed, receiptRecorded)
        case .replyAttempt: try await command(job, attemptReply, receiptRecorded)
        case .replyCarried: try await command(job, replyCarried, receiptRecorded)
        case .replyRead: try await command(job, replyRead, receiptRecorded)
        case .replyUnknown: try await command(job, replyUnknown, receiptRecorded)
        case .replyRetry: try await command(job, retryReply, replyRetried)
        case .replyDraft: try await command(job, draft, replyDrafted)
        case .replyApprove: try await command(job, approveReply, replyApproved)
        case .replyReject: try await command(job, rejectReply, ticketChanged)
        case .messageEdit: try await command(job, editMessage, messageRevised)
        case .messageWithdraw: try await command(job, withdrawMessage, messageRevised)
        case .signalReceive: try await command(job, receiveSignal, signalReceived)
        case .feedbackReceive: try await command(job, receiveFeedback, feedbackReceived)
        case .feedbackList: try await query(job, listFeedback)
        case .ticketFollow: try await command(job, follow, ticketChanged)
        case .ticketUnfollow: try await command(job, unfollow, ticketChanged)
        case .ticketSpam: try await command(job, markSpam, ticketChanged)
        case .ticketUnspam: try await command(job, unmarkSpam, ticketChanged)
        case .ticketClassify: try await command(job, classify, ticketChanged)
        case .ticketLink: try await command(job, linkTicket, ticketChanged)
        case .ticketUnlink: try await command(job, unlinkTicket, ticketChanged)
        case .problemOpen: try await command(job, openProblem, problemChanged)
        case .problemClose: try await command(job, closeProblem, problemChanged)
        case .problemNotify: try await notify(job)
        case .problemList: try await query(job, listProblems)
        case .problemGet: try await query(job, getProblem)
        case .causesSet: try await command(job, setCauses, documentSet)
        case .productsSet: try await command(job, setProducts, documentSet)
        case .causeList: try await query(job, listCauses)
        case .productList: try await query(job, listProducts)
        case .ticketPrioritise: try await command(job, prioritise, ticketChanged)
        case .customerBlock: try await command(job, block, customerChanged)
        case .customerUnblock: try await command(job, unblock, customerChanged)
        case .customerLink: try await command(job, linkCustomer, customerChanged)
        case .customerUnlink: try await command(job, unlinkCustomer, customerChanged)
        case .customerMerge: try await command(job, mergeCustomer, customerChanged)
        case .customerUnmerge: try await command(job, unmergeCustomer, customerChanged)
        case .customerGet: try await query(job, getCustomer)
        case .ticketMerge: try await command(job, merge, ticketChanged)
        case .ticketUnmerge: try await command(job, unmerge, ticketChanged)
        case .ticketSplit: try await command(job, split, ticketChanged)
        case .notificationRead: try await command(job, readNotifications, notificationsRead)
        case .notificationList: try await query(job, listNotifications)
        case .ticketRoute: try await command(job, route, ticketRouted)
        case .ticketClaim: try await command(job, claim, ticketChanged)
        case .ticketRelease: try await command(job, release, ticketChanged)
        case .ticketAssign: try await command(job, assign, ticketChanged)
        case .ticketReply: try await command(job, reply, replyAccepted)
        case .ticketRun: try await command(job, run, macroRun)
        case .ticketNote: try await command(job, note, noteAdded)
        case .ticketTag: try await command(job, tag, ticketChanged)
        case .ticketUntag: try await command(job, untag, ticketChanged)
        case .ticketResolve: try await command(job, resolve, ticketChanged)
        case .ticketReopen: try await command(job, reopen, ticketChanged)
        case .ticketSnooze: try await command(job, snooze, ticketChanged)
        case .ticketSwitch: try await command(job, askSwitch, switchAsked)
        case .channelSet: try await command(job, setChannel, documentSet)
        case .channelRetire: try await command(job, retireChannel, documentSet)
        case .teamSet: try await command(job, setTeam, documentSet)
        case .teamRetire: try await command(job, retireTeam, documentSet)
        case .policySet: try await command(job, setPolicy, documentSet)
        case .agentSet: try await command(job, setAgent, documentSet)
        case .agentAvailability:
            try await command(
                job,
                { params throws(RPCError) in try setAvailability(params, job.context) }, documentSet)
        case .templateSet: try await command(job, setTemplate, documentSet)
        case .templateRetire: try await command(job, retireTemplate, documentSet)
        case .articleSet: try await command(job, setArticle, documentSet)
        case .articleRetire: try await command(job, retireArticle, documentSet)
        case .macroSet: try await command(job, setMacro, documentSet)
        case .macroRetire: try await command(job, retireMacro, documentSet)
        case .materialList: try await query(job, listMaterials)
        case .templatePreview: try await query(job, previewTemplate)
        case .crisisDeclare: try await command(job, declareCrisis, crisisDeclared)
        case .crisisLift: try await command(job, liftCrisis, documentSet)
        case .crisisGet: try await query(job, getCrisis)
        case .crisisList: try await query(job, listCrises)
        case .settingsGet: try await query(job, getSettings)
        case .settingsHistory: try await query(job, listSettingChanges)
        case .agentList: try await query(job, listAgents)
        case .assignmentExplain: try await query(job, explainAssignments)
        case .inboxList: Answer(try await listInbox(try job.request.decode(), job.context), to: job.request.id)
        case .ticketGet: try await query(job, getTicket)
        case .timelineList: try await query(job, listTimeline)
        case .draftList: try await query(job, listDrafts)
        case .outboxList: try await query(job, listOutbox)
        case .logRead: try await query(job, readLog)
        case .auditInbox: try await query(job, listInboxOfThePast)
        case .workspaceStats: try await query(job, countWorkspace)
        case .logSubscribe: try await subscribe(job)
        case .sessionHello, .sessionPing, .sessionGoAway, .logEvents, .subscriptionCredit, .subscriptionCancel:
            // Sessions answer these themselves.
            throw RPCError(.methodNotFound)
        }
    }

    /// Translates a command, has it done, and translates what came of it.
    private func command<Command: WireCommand>(
        _ job: RequestJob, _ translate: (Command) throws(RPCError) -> DeskCommand,
        _ result: (CommandResult) throws(RPCError) -> Command.Response
    ) async throws(RPCError) -> Answer {
        let params: Command = try job.request.decode()
        let command = try translate(params)
        let id = try Params.commandID(params.commandID)
        let done: CommandResult
        do {
            done = try await desk.execute(command, id: id, as: job.context.principal, deadline: job.context.deadline)
        } catch {
            throw RPCError(error, repeating: job.method)
        }
        var answer = Answer(try result(done), to: job.request.id)
        answer.wrote = done.position
        return answer
    }

    /// What a query has to include: the session's own last write, and what the client names.
    func atLeast(_ position: Int64?, _ context: RequestContext) async throws(RPCError) -> LogPosition {
        guard let position, position > context.lastWrite.value else { return context.lastWrite }
        let head: LogPosition
        do { head = try await desk.head(of: context.principal) } catch { throw RPCError(error, repeating: .inboxList) }
        guard position <= head.value else {
            throw RPCError.positionAhead(head: head.next.value, epoch: context.principal.epoch.description)
        }
        return LogPosition(position)
    }

    /// Reads something; the function does its own translating.
    private func query<Query: WireRequest>(
        _ job: RequestJob, _ ask: (Query, RequestContext) async throws(RPCError) -> Query.Response
    ) async throws(RPCError) -> Answer {
        Answer(try await ask(try job.request.decode(), job.context), to: job.request.id)
    }
}
