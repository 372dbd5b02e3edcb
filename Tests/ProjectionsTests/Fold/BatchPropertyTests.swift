internal import Folds
internal import Identity
internal import Projections
internal import Support
internal import Testing
internal import Ticketing

@Suite("Folding live and folding anew")
struct BatchPropertyTests {
    @Test("come to the same rows, however the log is cut into batches", arguments: 1...UInt64(30))
    func batches(seed: UInt64) {
        let history = RandomHistory(seed: seed, count: 600).events
        var whole = Tables()
        whole.fold(history)
        var random = SeededGenerator(seed: seed &+ 1_000)
        for batchMax in [1, 2, 7, 100] {
            var live = Tables()
            var rest = history[...]
            while !rest.isEmpty {
                let batch = rest.prefix(1 + random.roll(batchMax))
                live.fold(batch)
                rest = rest.dropFirst(batch.count)
            }
            #expect(live == whole, "seed \(seed), batches of up to \(batchMax)")
        }
    }

    @Test("agree with what the rules fold each ticket to", arguments: 1...UInt64(30))
    func rules(seed: UInt64) {
        var random = RandomHistory(seed: seed, count: 600)
        random.finishLinks()
        let history = random.events
        let rows = folded(history).tickets
        var states: [StreamID: TicketState] = [:]
        for event in history { TicketState.evolve(&states[event.stream], with: event) }
        #expect(states.count == rows.count && rows.count > 20, "seed \(seed)")
        for state in states.values {
            let row = rows[state.id]
            #expect(row?.status == state.status && row?.assignee == state.assignee, "seed \(seed)")
            #expect(row?.team == state.team && row?.tags == state.tags, "seed \(seed)")
            #expect(row?.isSpam == (state.spam != nil) && row?.detail?.facts.language == state.language, "seed \(seed)")
            #expect((row?.detail?.facts.followers ?? []) == state.followers, "seed \(seed)")
            #expect((row?.detail?.facts.priority ?? .normal) == state.priority, "seed \(seed)")
            #expect((row?.detail?.facts.classes ?? TicketClasses()) == state.classes, "seed \(seed)")
            #expect(row?.detail?.facts.mergedInto == state.mergedInto, "seed \(seed)")
            #expect((row?.detail?.facts.parts ?? []) == state.parts, "seed \(seed)")
            #expect(row?.detail?.facts.problem == state.problem, "seed \(seed)")
            #expect((row?.detail?.facts.leftProblems ?? []) == state.leftProblems.sorted(), "seed \(seed)")
            #expect(row?.snoozedUntil == state.snoozedUntil && row?.version == state.version, "seed \(seed)")
            #expect(row?.position == state.position && row?.channel == state.channel, "seed \(seed)")
            // Nobody waits where it is not our turn, unless we put it off.
            #expect(row?.waitingSince == nil || row?.status == .open || row?.status == .snoozed, "seed \(seed)")
        }
    }

    @Test("count what is in the log", arguments: 1...UInt64(30))
    func counts(seed: UInt64) {
        var history = RandomHistory(seed: seed, count: 600)
        history.finishLinks()
        let fold = folded(history.events)
        let shown = fold.tickets.values.filter { !$0.isSpam }
        #expect(fold.tally.tickets == shown.count && fold.tally.customers == fold.customers.count)
        #expect(fold.tally.spam == fold.tickets.count - shown.count && fold.tally.spam > 0)
        #expect(fold.tally.messages == shown.reduce(0) { $0 + $1.messages })
        #expect(
            fold.tickets.values.reduce(0) { $0 + $1.messages } == fold.customers.values.reduce(0) { $0 + $1.messages })
        #expect(fold.tally.replies == shown.reduce(0) { $0 + $1.replies })
        #expect(fold.tally.canned == shown.reduce(0) { $0 + ($1.detail?.facts.canned ?? 0) } && fold.tally.canned > 0)
        #expect(fold.tickets.count == fold.customers.values.reduce(0) { $0 + $1.tickets })
    }
}
