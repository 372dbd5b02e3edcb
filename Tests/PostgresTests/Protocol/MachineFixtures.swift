@testable import Postgres

typealias Machine = ConnectionMachine

/// A moment that tests count from; the machine never asks what time it is.
let start = ContinuousClock.now

extension RequestID: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self.init(number: value) }
}

extension Machine.PlanKey: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(statement: value, types: []) }
}

extension Machine {
    /// Submits a segment with one step per plan.
    @discardableResult
    mutating func segment(
        _ id: RequestID, _ plans: [PlanKey] = ["a"], bytes: Int = 10, commits: Bool = true, after: Duration? = nil
    ) -> SubmitAction {
        submit(
            Request(
                id: id, work: .segment(plans), bytes: bytes, commits: commits,
                deadline: after.map { start.advanced(by: $0) }))
    }

    /// Submits work that needs the line for itself.
    @discardableResult
    mutating func alone(
        _ id: RequestID, _ work: Work, commits: Bool = true, after: Duration? = nil
    ) -> SubmitAction {
        submit(
            Request(
                id: id, work: work, bytes: 10, commits: commits, deadline: after.map { start.advanced(by: $0) }))
    }

    /// Everything the machine sends now.
    @discardableResult
    mutating func sendAll() -> [SendAction] {
        var actions: [SendAction] = []
        while true {
            let action = next()
            if action == .nothing { return actions }
            actions.append(action)
            if action == .finish { return actions }
        }
    }

    /// Feeds replies and keeps the actions that say something.
    @discardableResult
    mutating func feed(_ replies: Reply...) -> [ReplyAction] {
        replies.map { received($0) }.filter { $0 != .nothing }
    }

    /// A machine whose plan `a` is prepared and confirmed.
    static func prepared(_ limits: Limits = Limits()) -> Machine {
        var machine = Machine(limits: limits)
        machine.segment(999)
        machine.sendAll()
        machine.feed(.success, .end, .sync)
        machine.sendAll()
        machine.feed(.success, .end, .sync)
        return machine
    }
}

extension Machine.Reply {
    /// An error of the server that ends the statement, not the session.
    static func error(_ state: SQLState) -> Machine.Reply { .failure(state, isFatal: false) }
    /// An error of the server that ends the session.
    static var fatal: Machine.Reply { .failure(.adminShutdown, isFatal: true) }
}
