internal import Identity
internal import Testing
internal import Ticketing

@Suite("Who is one person")
struct LinkRules {
    private static let ann = CustomerIdentity(network: "email", handle: "ann@example.com")

    /// A customer's state after these events behind the one that registered them.
    private static func state(_ events: [CustomerEvent], of id: CustomerID = customer) -> CustomerState {
        var state: CustomerState?
        let registered = Event.customerRegistered(CustomerRegistered(network: "x"))
        for (index, event) in ([registered] + events.map { .customer($0) }).enumerated() {
            let happened = Happened(event, by: alice)
            CustomerState.evolve(&state, with: happened.logged(as: index + 1, on: .customer(id)))
        }
        guard let state else { preconditionFailure("nobody was registered") }
        return state
    }

    private static let identified = CustomerEvent.identified(CustomerIdentified(network: "email"))

    private static func told(_ event: CustomerEvent) -> NewEvent {
        NewEvent(
            .customer(event), on: .customer(customer), sealing: Personal(handle: ann.handle),
            about: .customer(customer))
    }

    @Test("an identity is given, and its handle is sealed about whom it is")
    func link() {
        let decision = Self.state([]).decide(link: Self.ann)
        #expect(
            decision
                == .accepted(
                    Changes(
                        [Self.told(Self.identified)],
                        takes: [.init(.customer(network: "email", handle: "ann@example.com"), by: 0)])))
        let full = Array(repeating: Self.identified, count: CustomerState.identityCountMax)
        #expect(Self.state(full).decide(link: Self.ann) == .rejected(.tooManyIdentities(maximum: 64)))
    }

    @Test("an identity that was given is taken away again, the first one never")
    func unlink() {
        let state = Self.state([Self.identified, Self.identified])
        #expect(state.registeredAt == at(1) && state.identities == [at(2), at(3)])
        let gone = CustomerEvent.unidentified(CustomerUnidentified(network: "email", identity: at(2)))
        #expect(
            state.decide(unlink: Self.ann, toldAt: at(2))
                == .accepted(Changes([Self.told(gone)], releases: [Self.ann.claim])))
        #expect(state.decide(unlink: Self.ann, toldAt: at(1)) == .rejected(.firstIdentity))
        #expect(Self.state([Self.identified, Self.identified, gone]).identities == [at(3)])
    }

    private static let merged = state([.merged(into: stranger)])
    private static let third = CustomerID(.numbered(0xc3))

    private static func absorbed(_ id: CustomerID, count: Int = 1) -> CustomerEvent {
        .absorbed(CustomerAbsorbed(id, count: count))
    }

    @Test("two roots become one by an event on each, which says how many came")
    func merge() {
        let (from, into) = (Self.state([Self.absorbed(Self.third, count: 4)]), Self.state([], of: stranger))
        #expect(
            from.decide(mergeInto: into)
                == .accepted(
                    Changes([
                        NewEvent(.customer(.merged(into: stranger)), on: .customer(customer)),
                        NewEvent(.customer(Self.absorbed(customer, count: 5)), on: .customer(stranger)),
                    ])))
        #expect(from.decide(mergeInto: from) == .rejected(.sameCustomer))
        let many = Self.state([Self.absorbed(Self.third, count: 95)], of: stranger)
        #expect(from.decide(mergeInto: many) == .rejected(.tooManyMerged(maximum: 100)))
    }

    @Test("who was merged is told into whom, whichever side they are on, and merged there again nothing changes")
    func roots() {
        let (other, free) = (Self.state([Self.absorbed(customer)], of: stranger), Self.state([], of: Self.third))
        #expect(Self.merged.decide(mergeInto: other) == .unchanged)
        #expect(Self.merged.decide(mergeInto: free) == .rejected(.customerMerged(into: stranger)))
        #expect(free.decide(mergeInto: Self.merged) == .rejected(.customerMerged(into: stranger)))
        // The other way round, which would close a circle.
        #expect(other.decide(mergeInto: Self.merged) == .rejected(.customerMerged(into: stranger)))
    }

    @Test("an end of it leaves both as they were")
    func unmerge() {
        let other = Self.state([Self.absorbed(customer)], of: stranger)
        #expect(
            Self.merged.decide(unmergeFrom: other)
                == .accepted(
                    Changes([
                        NewEvent(.customer(.unmerged(from: stranger)), on: .customer(customer)),
                        NewEvent(.customer(.expelled(customer)), on: .customer(stranger)),
                    ])))
        #expect(Self.state([]).decide(unmergeFrom: nil) == .unchanged)
        #expect(Self.state([]).decide(unmergeFrom: other) == .unchanged)
        let after = Self.state([.merged(into: stranger), .unmerged(from: stranger)])
        #expect(after.mergedInto == nil && after.groupCount == 1)
        #expect(Self.state([Self.absorbed(customer, count: 3), .expelled(customer)], of: stranger).groupCount == 1)
    }

    /// Merges and their ends as two servers would decide them: on states of which some are of yesterday. The log takes what
    /// was decided only if both streams are still at the versions that were read.
    @Test("of merges at random, decided on what was so a moment ago, none closes a circle", arguments: 1...UInt64(50))
    func crossing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ids = (0..<6).map { CustomerID(.numbered(0x500 + $0)) }
        var states = Dictionary(uniqueKeysWithValues: ids.map { ($0, Self.state([], of: $0)) })
        var memory = states
        var position = 10
        var counts = (merges: 0, unmerges: 0, conflicts: 0)
        for _ in 0..<200 {
            if Int.random(in: 0..<3, using: &random) == 0 { memory = states }
            guard let from = memory[ids[Int.random(in: 0..<6, using: &random)]],
                let into = memory[ids[Int.random(in: 0..<6, using: &random)]]
            else { continue }
            let isMerge = Int.random(in: 0..<3, using: &random) > 0
            let decision =
                isMerge
                ? from.decide(mergeInto: into) : from.decide(unmergeFrom: from.mergedInto.flatMap { memory[$0] })
            guard case .accepted(let changes) = decision else { continue }
            let written = changes.events.compactMap { event -> CustomerID? in
                if case .customer(let id) = event.stream { id } else { nil }
            }
            guard written.allSatisfy({ states[$0]?.version == memory[$0]?.version }) else {
                counts.conflicts += 1
                continue
            }
            if isMerge { counts.merges += 1 } else { counts.unmerges += 1 }
            for (event, id) in zip(changes.events, written) {
                position += 1
                let version = (states[id]?.version ?? .none).value + 1
                CustomerState.evolve(
                    &states[id],
                    with: RecordedEvent(
                        position: at(position), stream: event.stream, version: StreamVersion(version),
                        id: EventID(.numbered(UInt64(position))), command: CommandID(.numbered(UInt64(position))),
                        at: noon, actor: alice, event: event.event, subject: nil))
            }
            for id in ids {
                var (above, steps) = (id, 0)
                while let next = states[above]?.mergedInto, steps <= ids.count { (above, steps) = (next, steps + 1) }
                #expect(steps < ids.count, "seed \(seed): a circle")
                // Each link is known on both sides.
                let parts = Set(ids.filter { states[$0]?.mergedInto == id })
                #expect(Set(states[id].map { Array($0.absorbed.keys) } ?? []) == parts, "seed \(seed)")
            }
        }
        #expect(counts.merges > 5 && counts.unmerges > 5 && counts.conflicts > 0, "seed \(seed)")
    }
}
