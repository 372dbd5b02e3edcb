package import Identity

/// What the rules need to know of one customer; folded from their stream, never stored.
package struct CustomerState: Hashable, Sendable {
    package let id: CustomerID
    /// Where their first identity was told, which stays theirs.
    package let registeredAt: LogPosition
    /// Whether what they write opens tickets as spam.
    package var isBlocked: Bool
    /// Where they were blocked; nil while they are heard.
    package var blockedAt: LogPosition?
    /// Where the identities were told that they were given since and still have, the first first.
    package var identities: [LogPosition] = []
    /// With whom they are shown as one; nil of a root.
    package var mergedInto: CustomerID?
    /// Who was merged into them, and how many came with each.
    package var absorbed: [CustomerID: Int] = [:]
    package var version: StreamVersion
    /// Where the last event of the stream stands.
    package var position: LogPosition

    /// Takes one event of the customer's stream into account, in the order of versions.
    package static func evolve(_ state: inout CustomerState?, with recorded: RecordedEvent) {
        if case .customerRegistered = recorded.event, case .customer(let id) = recorded.stream {
            state = CustomerState(
                id: id, registeredAt: recorded.position, isBlocked: false, version: recorded.version,
                position: recorded.position)
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
        case .customer(let event): state?.apply(event, at: recorded.position)
        default: break
        }
    }

    private mutating func apply(_ event: CustomerEvent, at position: LogPosition) {
        switch event {
        case .identified: identities.append(position)
        case .unidentified(let gone): identities.removeAll { $0 == gone.identity }
        case .merged(let into): mergedInto = into
        case .unmerged: mergedInto = nil
        case .absorbed(let other): absorbed[other.customer] = other.count
        case .expelled(let other): absorbed[other] = nil
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
