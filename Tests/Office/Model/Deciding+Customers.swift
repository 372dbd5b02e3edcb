internal import Identity
internal import Ticketing

/// What is said of who is one person.
enum LinkWish: Sendable {
    case link(CustomerID, CustomerIdentity)
    case unlink(CustomerID, CustomerIdentity)
    case merge(CustomerID, into: CustomerID)
    case unmerge(CustomerID)
}

// Who is one person, as a server finds them and decides on them.
extension Deciding {
    mutating func decide(_ link: LinkWish) -> Verdict? {
        switch link {
        case .link(let customer, let identity):
            guard let state = memory.customer(customer, in: log, fresh: true) else { return nil }
            memory.forget(identity.claim)
            // Somebody has it already.
            if memory.holder(of: identity.claim, in: log) != nil { return nil }
            return verdict(state.decide(link: identity), on: [state])
        case .unlink(let customer, let identity):
            guard let state = memory.customer(customer, in: log, fresh: true) else { return nil }
            memory.forget(identity.claim)
            guard let held = memory.holder(of: identity.claim, in: log), held.stream == .customer(customer) else {
                return nil
            }
            return verdict(state.decide(unlink: identity, toldAt: held.position), on: [state])
        case .merge(let from, let into):
            guard let state = memory.customer(from, in: log, fresh: true),
                let other = memory.customer(into, in: log, fresh: true)
            else { return nil }
            var decision = state.decide(mergeInto: other)
            if flaw == .halfPersons, case .accepted(let changes) = decision {
                decision = .accepted(Changes([changes.events[0]]))
            }
            return verdict(decision, on: [state, other])
        case .unmerge(let from):
            guard let state = memory.customer(from, in: log, fresh: true) else { return nil }
            let other = state.mergedInto.flatMap { memory.customer($0, in: log, fresh: true) }
            return verdict(state.decide(unmergeFrom: other), on: [state] + (other.map { [$0] } ?? []))
        }
    }

    private func verdict(_ decision: Decision, on states: [CustomerState]) -> Verdict {
        Verdict(
            decision: decision,
            versions: Dictionary(states.map { (.customer($0.id), $0.version) }) { first, _ in first })
    }

    /// Somebody on the other side, and what is known of them; nil of who is new.
    struct KnownParty {
        let party: Intake.Party
        var state: CustomerState?
        /// What a decision has read that takes them for the owner of an identity which can be taken from them again.
        var guards: [StreamID: StreamVersion] = [:]
    }

    /// Who is behind an identity: what memory has of who holds it may be of yesterday.
    mutating func party(_ letter: Wish.Letter) -> KnownParty {
        party(letter.handle, on: letter.channel.network, new: letter.customer)
    }

    mutating func party(_ handle: String, on network: String, new: CustomerID) -> KnownParty {
        let claim = Claim.customer(network: network, handle: handle)
        var held = memory.holder(of: claim, in: log)
        for isFresh in [false, true] {
            guard case .customer(let customer)? = held?.stream, let position = held?.position,
                let state = memory.customer(customer, in: log, fresh: isFresh)
            else { break }
            if position == state.registeredAt || flaw == .oldIdentities {
                return KnownParty(party: .known(customer), state: state)
            }
            if state.identities.contains(position) {
                return KnownParty(
                    party: .known(customer), state: state, guards: [.customer(state.id): state.version])
            }
            memory.forget(claim)
            held = memory.holder(of: claim, in: log)
        }
        return KnownParty(party: .new(new, handle: handle, name: nil))
    }
}
