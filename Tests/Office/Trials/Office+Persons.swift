internal import Folds
internal import Identity
internal import Projections
internal import Support
internal import Ticketing

extension Office {
    /// Somebody says who is one person.
    func link(_ random: inout SeededGenerator) -> Wish? {
        guard let one = books.customers.keys.sorted().randomElement(using: &random),
            let other = books.customers.keys.sorted().randomElement(using: &random)
        else { return nil }
        let network = Cast.channels[random.roll(2)].network
        let strange = CustomerIdentity(network: network, handle: (Cast.handles + ["pat"])[random.roll(4)])
        switch random.roll(9) {
        case 0...2: return .customer(.link(one, strange))
        case 3...5:
            let given = books.names.filter { $0.value.since != books.customers[$0.value.customer]?.since }
            let known = (given.isEmpty || random.roll(6) == 0 ? books.names : given).map { ($0.value, $0.key) }
            let name = known.sorted { $0.0.since < $1.0.since }.randomElement(using: &random)
            return name.map { .customer(.unlink($0.0.customer, $0.1)) }
        default:
            let parts = books.customers.filter { $0.value.into != nil }.keys.sorted()
            if let part = parts.randomElement(using: &random), random.roll(3) > 0 { return .customer(.unmerge(part)) }
            return .customer(random.roll(8) == 0 ? .unmerge(one) : .merge(one, into: other))
        }
    }

    /// What the rules and the log say of customers, against the books.
    func comparePersons(of events: some Sequence<RecordedEvent>) throws(Breach) {
        var touched: Set<CustomerID> = []
        for event in events { if case .customer(let id) = event.stream { touched.insert(id) } }
        for id in touched.sorted() {
            var state: CustomerState?
            for event in log.read(.customer(id), after: .none) { CustomerState.evolve(&state, with: event) }
            let client = books.customers[id]
            guard let state, let client, state.isBlocked == client.isBlocked, state.mergedInto == client.into,
                Set(state.absorbed.keys) == client.parts
            else {
                throw Breach(
                    rule: .person, position: log.end,
                    message: "\(id) is \(state as Any), by hand \(client as Any)")
            }
        }
        if touched.isEmpty { return }
        for (identity, name) in books.names {
            let held = log.claims[identity.claim]
            guard held?.stream == .customer(name.customer), held?.position == name.since else {
                throw Breach(
                    rule: .claims, position: log.end, message: "\(identity) is \(name), the log has \(held as Any)")
            }
        }
    }

    /// At the end: the views show who is one person, and whoever becomes one and two again is shown as before.
    func closePersons() throws(Breach) {
        func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws(Breach) {
            if !condition { throw Breach(rule: .person, position: log.end, message: what()) }
        }
        try demand(
            live.links.mapValues(\.into) == books.customers.compactMapValues(\.into), "the views show \(live.links)")
        for (id, client) in books.customers {
            for part in client.parts { try demand(books.customers[part]?.into == id, "\(part) knows nothing of \(id)") }
            let own = books.tickets.values.filter { $0.customer == id }
            let row = live.customers[id]
            try demand(
                row?.tickets == own.count && row?.messages == own.reduce(0) { $0 + $1.received },
                "\(id) is shown as \(row as Any)")
        }
        let roots = books.customers.filter { $0.value.into == nil }.keys.sorted()
        guard let from = roots.first, let into = roots.last, from != into else { return }
        var office = self
        try office.want(.customer(.merge(from, into: into)), by: Cast.sue, as: Cast.sue.actor, at: 0, slowly: false)
        office.project(.max)
        try demand(office.live.links[from]?.into == into, "\(from) was not merged into \(into)")
        try office.want(.customer(.unmerge(from)), by: Cast.ada, as: Cast.ada.actor, at: 1, slowly: false)
        office.project(.max)
        try demand(
            office.live.links == live.links && office.live.customers == live.customers
                && office.live.tickets == live.tickets && office.live.tally == live.tally,
            "\(from) was \(live.customers[from] as Any), and is \(office.live.customers[from] as Any)")
    }
}
