/// What is between clients and the server.
extension Scenario {
    static let network: [Scenario] = [
        Scenario(
            "network-cut", "every connection of every client is cut at random moments", plan: { _ in throughProxy }
        ) { stage in
            for _ in 0..<(stage.isLong ? 40 : 6) {
                try await stage.work(50...700)
                stage.site.clientProxy?.cut()
                stage.count("cuts")
                try await stage.expectService(after: "a cut")
            }
        },
        Scenario(
            "network-half-open", "nothing arrives any more in one direction, or in both, and nobody is told",
            delaysAnswers: true, plan: { _ in throughProxy }
        ) { stage in
            for _ in 0..<(stage.isLong ? 8 : 3) {
                try await stage.work(100...700)
                let deaf = FaultProxy.Quality(.discard)
                switch stage.roll(3) {
                case 0: stage.site.clientProxy?.set(up: deaf)
                case 1: stage.site.clientProxy?.set(down: deaf)
                default: stage.site.clientProxy?.set(up: deaf, down: deaf)
                }
                try await stage.work(500...2_000)
                // What was thrown away is missing in the middle of a frame: such a connection is of no more use.
                stage.site.clientProxy?.cut()
                stage.site.clientProxy?.set()
                stage.count("half-open")
                try await stage.expectService(after: "a half-open network")
            }
        },
        Scenario(
            "network-partition", "nothing passes for a while, and then all of it does", delaysAnswers: true,
            plan: { _ in throughProxy }
        ) { stage in
            // Longer than both sides wait for each other's heartbeat, and shorter.
            for seconds in stage.isLong ? [5, 20, 60] : [2, 5] {
                try await stage.work(100...700)
                stage.site.clientProxy?.set(up: .init(.stall), down: .init(.stall))
                try await Task.sleep(for: .seconds(seconds))
                stage.site.clientProxy?.set()
                stage.count("partitions")
                try await stage.expectService(after: "a partition of \(seconds) s")
            }
        },
        Scenario(
            "network-slow", "a wire of 64 kbit a second, 200 ms late both ways", delaysAnswers: true,
            plan: { _ in throughProxy }
        ) { stage in
            let slow = FaultProxy.Quality(delay: .milliseconds(200), bytesPerSecond: 8_000)
            stage.site.clientProxy?.set(up: slow, down: slow)
            try await stage.work(stage.isLong ? 30_000...40_000 : 4_000...5_000)
            let since = stage.journal.now
            let isServing = try await stage.holds(within: .seconds(20)) {
                stage.journal.attempts(since: since).contains { if case .done = $0.answer { true } else { false } }
            }
            stage.expect(isServing, "nobody is served over a slow wire")
            stage.site.clientProxy?.set()
            try await stage.expectService(after: "a slow network")
        },
    ]

    private static var throughProxy: Site.Plan {
        var plan = Site.Plan()
        plan.hasClientProxy = true
        return plan
    }
}
