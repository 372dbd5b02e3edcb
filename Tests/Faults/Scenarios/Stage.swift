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

    /// Waits until clients are acknowledged again, something that was asked after this moment.
    package func expectService(within limit: Duration = Bounds.resume, after what: String) async throws {
        let since = journal.now
        let isServing = try await holds(within: limit) {
            self.journal.attempts(since: since).contains {
                if case .done = $0.answer { $0.askedAt >= since } else { false }
            }
        }
        expect(isServing, "nobody was served for \(limit) after \(what)")
        count("resumed")
        let took = journal.now - since
        counts.withLock { $0["slowest ms"] = max($0["slowest ms"] ?? 0, Int(took / .milliseconds(1))) }
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
    var counted: [String: Int] { counts.withLock { $0 } }
}
