internal import EventCodec
internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing

// What many customers complain about at once.
extension Desk {
    /// A problem as the log has it now. **Errors**: `notFound`.
    func problem(_ id: ProblemID, in workspace: DeskWorkspace) async throws -> ProblemState {
        var state = ProblemState(id: id)
        for recorded in try await events(of: id, newest: 1, in: workspace) { state.evolve(with: recorded) }
        return state
    }

    /// How a problem was opened, and so many of the newest events behind that: its notices are long. **Errors**: `notFound`.
    func events(of id: ProblemID, newest: Int, in workspace: DeskWorkspace) async throws -> [RecordedEvent] {
        let stream = StreamID.problem(id).description
        let events = try await log.readStream(workspace.id, stream, newest: newest).map { record in
            try Entry.decode(record.entry, at: record.position)
        }
        if events.isEmpty { throw DeskError(.notFound(.problem), "there is no problem \(id) in this workspace") }
        return events
    }

    func demandProblem(_ id: ProblemID, in workspace: DeskWorkspace) async throws {
        _ = try await events(of: id, newest: 0, in: workspace)
    }

    func planOpen(_ opened: ProblemOpened, in workspace: DeskWorkspace) async throws -> Plan {
        let state = ProblemState(id: ProblemID(makeID()))
        let rulebook = try await rulebook(in: workspace, fresh: true)
        var receipt = Receipt()
        receipt.problem = state.id
        return Plan(
            decision: state.decide(.open(opened), rulebook), receipt: receipt, position: state.position,
            guards: [.workspace(workspace.id): rulebook.version])
    }

    func planClose(_ id: ProblemID, in workspace: DeskWorkspace) async throws -> Plan {
        let state = try await problem(id, in: workspace)
        var receipt = Receipt()
        receipt.problem = id
        return Plan(
            decision: state.decide(.close, Rulebook()), receipt: receipt, position: state.position,
            versions: [.problem(id): state.version])
    }

    /// Names the tickets as the views know them, which have seen all that the log has: exactly those are told, whatever becomes
    /// theirs since.
    func planNotice(_ request: NoticeRequest, in workspace: DeskWorkspace) async throws -> Plan {
        let end = try await log.last(of: workspace.id)
        try await waitForViews(end, in: workspace.id, deadline: .now + Self.patience)
        let state = try await problem(request.problem, in: workspace)
        let opened = state.opened ?? ProblemOpened(title: "", cause: nil, product: nil)
        let (members, _, asOf) = try await views.members(
            of: state.id, opened, in: workspace.id, after: request.after, limit: ProblemNoticed.ticketsMax + 1)
        let noticed = ProblemNoticed(
            tickets: members.prefix(ProblemNoticed.ticketsMax).map(\.ticket), asOf: asOf, resolves: request.resolves,
            hasMore: members.count > ProblemNoticed.ticketsMax)
        var receipt = Receipt()
        receipt.problem = state.id
        return Plan(
            decision: state.decide(.notice(noticed), Rulebook()), receipt: receipt, position: state.position,
            versions: [.problem(state.id): state.version])
    }
}
