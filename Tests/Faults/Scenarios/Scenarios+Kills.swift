internal import Support

/// Processes that are killed at moments the seed chooses.
extension Scenario {
    static let kills: [Scenario] = [
        Scenario("server-kill", "kill -9 of the server at random moments") { stage in
            for _ in 0..<(stage.isLong ? 25 : 4) {
                try await stage.work(50...900)
                try await stage.server.kill9()
                stage.count("kills")
                let since = stage.journal.now
                try await stage.server.start()
                let took = stage.journal.now - since
                stage.expect(took < Stage.Bounds.start, "it took \(took) to be ready")
                try await stage.expectService(after: "a kill of the server")
            }
        },
        Scenario("postgres-kill", "kill -9 of all of PostgreSQL at random moments") { stage in
            let lost = stage.journal.sessionsLost
            for _ in 0..<(stage.isLong ? 8 : 2) {
                try await stage.work(200...1_500)
                try await stage.site.postgres.kill9()
                stage.count("kills")
                try await stage.work(0...1_500)
                try await stage.site.postgres.start()
                try await stage.expectService(after: "a kill of PostgreSQL")
            }
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because PostgreSQL was away")
        },
        Scenario("postgres-backend-kill", "kill -9 of one process of PostgreSQL, which then recovers") { stage in
            let lost = stage.journal.sessionsLost
            for _ in 0..<(stage.isLong ? 10 : 2) {
                try await stage.work(200...1_500)
                let children = stage.site.postgres.children
                guard !children.isEmpty else { continue }
                try await stage.site.postgres.kill9(process: children[stage.roll(children.count)])
                stage.count("kills")
                try await stage.awaitPostgres()
                try await stage.expectService(after: "a kill of a backend")
            }
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because PostgreSQL recovered")
        },
        Scenario("postgres-restart", "immediate and fast restarts of PostgreSQL under load") { stage in
            let lost = stage.journal.sessionsLost
            for _ in 0..<(stage.isLong ? 6 : 2) {
                try await stage.work(200...1_500)
                if stage.roll(2) == 0 {
                    try await stage.site.postgres.stopImmediately()
                } else {
                    try await stage.site.postgres.stop()
                }
                stage.count("restarts")
                try await stage.site.postgres.start()
                try await stage.expectService(after: "a restart of PostgreSQL")
            }
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because PostgreSQL restarted")
        },
        Scenario("everything-kill", "kill -9 of the server and of PostgreSQL together") { stage in
            for _ in 0..<(stage.isLong ? 8 : 1) {
                try await stage.work(200...1_500)
                async let server: Void = stage.server.kill9()
                async let postgres: Void = stage.site.postgres.kill9()
                _ = try await (server, postgres)
                stage.count("kills", 2)
                try await stage.site.postgres.start()
                try await stage.server.start()
                try await stage.expectService(after: "a kill of everything")
            }
        },
    ]
}
