internal import Identity
internal import Ticketing

// What many complain about at once: who is told of it, and that nobody is told twice.
extension Books {
    /// What is told to whom, as the one says who tells.
    struct Telling: Hashable {
        let ticket: TicketID
        let problem: ProblemID
        /// Where it was said to whom.
        let notice: LogPosition
        let resolves: Bool
    }

    mutating func enter(
        _ event: RecordedEvent, ofProblem id: ProblemID, past: (LogPosition) -> Books?
    ) throws(Breach) {
        guard case .problem(let problem) = event.event else { return }
        switch problem {
        case .opened:
            if problems[id] != nil { throw breach(.problem, event, "it was opened before") }
            problems[id] = false
        case .noticed(let noticed):
            guard problems[id] == false, let then = past(noticed.asOf) else {
                throw breach(.problem, event, "it is over, or what it rests on is to come")
            }
            let roots = Set(then.tickets.filter { $0.value.problem == id }.keys.map { then.root(of: $0) })
            let members = roots.filter { then.tickets[$0]?.left.contains(id) == false }.sorted()
            if members != noticed.tickets { throw breach(.problem, event, "by hand it is \(members)") }
        case .closed:
            if problems[id] != false { throw breach(.problem, event, "it was over") }
            problems[id] = true
        case .ticketLinked, .ticketUnlinked: break
        }
    }

    mutating func belong(_ event: ProblemEvent, _ sheet: inout Sheet, _ recorded: RecordedEvent) throws(Breach) {
        switch event {
        case .ticketLinked(let problem):
            if problems[problem] == nil || sheet.problem == problem || sheet.into != nil {
                throw breach(.problem, recorded, "it was, or there is no such problem, or it is part of another")
            }
            sheet.problem = problem
            sheet.left.remove(problem)
        case .ticketUnlinked(let problem):
            if problems[problem] == nil || !sheet.left.insert(problem).inserted {
                throw breach(.problem, recorded, "it was not, or there is no such problem")
            }
            if sheet.problem == problem { sheet.problem = nil }
        case .opened, .noticed, .closed: break
        }
    }

    /// Who is told is of the problem and waits, and is told for the first time.
    mutating func demandUntold(_ telling: Telling, _ event: RecordedEvent, on id: TicketID) throws(Breach) {
        if !told.insert(telling).inserted { throw breach(.problem, event, "they were told before") }
        guard let root = tickets[telling.ticket], root.into == nil, self.root(of: id) == telling.ticket,
            !shownAsSpam(telling.ticket), root.problem == nil || root.problem == telling.problem,
            !root.left.contains(telling.problem), shownStatus(of: telling.ticket) != "resolved"
        else { throw breach(.problem, event, "it is none of it, or done, or part of another") }
    }

    /// Whoever was told is of the problem from then on, and done if it says so and nobody has to look at it first.
    func demandTold(_ telling: Telling, as reply: ReplyID, at position: LogPosition) throws(Breach) {
        guard told.contains(telling), let root = tickets[telling.ticket] else { return }
        let whole = members(of: telling.ticket)
        let stage = whole.compactMap { $0.papers[reply]?.stage }.first
        let isDone = whole.allSatisfy { $0.status == "resolved" }
        if stage == nil || root.problem != telling.problem || isDone != (telling.resolves && stage != "draft") {
            throw Breach(
                rule: .problem, position: position,
                message: "\(telling.ticket) was told by what is \(stage ?? "nowhere"), and is \(root)")
        }
    }
}
