internal import EventLog
internal import Identity
package import Ticketing

/// What is said of who is one person.
package enum LinkCommand: Hashable, Sendable {
    /// What is written under an identity is this customer's from now on.
    case link(CustomerID, CustomerIdentity)
    case unlink(CustomerID, CustomerIdentity)
    /// Two customers are one person.
    case merge(CustomerID, into: CustomerID)
    case unmerge(CustomerID)

    /// The name of the command, as the protocol has it.
    var name: String {
        switch self {
        case .link: "customer.link"
        case .unlink: "customer.unlink"
        case .merge: "customer.merge"
        case .unmerge: "customer.unmerge"
        }
    }

    /// For a command's fingerprint.
    var parts: [String?] {
        switch self {
        case .link(let customer, let identity), .unlink(let customer, let identity):
            [customer.description, identity.network, identity.handle]
        case .merge(let from, let into): [from.description, into.description]
        case .unmerge(let from): [from.description]
        }
    }
}

extension Desk {
    /// Decides on what the log has: these are rare, and no append checks what is refused.
    func plan(_ link: LinkCommand, in workspace: DeskWorkspace) async throws -> Plan {
        switch link {
        case .link(let customer, let identity):
            let state = try await demandCustomer(customer, in: workspace)
            switch try await holder(of: identity, in: workspace) {
            case (customer, _)?: return plan(.unchanged, on: [state])
            case (let other, _)?: return plan(.rejected(.identityTaken(by: other)), on: [state])
            case nil: return plan(state.decide(link: identity), on: [state])
            }
        case .unlink(let customer, let identity):
            let state = try await demandCustomer(customer, in: workspace)
            guard let (holder, position) = try await holder(of: identity, in: workspace), holder == customer else {
                return plan(.unchanged, on: [state])
            }
            return plan(state.decide(unlink: identity, toldAt: position), on: [state])
        case .merge(let from, let into):
            let state = try await demandCustomer(from, in: workspace)
            let other = try await demandCustomer(into, in: workspace)
            return plan(state.decide(mergeInto: other), on: [state, other])
        case .unmerge(let from):
            let state = try await demandCustomer(from, in: workspace)
            var other: CustomerState?
            if let into = state.mergedInto { other = try await demandCustomer(into, in: workspace) }
            return plan(state.decide(unmergeFrom: other), on: [state] + (other.map { [$0] } ?? []))
        }
    }

    private func plan(_ decision: Decision, on states: [CustomerState]) -> Plan {
        Plan(
            decision: decision, receipt: Receipt(customer: states.first?.id),
            position: states.map(\.position).max() ?? .beforeAll,
            versions: Dictionary(states.map { (.customer($0.id), $0.version) }) { first, _ in first })
    }

    private func demandCustomer(_ id: CustomerID, in workspace: DeskWorkspace) async throws -> CustomerState {
        guard let state = try await customerState(id, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.customer), "there is no customer \(id) in this workspace")
        }
        return state
    }

    /// Whose an identity is, and where that was told, as the log has it; nil if it is nobody's.
    private func holder(
        of identity: CustomerIdentity, in workspace: DeskWorkspace
    ) async throws -> (CustomerID, LogPosition)? {
        forget(identity.claim, in: workspace)
        guard let held = try await claims([identity.claim], in: workspace)[identity.claim],
            case .customer(let customer) = StreamID(held.stream)
        else { return nil }
        return (customer, held.position)
    }

    /// Somebody on the other side, and what is known of them; nil of who is new.
    struct KnownParty {
        let party: Intake.Party
        let state: CustomerState?
        /// Whether it is by an identity that they were given later, and that can be taken from them again.
        let isLinked: Bool

        /// What a decision that takes them for the owner of that identity has read.
        var guards: [StreamID: StreamVersion] {
            guard isLinked, let state else { return [:] }
            return [.customer(state.id): state.version]
        }
    }

    /// Who is behind an identity. What memory has of who holds it may be of yesterday, on another server it was taken away
    /// since: of one that can be, the append finds out.
    func party(
        _ held: LogClaim?, _ identity: NetworkIdentity, on network: String, in workspace: DeskWorkspace
    ) async throws -> KnownParty {
        var held = held
        let claim = Claim.customer(network: network, handle: identity.handle)
        for isFresh in [false, true] {
            guard let holder = held, case .customer(let customer) = StreamID(holder.stream) else { break }
            guard let state = try await customerState(customer, in: workspace, fresh: isFresh) else { break }
            if holder.position == state.registeredAt {
                return KnownParty(party: .known(customer), state: state, isLinked: false)
            }
            if state.identities.contains(holder.position) {
                return KnownParty(party: .known(customer), state: state, isLinked: true)
            }
            forget(claim, in: workspace)
            held = try await claims([claim], in: workspace)[claim]
        }
        let stranger = Intake.Party.new(CustomerID(makeID()), handle: identity.handle, name: identity.name)
        return KnownParty(party: stranger, state: nil, isLinked: false)
    }
}
