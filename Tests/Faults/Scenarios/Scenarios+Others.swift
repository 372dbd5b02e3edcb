internal import Foundation
internal import Postgres

/// Clocks that are stepped, servers that stand still, and servers that share a database.
extension Scenario {
    static let others: [Scenario] = [
        Scenario(
            "clock", "the server's wall clock is stepped by a day, forth and back", needs: [SteppedClock.compiler],
            plan: { _ in
                var plan = Site.Plan()
                plan.hasSteppedClock = true
                return plan
            }
        ) { stage in
            let lost = stage.journal.sessionsLost
            for days in stage.isLong ? [1, -1, 0, -1, 1, 0] : [1, -1] {
                try await stage.work(300...1_000)
                try SteppedClock.set(days: days, in: stage.site.directory)
                stage.count("steps")
                try await stage.expectService(after: "a step of the clock to \(days) days from now")
            }
            // Whoever was served after the last step may have changed nothing; the next event tells.
            let isStepped = try await stage.holds(within: Stage.Bounds.resume) {
                let span = try await stage.site.query(
                    "select extract(epoch from max(recorded_at) - min(recorded_at))::bigint from log.event")
                return try span.onlyRow().int64(0) > 160_000
            }
            stage.expect(isStepped, "the clock was not stepped by a day both ways")
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because of the clock")
        },
        Scenario("server-frozen", "the server is stopped for a while, and goes on", delaysAnswers: true) { stage in
            for seconds in stage.isLong ? [5, 30, 120] : [15] {
                try await stage.work(200...800)
                stage.server.freeze()
                try await Task.sleep(for: .seconds(seconds))
                stage.server.thaw()
                stage.count("seconds frozen", seconds)
                try await stage.expectService(after: "\(seconds) s of standstill")
            }
        },
        Scenario(
            "two-servers", "two servers on one database, each in turn killed or frozen while the other goes on",
            delaysAnswers: true,
            plan: { _ in
                var plan = Site.Plan()
                plan.servers = 2
                return plan
            }
        ) { stage in
            for _ in 0..<(stage.isLong ? 12 : 3) {
                try await stage.work(300...1_000)
                let number = stage.roll(2)
                let victim = stage.site.servers[number]
                if stage.roll(2) == 0 {
                    try await victim.kill9()
                    stage.count("kills")
                    try await stage.expectService(of: 1 - number, after: "a kill of server \(number)")
                    try await victim.start()
                } else {
                    victim.freeze()
                    stage.count("freezes")
                    try await stage.work(500...3_000)
                    victim.thaw()
                }
                for server in 0..<2 { try await stage.expectService(of: server, after: "what befell server \(number)") }
            }
        },
    ]
}
