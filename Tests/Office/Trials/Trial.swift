internal import Identity
internal import Support
internal import Ticketing

/// Random sequences of commands against an office, each a seed of its own.
package struct Trial: Sendable {
    private let morning: Office

    /// The office is made ready once.
    package init() throws(Breach) { morning = try Office.morning() }

    /// What one sequence came to.
    package struct Outcome: Sendable {
        package let seed: UInt64
        /// The moves, each a seed.
        package let moves: [UInt64]
        package let events: Int
        /// How often each type of event was recorded; in parentheses what the log answered otherwise.
        package let met: [String: Int]
        /// What did not hold; nil if everything did.
        package let breach: Breach?
    }

    /// Plays one sequence of 8 to 24 moves.
    package func play(_ seed: UInt64, flaw: Flaw? = nil) -> Outcome {
        var random = SeededGenerator(seed: seed)
        let moves = (0..<8 + random.roll(17)).map { _ in random.next() }
        return play(moves, seed: seed, flaw: flaw)
    }

    private func play(_ moves: [UInt64], seed: UInt64, flaw: Flaw?) -> Outcome {
        var office = morning.with(flaw)
        let before = office.log.events.count
        var breach: Breach?
        do throws(Breach) {
            for move in moves { try office.move(move) }
            try office.finishAll()
            try office.endCrises()
            try office.close()
        } catch { breach = error }
        return Outcome(
            seed: seed, moves: moves, events: office.log.events.count - before, met: office.met,
            breach: breach)
    }

    /// The same failure with as few moves as possible: leaves out one after the other as long as the same rule is broken.
    package func shrink(_ outcome: Outcome, flaw: Flaw? = nil) -> Outcome {
        guard let rule = outcome.breach?.rule else { return outcome }
        var least = outcome
        var index = 0
        while index < least.moves.count {
            var moves = least.moves
            moves.remove(at: index)
            let next = play(moves, seed: outcome.seed, flaw: flaw)
            if next.breach?.rule == rule { least = next } else { index += 1 }
        }
        return least
    }

    /// What happened in a sequence, event by event, for whoever looks for the reason.
    package func story(of outcome: Outcome, flaw: Flaw? = nil) -> [String] {
        var office = morning.with(flaw)
        let before = office.log.events.count
        do throws(Breach) {
            for move in outcome.moves { try office.move(move) }
            try office.finishAll()
            try office.endCrises()
        } catch {
            // It is the breach that is told.
        }
        return office.log.events.dropFirst(before).map { "\($0.position) \($0.stream) \($0.actor.kind) \($0.event)" }
    }
}

extension Trial {
    /// What many sequences came to.
    package struct Tally: Sendable {
        package var sequences = 0
        package var moves = 0
        package var events = 0
        /// As of `Outcome`.
        package var met: [String: Int] = [:]
        /// The one with the least seed that broke a rule.
        package var failed: Outcome?

        fileprivate mutating func add(_ outcome: Outcome) {
            sequences += 1
            moves += outcome.moves.count
            events += outcome.events
            met.merge(outcome.met, uniquingKeysWith: +)
            if outcome.breach != nil, outcome.seed < failed?.seed ?? .max { failed = outcome }
        }

        fileprivate mutating func add(_ other: Tally) {
            sequences += other.sequences
            moves += other.moves
            events += other.events
            met.merge(other.met, uniquingKeysWith: +)
            if let theirs = other.failed, theirs.seed < failed?.seed ?? .max { failed = theirs }
        }
    }

    /// Plays so many sequences on all cores, from a seed on; stops early where one breaks a rule.
    package func play(_ count: Int, from seed: UInt64, flaw: Flaw? = nil) async -> Tally {
        let share = 25
        return await withTaskGroup(of: Tally.self) { group in
            for start in stride(from: 0, to: count, by: share) {
                // Behind whatever else the process has to do, which may have to be done in time.
                group.addTask(priority: .background) {
                    var tally = Tally()
                    for index in start..<min(start + share, count) {
                        if Task.isCancelled || tally.failed != nil { break }
                        tally.add(play(seed &+ UInt64(index), flaw: flaw))
                        await Task.yield()
                    }
                    return tally
                }
            }
            var sum = Tally()
            for await tally in group {
                sum.add(tally)
                if sum.failed != nil { group.cancelAll() }
            }
            return sum
        }
    }

    /// What was broken, by how few moves, what happened, and how to see it again.
    package func report(_ outcome: Outcome, flaw: Flaw? = nil) -> String {
        let least = shrink(outcome, flaw: flaw)
        let planted = flaw.map { " --flaw \($0)" } ?? ""
        return """
            seed \(outcome.seed): \(outcome.breach.map { "\($0)" } ?? "nothing is broken")
            with \(least.moves.count) of its \(outcome.moves.count) moves: \(least.breach.map { "\($0)" } ?? "")
            \(story(of: least, flaw: flaw).map { "    \($0)" }.joined(separator: "\n"))
            again: deploy/properties --sequences 1 --seed \(outcome.seed)\(planted)
            """
    }
}
