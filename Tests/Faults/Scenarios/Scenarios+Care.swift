internal import Support

/// A care team at work, with everything that can get in its way.
extension Scenario {
    static let care: [Scenario] = [
        Scenario(
            "care-team",
            "50 agents over 500 tickets on two servers that are killed and frozen: nobody answers twice, nothing is lost",
            delaysAnswers: true,
            plan: { isLong in
                var plan = Site.Plan()
                plan.servers = 2
                plan.workspaces = 1
                plan.care = isLong ? CareTeam.Size(agents: 50, tickets: 500) : CareTeam.Size(agents: 20, tickets: 100)
                return plan
            },
            size: { _ in
                var size = Workload.Size()
                size.pause = .milliseconds(60)
                return size
            }
        ) { stage in
            for _ in 0..<(stage.isLong ? 12 : 2) {
                try await stage.work(700...2_000)
                let number = stage.roll(2)
                let victim = stage.site.servers[number]
                if stage.roll(3) > 0 {
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
                // Not by the other alone: who is ill now has nobody to stand in for it in the next round.
                for server in 0..<2 { try await stage.expectService(of: server, after: "what befell server \(number)") }
            }
            // While everybody works: as of one moment the claims are what the log says.
            let claims = try await stage.site.command(["claims", "verify"])
            stage.expect(claims.status == 0, "claims differ: \(claims.output) \(claims.errors)")
        }
    ]
}
