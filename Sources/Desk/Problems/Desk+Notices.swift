internal import EventLog
package import Identity
internal import Ticketing
internal import Vault

extension Desk {
    /// So many tickets are told at once; what waits shares batches of the log.
    private static let noticesAtOnce = 16

    /// Tells the customers of a problem's tickets something: first which tickets that are, then ticket by ticket, each by a
    /// command of its own whose id follows from `id` and the ticket.
    ///
    /// Whatever becomes of it on a ticket is recorded, also that nothing was sent. So the same again is answered the same,
    /// what was interrupted goes on, and nobody is told twice. `atLeast` is a position that the choice of tickets must include.
    package func notify(
        _ request: NoticeRequest, id: CommandID, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> NoticeAnswer {
        let command = DeskCommand.notice(request)
        try authorise(principal, for: command.allowedRoles)
        try await guarded(by: deadline) {
            try await self.waitForViews(atLeast, in: principal.workspace, deadline: deadline)
        }
        let result = try await execute(command, id: id, as: principal, deadline: deadline)
        do {
            return try await guarded(by: deadline) {
                let workspace = try await self.workspace(principal.workspace)
                guard
                    case .problem(.noticed(let noticed)) = try await self.event(at: result.position, in: workspace)
                        .event
                else { throw DeskError(.internal, "where a notice was recorded stands something else") }
                let told = try await self.tell(
                    noticed, request, command: id, in: workspace, as: principal, deadline: deadline)
                return NoticeAnswer(
                    position: result.position, last: max(result.position, told.map(\.last).max() ?? result.position),
                    tickets: told.map(\.ticket), next: noticed.hasMore ? noticed.tickets.last : nil)
            }
        } catch {
            if error.code == .commandReused || error.code == .internal { throw error }
            throw DeskError(
                .outcomeUnknown, "it is recorded; whether all were told is known by sending it again")
        }
    }

    private typealias Told = (ticket: NoticeAnswer.Ticket, last: LogPosition)

    /// In the order of the tickets.
    private func tell(
        _ noticed: ProblemNoticed, _ request: NoticeRequest, command: CommandID, in workspace: DeskWorkspace,
        as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws -> [Told] {
        try await withThrowingTaskGroup(of: (Int, Told).self) { group in
            var waiting = noticed.tickets.indices.makeIterator()
            func add() {
                guard let index = waiting.next() else { return }
                let ticket = noticed.tickets[index]
                group.addTask {
                    let told = try await self.tell(
                        ticket, noticed, request, command: command, in: workspace, as: principal, deadline: deadline)
                    return (index, told)
                }
            }
            for _ in 0..<Self.noticesAtOnce { add() }
            var told: [(Int, Told)] = []
            while let next = try await group.next() {
                told.append(next)
                add()
            }
            return told.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func tell(
        _ ticket: TicketID, _ noticed: ProblemNoticed, _ request: NoticeRequest, command: CommandID,
        in workspace: DeskWorkspace, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws -> Told {
        let id = Self.derived(command, ticket)
        let fingerprint = Digest.sha256(
            DeskCommand.notice(request).fingerprint(by: principal.agent) + ticket.id.bytes)
        for _ in 0..<Self.attemptsMax {
            var receipt = Receipt(ticket: ticket, reply: ReplyID(makeID()))
            let notice = TicketNotice(
                problem: request.problem, reply: receipt.reply ?? ReplyID(.zero), text: request.text,
                seen: noticed.asOf, resolves: noticed.resolves)
            var plan = try await plan(.notice(notice), on: ticket, receipt, in: workspace, as: principal)
            var changes = Changes([])
            receipt = plan.receipt
            switch plan.decision {
            case .accepted(let accepted):
                changes = accepted
                receipt.outcome = receipt.replyStatus == .draft ? .draft : .sent
            case .rejected(let rejection):
                guard let outcome = NoticeOutcome(rejection) else {
                    throw try await refusal(rejection, of: plan, in: workspace, as: principal)
                }
                receipt = Receipt(ticket: ticket)
                receipt.outcome = outcome
            case .unchanged: throw DeskError(.internal, "a notice changed nothing")
            }
            plan.receipt = receipt
            // If this ticket was told before, the log answers with what was told then.
            var result: CommandResult?
            do {
                result = try await append(
                    changes, of: plan, command: id, fingerprint: fingerprint, in: workspace, actor: principal.actor,
                    deadline: deadline)
            } catch let error as DeskError where error.code == .erased {
                plan.receipt = Receipt(ticket: ticket)
                plan.receipt.outcome = .erased
                result = try await append(
                    Changes([]), of: plan, command: id, fingerprint: fingerprint, in: workspace,
                    actor: principal.actor, deadline: deadline)
            }
            guard let result else { continue }
            guard let outcome = result.receipt.outcome else {
                throw DeskError(.internal, "a notice was recorded without its outcome")
            }
            return (
                NoticeAnswer.Ticket(ticket: ticket, outcome: outcome, reply: result.receipt.reply), result.position
            )
        }
        throw DeskError(.contended, "others keep changing the ticket; try again in a moment")
    }

    /// The id of what a command does to one ticket of many: the first half of SHA-256 over both ids, as a UUID of version 8.
    static func derived(_ command: CommandID, _ ticket: TicketID) -> CommandID {
        CommandID(.version8(Digest.sha256(command.id.bytes + ticket.id.bytes)))
    }
}
