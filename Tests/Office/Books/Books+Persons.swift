internal import Identity
internal import Ticketing

// Who is who on the networks, and who is one person with whom.
extension Books {
    /// What a network calls somebody, and since where that is known.
    struct Name {
        let customer: CustomerID
        let since: LogPosition
    }

    /// One customer.
    struct Client {
        /// Where their first name was told, which stays theirs.
        let since: LogPosition
        var isBlocked = false
        /// With whom they are one, and who is with them.
        var into: CustomerID?
        var parts: Set<CustomerID> = []
    }

    mutating func enter(_ event: RecordedEvent, ofCustomer id: CustomerID) throws(Breach) {
        switch event.event {
        case .customerRegistered:
            if customers[id] != nil { throw breach(.once, event, "the customer is known") }
            customers[id] = Client(since: event.position)
            try name(id, event)
        case .spam(.customerBlocked): customers[id]?.isBlocked = true
        case .spam(.customerUnblocked): customers[id]?.isBlocked = false
        case .customer(.identified): try name(id, event)
        case .customer(.unidentified(let gone)):
            guard let identity = asked, let name = names[identity], name.customer == id, name.since == gone.identity,
                identity.network == gone.network, name.since != customers[id]?.since
            else { throw breach(.person, event, "it was not theirs since then, or always") }
            names[identity] = nil
        case .customer(.merged(let into)):
            guard customers[id]?.into == nil, let other = customers[into], other.into == nil, into != id else {
                throw breach(.person, event, "one of both is with somebody else")
            }
            customers[id]?.into = into
            done.joined[id] = into
        case .customer(.absorbed(let absorbed)):
            guard done.joined.removeValue(forKey: absorbed.customer) == id,
                absorbed.count >= crowd(of: absorbed.customer)
            else { throw breach(.person, event, "they did not come, or with more") }
            customers[id]?.parts.insert(absorbed.customer)
        case .customer(.unmerged(let from)):
            guard customers[id]?.into == from else { throw breach(.person, event, "they are not with them") }
            customers[id]?.into = nil
            done.joined[id] = from
        case .customer(.expelled(let gone)):
            guard done.joined.removeValue(forKey: gone) == id, customers[id]?.parts.remove(gone) != nil else {
                throw breach(.person, event, "they did not go")
            }
        case .intake(.signalReceived(let signal)):
            if signal.customer != id || signal.object != nil { throw breach(.voice, event, "it is on something") }
            try demandKnown(as: id, event)
        default: break
        }
    }

    /// What the one who asks calls somebody is theirs from now on.
    private mutating func name(_ id: CustomerID, _ event: RecordedEvent) throws(Breach) {
        guard let identity = asked else { throw breach(.person, event, "nobody said who they are") }
        if let other = names[identity] { throw breach(.person, event, "that is \(other.customer)") }
        names[identity] = Name(customer: id, since: event.position)
    }

    /// Whoever is called so is who it is about.
    func demandKnown(as customer: CustomerID, _ event: RecordedEvent) throws(Breach) {
        guard let identity = asked, names[identity]?.customer != customer else { return }
        throw breach(.person, event, "\(identity.handle) is \(names[identity]?.customer.description ?? "nobody")")
    }

    /// How many are one with somebody who are part of them.
    private func crowd(of customer: CustomerID) -> Int {
        (customers[customer]?.parts ?? []).reduce(1) { $0 + crowd(of: $1) }
    }
}
