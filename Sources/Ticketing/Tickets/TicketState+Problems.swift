package import Identity

/// What the customer of one ticket is told of a problem.
package struct TicketNotice: Hashable, Sendable {
    package let problem: ProblemID
    package let reply: ReplyID
    package let text: String
    /// What was said behind it, whoever wrote the notice had not seen.
    package let seen: LogPosition
    package let resolves: Bool

    package init(problem: ProblemID, reply: ReplyID, text: String, seen: LogPosition, resolves: Bool) {
        self.problem = problem
        self.reply = reply
        self.text = text
        self.seen = seen
        self.resolves = resolves
    }
}

extension TicketState {
    func decideLink(_ problem: ProblemID) -> Decision {
        self.problem == problem ? .unchanged : accept(.problem(.ticketLinked(problem)))
    }

    /// Also of one that is only of its cause: from then on it is not.
    func decideUnlink(_ problem: ProblemID) -> Decision {
        leftProblems.contains(problem) ? .unchanged : accept(.problem(.ticketUnlinked(problem)))
    }

    /// All of it or nothing: the reply, that the ticket is of the problem, and that it is resolved.
    func decideNotice(_ notice: TicketNotice, _ context: TicketContext) -> Decision {
        if let rejection = refusal(of: notice, context) { return .rejected(rejection) }
        return decideAll(notice.steps(context), context)
    }

    /// Why its customer is not told; nil if they are.
    func refusal(of notice: TicketNotice, _ context: TicketContext) -> Rejection? {
        if isResolved(context) { return .invalidState(.resolved) }
        if isKeptApart(context) { return .keptApart }
        if leftProblems.contains(notice.problem) || problem.map({ $0 != notice.problem }) == true {
            return .notOfProblem
        }
        return nil
    }
}

extension TicketNotice {
    /// What is done, one after the other. A reply that waits for approval resolves nothing.
    func steps(_ context: TicketContext) -> [TicketCommand] {
        resolves && !context.mayAnswerAlone ? Array(steps.dropLast()) : steps
    }

    /// All that may be done.
    var steps: [TicketCommand] {
        [.reply(reply, text: text, seen: seen), .link(problem)] + (resolves ? [.resolve] : [])
    }
}
