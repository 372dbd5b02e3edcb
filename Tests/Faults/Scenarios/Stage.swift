internal import Client
internal import Foundation
internal import Support
internal import Synchronization
internal import Ticketing

/// Where a scenario plays: the site, the clients at work, chance, and what is found wrong on the way.
package final class Stage: Sendable {
    package let site: Site
    package let journal: Journal
    package let seed: UInt64
    /// The long version; the short one is part of every test run.
    package let isLong: Bool
    private let random: Mutex<SeededGenerator>
    private let found = Mutex<[Violation]>([])
    private let counts = Mutex<[String: Int]>([:])
    private let stallsSeen = Mutex<[String]>([])

    init(site: Site, journal: Journal, seed: UInt64, isLong: Bool) {
        self.site = site
        self.journal = journal
        self.seed = seed
        self.isLong = isLong
        random = Mutex(SeededGenerator(seed: seed))
    }

    /// How long things may take on a machine that also builds.
    package enum Bounds {
        /// The design says five seconds; the rest is for the machine.
        package static let resume = Duration.seconds(8)
        /// The server's deadline is ten seconds; the rest is for the machine.
        package static let answer = Duration.seconds(13)
        /// After so long without any answer somebody looks what everybody does.
        package static let patience = Duration.seconds(2)
        /// From start to ready.
        package static let start = Duration.seconds(10)
    }

    /// The server that most scenarios have only one of.
    package var server: CarelogServer { site.servers[0] }

    /// Where a client connects to, as somebody of the first workspace.
    func endpoint(_ role: Role) -> ClientEndpoint {
        ClientEndpoint(
            host: "127.0.0.1", port: site.port(for: 0), token: site.staff[0].tokens[role] ?? "", clientName: "faults")
    }

    /// A number below `sides`.
    package func roll(_ sides: Int) -> Int { random.withLock { $0.roll(sides) } }

    /// Lets the clients work for some time: between two moments that the seed chooses.
    package func work(_ range: ClosedRange<Int>) async throws {
        let milliseconds = range.lowerBound + roll(range.upperBound - range.lowerBound + 1)
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    /// Counts something for the report, such as `kills`.
    package func count(_ name: String, _ number: Int = 1) { counts.withLock { $0[name, default: 0] += number } }

    /// Notes what must hold and does not.
    package func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
        guard !condition else { return }
        let violation = Violation(.scenario, at: "\(journal.now)", message())
        found.withLock { $0.append(violation) }
    }

    /// Waits until clients are acknowledged again, something that was asked after this moment: by one server, or by any.
    package func expectService(
        of server: Int? = nil, within limit: Duration = Bounds.resume, after what: String
    ) async throws {
        let since = journal.now
        func isServed() -> Bool {
            journal.attempts(since: since).contains { attempt in
                guard case .done = attempt.answer, attempt.askedAt >= since else { return false }
                return server.map { $0 == attempt.server } ?? true
            }
        }
        var isServing = try await holds(within: min(limit, Bounds.patience)) { isServed() }
        var seen = ""
        if !isServing {
            let waiting = journal.pending.map { "\n    \($0.client) since \($0.waiting): \($0.what)" }
            seen = await "\(site.look())\nwho waits for an answer:\(waiting.sorted().joined())"
            let rest = max(.zero, limit - (journal.now - since))
            isServing = try await holds(within: rest) { isServed() }
        }
        let took = Int((journal.now - since) / .milliseconds(1))
        if !seen.isEmpty {
            let attempts = journal.attempts(since: since).map {
                "\n    \($0.client) of server \($0.server) asked at \($0.askedAt), answered at \($0.answeredAt): \($0.answer)"
            }
            let report = """
                after \(what), \(took) ms, from \(since) on; \(Bounds.patience) in:
                \(seen)
                what kept clients from asking: \(journal.troubles(since: since))
                answers:\(attempts.joined())
                """
            stallsSeen.withLock { $0.append(report) }
        }
        expect(isServing, "nobody was served for \(limit) after \(what)")
        count("resumed")
        counts.withLock { $0["slowest ms"] = max($0["slowest ms"] ?? 0, took) }
    }

    /// Waits until PostgreSQL lets somebody in again, by itself.
    package func awaitPostgres() async throws {
        let isBack = try await holds(within: .seconds(30)) { (try? await self.site.query("select 1")) != nil }
        expect(isBack, "PostgreSQL did not come back within 30 seconds: \(site.postgres.log.suffix(2_000))")
    }

    /// Looks until a condition holds; false if it does not within the limit.
    package func holds(within limit: Duration, _ condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await condition()
    }

    var violations: [Violation] { found.withLock { $0 } }
    /// What was seen while nobody was served, whether or not it was too long.
    var stalls: [String] { stallsSeen.withLock { $0 } }
    var counted: [String: Int] { counts.withLock { $0 } }
}
