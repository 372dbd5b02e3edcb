package import Identity

/// What the rules need to know of one customer; folded from their stream, never stored.
package struct CustomerState: Hashable, Sendable {
    package let id: CustomerID
    /// Whether what they write opens tickets as spam.
    package var isBlocked: Bool
    /// Where they were blocked; nil while they are heard.
    package var blockedAt: LogPosition?
    package var version: StreamVersion
    /// Where the last event of the stream stands.
    package var position: LogPosition

    /// Takes one event of the customer's stream into account, in the order of versions.
    package static func evolve(_ state: inout CustomerState?, with recorded: RecordedEvent) {
        if case .customerRegistered = recorded.event, case .customer(let id) = recorded.stream {
            state = CustomerState(
                id: id, isBlocked: false, version: recorded.version, position: recorded.position)
            return
        }
        state?.version = recorded.version
        state?.position = recorded.position
        switch recorded.event {
        case .spam(.customerBlocked):
            state?.isBlocked = true
            state?.blockedAt = recorded.position
        case .spam(.customerUnblocked):
            state?.isBlocked = false
            state?.blockedAt = nil
        default: break
        }
    }

    /// They are not to be heard for now, or again.
    package func decide(block isBlocked: Bool, reason: String?) -> Decision {
        if isBlocked == self.isBlocked { return .unchanged }
        return .accepted(
            Changes([
                NewEvent(
                    .spam(isBlocked ? .customerBlocked : .customerUnblocked), on: .customer(id),
                    sealing: Personal(reason: reason), about: .customer(id))
            ]))
    }
}

extension Changes {
    /// All of both, as one command.
    package mutating func add(_ other: Changes) {
        let first = events.count
        events += other.events
        takes += other.takes.map { Take($0.claim, by: first + $0.event) }
        releases += other.releases
        for limit in other.limits where !limits.contains(limit) { limits.append(limit) }
    }
}
