internal import Desk
internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

// What many customers complain about at once.
extension Dispatcher {
    func openProblem(_ params: ProblemOpen) throws(RPCError) -> DeskCommand {
        guard params.title.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Params.invalid("params.title", "must have no control characters")
        }
        let cause = try Params.optional(params.cause) { text throws(RPCError) in try Params.skill(text, "cause") }
        let product = try Params.optional(params.product) { text throws(RPCError) in try Params.skill(text, "product") }
        return .openProblem(ProblemOpened(title: params.title, cause: cause, product: product))
    }

    func closeProblem(_ params: ProblemClose) throws(RPCError) -> DeskCommand {
        .closeProblem(try Params.problem(params.problem))
    }

    func linkTicket(_ params: TicketLink) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .link(try Params.problem(params.problem)))
    }

    func unlinkTicket(_ params: TicketUnlink) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .unlink(try Params.problem(params.problem)))
    }

    func problemChanged(_ done: CommandResult) throws(RPCError) -> ProblemResult {
        ProblemResult(position: done.position.value, problem: try done.told(done.receipt.problem).description)
    }

    /// One command, and one for each ticket.
    func notify(_ job: RequestJob) async throws(RPCError) -> Answer {
        let params: ProblemNotify = try job.request.decode()
        let request = NoticeRequest(
            problem: try Params.problem(params.problem), text: params.text, resolves: params.resolve ?? false,
            after: try Params.optional(params.after) { text throws(RPCError) in try Params.ticket(text, "after") })
        let id = try Params.commandID(params.commandID)
        let done: NoticeAnswer
        do {
            done = try await desk.notify(
                request, id: id, atLeast: job.context.lastWrite, as: job.context.principal,
                deadline: job.context.deadline)
        } catch {
            throw RPCError(error, repeating: job.method)
        }
        let result = ProblemNotifyResult(
            position: done.position.value,
            outcomes: done.tickets.map {
                ProblemNotifyResult.Outcome(
                    ticket: $0.ticket.description, outcome: $0.outcome.rawValue, reply: $0.reply?.description)
            }, next: done.next?.description)
        var answer = Answer(result, to: job.request.id)
        answer.wrote = done.last
        return answer
    }

    func listProblems(_ params: ProblemList, _ context: RequestContext) async throws(RPCError) -> ProblemPage {
        let before = try Params.optional(params.cursor) { text throws(RPCError) in try Params.problem(text, "cursor") }
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let answer = try await desk.problems(
                closed: params.state == .closed, before: before, limit: params.limit ?? Limits.pageItemsDefault,
                atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return ProblemPage(
                problems: answer.problems.map { WireProblem($0) }, next: answer.next?.description,
                asOf: answer.asOf.value)
        } catch {
            throw RPCError(error, repeating: .problemList)
        }
    }

    func getProblem(_ params: ProblemGet, _ context: RequestContext) async throws(RPCError) -> ProblemGetResult {
        let id = try Params.problem(params.problem)
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let answer = try await desk.problem(
                id, atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return ProblemGetResult(
                problem: WireProblem(answer.problem),
                members: answer.members.map {
                    ProblemGetResult.Member(ticket: $0.ticket.description, isLinked: $0.isLinked)
                }, more: answer.hasMore,
                notices: answer.notices.map { recorded, noticed in
                    ProblemGetResult.Notice(
                        position: recorded.position.value, at: WireTime(recorded.at),
                        tickets: Int64(noticed.tickets.count), resolve: noticed.resolves)
                }, asOf: answer.asOf.value)
        } catch {
            throw RPCError(error, repeating: .problemGet)
        }
    }
}

extension WireProblem {
    init(_ problem: ProblemSummary) {
        self.init(
            problem: problem.id.description, title: problem.opened.title, cause: problem.opened.cause?.name,
            product: problem.opened.product?.name, state: problem.isClosed ? .closed : .open,
            at: WireTime(problem.at), by: problem.by.description, tickets: Int64(problem.tickets))
    }
}
