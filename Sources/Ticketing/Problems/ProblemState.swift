package import Identity

/// What somebody wants of a problem.
package enum ProblemCommand: Hashable, Sendable {
    case open(ProblemOpened)
    case notice(ProblemNoticed)
    case close
}

/// A problem, folded from its stream.
package struct ProblemState: Hashable, Sendable {
    package let id: ProblemID
    /// Nil before it is opened.
    package private(set) var opened: ProblemOpened?
    /// Where it was opened.
    package private(set) var openedAt = LogPosition.beforeAll
    package private(set) var isClosed = false
    package private(set) var version = StreamVersion.none
    /// Where the last event of the stream stands.
    package private(set) var position = LogPosition.beforeAll

    package init(id: ProblemID) { self.id = id }

    /// Takes the next event of the stream into account. Of those between its first and its last one none need be known: only
    /// the last can say that it is over.
    package mutating func evolve(with recorded: RecordedEvent) {
        version = recorded.version
        position = recorded.position
        switch recorded.event {
        case .problem(.opened(let opened)):
            self.opened = opened
            openedAt = recorded.position
        case .problem(.closed): isClosed = true
        default: break
        }
    }

    /// What follows from a command.
    package func decide(_ command: ProblemCommand, _ rulebook: Rulebook) -> Decision {
        switch command {
        case .open(let opened):
            if self.opened != nil { return .unchanged }
            if let cause = opened.cause, rulebook.tree(.cause)[cause] == nil { return .rejected(.noSuchClass(.cause)) }
            if let product = opened.product, rulebook.tree(.product)[product] == nil {
                return .rejected(.noSuchClass(.product))
            }
            return accept(.opened(opened))
        case .notice(let noticed): return isClosed ? .rejected(.problemClosed) : accept(.noticed(noticed))
        case .close: return isClosed ? .unchanged : accept(.closed(ProblemClosed(opened: openedAt)))
        }
    }

    private func accept(_ event: ProblemEvent) -> Decision {
        .accepted(Changes([NewEvent(.problem(event), on: .problem(id))]))
    }
}
