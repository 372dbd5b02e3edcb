internal import Foundation
internal import Postgres
internal import Support

/// Plays a scenario from nothing to the oracle's word.
package struct Play: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        package var scenario: String
        package var seed: UInt64
        package var took: Duration
        package var tally: Journal.Tally
        package var events: Int64
        package var counts: [String: Int]
        package var violations: [Violation]
        /// Why it was not played; nil if it was.
        package var skipped: String?
        /// What was seen while nobody was served.
        package var stalls: [String] = []
        /// What the servers wrote to stderr.
        package var said: String
    }

    package let scenario: Scenario
    package let seed: UInt64
    package let isLong: Bool

    package init(_ scenario: Scenario, seed: UInt64, isLong: Bool) {
        self.scenario = scenario
        self.seed = seed
        self.isLong = isLong
    }

    /// Plays it. **Errors**: only those of the surroundings; what the servers do wrong is in the outcome.
    package func run() async throws -> Outcome {
        let start = ContinuousClock.now
        if let missing = scenario.isMissing {
            return Outcome(
                scenario: scenario.name, seed: seed, took: .zero, tally: Journal.Tally(), events: 0, counts: [:],
                violations: [], skipped: "there is no \(missing) here", said: "")
        }
        let site = try await Site.open(scenario.plan(isLong))
        do {
            var outcome = try await play(on: site)
            await site.close()
            outcome.took = ContinuousClock.now - start
            outcome.said = site.servers.map(\.said).joined()
            return outcome
        } catch {
            await site.close()
            let said = site.servers.map(\.said).joined()
            throw SupportError("\(scenario.name) --seed \(seed) broke off: \(error)\n\(said.suffix(4_000))")
        }
    }

    private func play(on site: Site) async throws -> Outcome {
        let journal = Journal()
        let stage = Stage(site: site, journal: journal, seed: seed, isLong: isLong)
        let workload = Workload(site: site, journal: journal, size: scenario.size(isLong), seed: seed)
        let following = Task { await workload.follow() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await workload.ask() }
                group.addTask {
                    defer { workload.stop.raise() }
                    // Faults before anybody has done anything find nothing.
                    let hasBegun = try await stage.holds(within: .seconds(30)) { journal.done >= 20 }
                    stage.expect(hasBegun, "the clients did not come to work")
                    try await scenario.inject(stage)
                    try await stage.work(100...300)
                }
                try await group.waitForAll()
            }
            try await settle(stage)
        } catch {
            following.cancel()
            await following.value
            throw error
        }
        following.cancel()
        await following.value
        for server in site.servers {
            let status = try await server.stop()
            stage.expect(status == 0, "told to stop, the server ended with \(status)")
        }
        return try await judge(stage)
    }

    /// Waits until followers and projections have reached the end of every log.
    private func settle(_ stage: Stage) async throws {
        let site = stage.site
        let heads = try await site.query(
            "select w.name, h.next_position from log.head h join log.workspace w using (workspace_id)")
        var ends: [String: Int64] = [:]
        for row in heads { ends[try row.string(0)] = try row.int64(1) - 1 }
        let targets = ends
        let areAtEnd = try await stage.holds(within: .seconds(30)) {
            targets.allSatisfy { name, end in stage.journal.progress(in: name).allSatisfy { $0 >= end } }
        }
        stage.expect(areAtEnd, "followers did not reach the end of the logs within 30 seconds: \(targets)")
        let areFolded = try await stage.holds(within: .seconds(30)) {
            let behind = try await site.query(
                """
                select count(*) from log.head h join projection.generation g on g.state = 'live'
                left join projection.checkpoint c on c.generation = g.generation and c.workspace_id = h.workspace_id
                where coalesce(c.position, -1) <> h.next_position - 1
                """)
            return try behind.onlyRow().int64(0) == 0
        }
        stage.expect(areFolded, "the projections did not reach the end of the logs within 30 seconds")
    }

    /// No client is told of a fault of the server's own, and who meets others on a ticket gets through in the end.
    private func expectUsualAnswers(_ stage: Stage, _ attempts: [Attempt]) {
        var kinds: [Substring: Int] = [:]
        for attempt in attempts {
            switch attempt.answer {
            case .refused(let reason), .unknown(let reason): kinds[reason.prefix { $0 != ":" }, default: 0] += 1
            case .done: break
            }
        }
        stage.expect(kinds["internal"] == nil, "clients were told of \(kinds["internal"] ?? 0) faults of the server")
        // The server tells them why before their time is up; this is what they are told if it forgets to.
        let late = kinds["deadline"] ?? 0
        stage.expect(
            late == 0 || scenario.delaysAnswers, "\(late) times clients were not told what it is that takes so long")
        let contended = kinds["conflict"] ?? 0
        stage.expect(
            contended <= 2 + attempts.count / 100,
            "of \(attempts.count) attempts \(contended) were given up as contended")
    }

    private func judge(_ stage: Stage) async throws -> Outcome {
        var history = stage.journal.history
        let reader = SiteReader(site: stage.site)
        for staff in stage.site.staff { history.logs[staff.name] = try await reader.log(of: staff) }
        var queues: [String: [QueueRow]] = [:]
        for staff in stage.site.staff { queues[staff.name] = try await reader.queues(of: staff) }
        history.queues = queues
        history.projections = try await reader.projections()
        expectUsualAnswers(stage, history.attempts)
        if !scenario.delaysAnswers { history.answerLimit = Stage.Bounds.answer }
        let events = history.logs.values.reduce(0) { $0 + $1.next }
        return Outcome(
            scenario: scenario.name, seed: seed, took: .zero, tally: stage.journal.tally, events: events,
            counts: stage.counted, violations: Oracle.check(history) + stage.violations, skipped: nil,
            stalls: stage.stalls, said: "")
    }
}

extension Play.Outcome {
    /// One line for one scenario.
    package var line: String {
        let verdict = skipped.map { "skipped: \($0)" } ?? (violations.isEmpty ? "ok" : "VIOLATED")
        let numbers = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let refusals = tally.refusals.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let doubts = tally.doubts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let seconds = String(format: "%.1f s", took / .seconds(1))
        return """
            \(scenario) seed \(seed): \(tally.commands) commands, answers \(tally.done) done \(tally.refused) refused \
            (\(refusals.joined(separator: ", "))) \
            \(tally.unknown) unknown (\(doubts.joined(separator: ", "))), \(events) events, \(tally.delivered) delivered, \(numbers), \(seconds): \(verdict)
            """
    }

    /// What was violated and how to see it again.
    package var report: String {
        let shown = violations.prefix(20).map { "    \($0)" }.joined(separator: "\n")
        let rest = violations.count > 20 ? "\n    and \(violations.count - 20) more" : ""
        return "\(line)\n\(shown)\(rest)\n    again: deploy/faults --scenario \(scenario) --seed \(seed)"
    }
}
