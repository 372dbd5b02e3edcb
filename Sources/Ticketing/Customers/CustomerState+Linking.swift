package import Identity

/// Somebody on a network, by what the network calls them.
package struct CustomerIdentity: Hashable, Sendable {
    package let network: String
    package let handle: String

    package init(network: String, handle: String) {
        self.network = network
        self.handle = handle
    }

    /// Of which there is one.
    package var claim: Claim { .customer(network: network, handle: handle) }
}

// Which identities and which customers are one person. All of it are links: tickets, identities, claims and keys stay with
// whom they were, so that each link can be undone.
extension CustomerState {
    /// So many customers are one person at most: whoever shows one of them reads all of them.
    package static let groupCountMax = 100

    /// They may be given so many identities: as above.
    package static let identityCountMax = 64

    /// How many are shown as one with them, who are merged into them or into those. Who left in between counts until what
    /// they were part of leaves itself.
    package var groupCount: Int { absorbed.values.reduce(1, +) }

    /// Gives them an identity that nobody has, or so it seems: the append is the judge.
    package func decide(link identity: CustomerIdentity) -> Decision {
        if identities.count >= Self.identityCountMax {
            return .rejected(.tooManyIdentities(maximum: Self.identityCountMax))
        }
        let event = CustomerEvent.identified(CustomerIdentified(network: identity.network))
        return .accepted(
            Changes([told(event, sealing: identity)], takes: [.init(identity.claim, by: 0)]))
    }

    /// Takes an identity from them, by where it was told that it is theirs. What was written under it stays theirs.
    package func decide(unlink identity: CustomerIdentity, toldAt position: LogPosition) -> Decision {
        if position == registeredAt { return .rejected(.firstIdentity) }
        let event = CustomerEvent.unidentified(CustomerUnidentified(network: identity.network, identity: position))
        return .accepted(Changes([told(event, sealing: identity)], releases: [identity.claim]))
    }

    private func told(_ event: CustomerEvent, sealing identity: CustomerIdentity) -> NewEvent {
        NewEvent(
            .customer(event), on: .customer(id), sealing: Personal(handle: identity.handle), about: .customer(id))
    }

    /// Makes them one with another. Both have to be roots as of the versions that the append finds, so that of merges that
    /// cross, or that would close a circle, one wins and the others see it.
    package func decide(mergeInto other: CustomerState) -> Decision {
        if other.id == id { return .rejected(.sameCustomer) }
        if let mergedInto { return mergedInto == other.id ? .unchanged : .rejected(.customerMerged(into: mergedInto)) }
        if let into = other.mergedInto { return .rejected(.customerMerged(into: into)) }
        if groupCount + other.groupCount > Self.groupCountMax {
            return .rejected(.tooManyMerged(maximum: Self.groupCountMax))
        }
        return .accepted(
            Changes([
                NewEvent(.customer(.merged(into: other.id)), on: .customer(id)),
                NewEvent(.customer(.absorbed(CustomerAbsorbed(id, count: groupCount))), on: .customer(other.id)),
            ]))
    }

    /// Ends that, as if it had never been. `other` is with whom they were merged; nil if they are a root.
    package func decide(unmergeFrom other: CustomerState?) -> Decision {
        guard let other, mergedInto == other.id else { return .unchanged }
        return .accepted(
            Changes([
                NewEvent(.customer(.unmerged(from: other.id)), on: .customer(id)),
                NewEvent(.customer(.expelled(id)), on: .customer(other.id)),
            ]))
    }
}
