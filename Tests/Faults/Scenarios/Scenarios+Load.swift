internal import Client
internal import Foundation
internal import Postgres
internal import Support
internal import Ticketing
internal import Wire

/// More than the server likes.
extension Scenario {
    static let load: [Scenario] = [
        Scenario(
            "subscribers", "50 subscribers that read slowly and 50 that never read",
            size: { _ in
                var size = Workload.Size()
                size.textBytes = 30_000
                return size
            }
        ) { stage in
            let before = stage.server.residentBytes
            let lost = stage.journal.sessionsLost
            let endpoint = stage.endpoint(.auditor)
            let dead = try await offPool { try (0..<50).map { _ in try DeadSubscriber(to: endpoint) } }
            stage.count("dead", dead.count)
            let staff = stage.site.staff[0]
            let slow = Task {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        let follower = Follower(
                            name: "slow-\(number)", workspace: staff.name, endpoint: { stage.endpoint(.auditor) },
                            journal: stage.journal, pause: .milliseconds(100 + 10 * number), window: 1 + number)
                        group.addTask { await follower.run(mustReachEnd: false) }
                    }
                }
            }
            try await stage.work(stage.isLong ? 30_000...40_000 : 4_000...5_000)
            let grown = stage.server.residentBytes - before
            stage.expect(grown < 256 << 20, "the server has grown by \(grown >> 20) MiB for 100 subscribers")
            stage.count("MiB grown", max(0, grown >> 20))
            try await stage.expectService(after: "dead and slow subscribers")
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because others do not read")
            slow.cancel()
            await slow.value
            withExtendedLifetime(dead) {}
        },
        Scenario(
            "retry-storm", "every command is sent eight times at once under one id, and the network is cut",
            plan: { _ in
                var plan = Site.Plan()
                plan.hasClientProxy = true
                return plan
            },
            size: { _ in
                var size = Workload.Size()
                size.stormPercent = 100
                size.stormCopies = 8
                return size
            }
        ) { stage in
            for _ in 0..<(stage.isLong ? 10 : 2) {
                try await stage.work(500...2_000)
                stage.site.clientProxy?.cut()
                stage.count("cuts")
                try await stage.expectService(after: "a cut in a storm")
            }
        },
        Scenario(
            "crowd", "hundreds of commands at once, while the server, a process of PostgreSQL and its answers are lost",
            plan: { _ in
                var plan = Site.Plan()
                plan.hasDatabaseProxy = true
                return plan
            },
            size: { _ in
                var size = Workload.Size()
                size.connectors = 12
                size.agents = 8
                size.pause = .milliseconds(1)
                size.stormPercent = 100
                size.stormCopies = 8
                return size
            }
        ) { stage in
            for round in 0..<(stage.isLong ? 12 : 3) {
                try await stage.work(300...1_500)
                switch round % 3 {
                case 0:
                    let both = try await stage.holds(within: .seconds(10)) { try await stage.appenders().count > 1 }
                    stage.expect(both, "the crowd was not large enough for two batches at once")
                    guard let victim = try await stage.appenders().last else { continue }
                    try await stage.site.postgres.kill9(process: victim)
                    try await stage.awaitPostgres()
                case 1:
                    stage.site.databaseProxy?.set(down: .init(.discard))
                    try await stage.work(5...120)
                    stage.site.databaseProxy?.cut()
                    stage.site.databaseProxy?.set()
                default:
                    try await stage.server.kill9()
                    try await stage.server.start()
                }
                stage.count(["backends killed", "answers lost", "kills"][round % 3])
                try await stage.expectService(after: "a fault in a crowd")
            }
        },
        Scenario("connection-storm", "2,000 connections at once, while others work") { stage in
            let lost = stage.journal.sessionsLost
            let before = stage.server.descriptors
            for _ in 0..<(stage.isLong ? 3 : 1) {
                let count = stage.isLong ? 2_000 : 1_200
                let since = ContinuousClock.now
                let clients = await stage.connect(count)
                stage.expect(clients.count == count, "of \(count) connections \(clients.count) were let in")
                stage.count("connections", clients.count)
                stage.count("connecting ms", Int((ContinuousClock.now - since) / .milliseconds(1)))
                try await stage.expectService(after: "\(count) connections")
                for client in clients { await client.close() }
            }
            let isTidy = try await stage.holds(within: .seconds(15)) { stage.server.descriptors <= before + 32 }
            stage.expect(isTidy, "of \(before) descriptors it now has \(stage.server.descriptors)")
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because others connect")
        },
    ]
}

extension Stage {
    /// The processes of PostgreSQL that append.
    fileprivate func appenders() async throws -> [Int32] {
        try await site.query(
            "select pid from pg_stat_activity where query like '%log.append_batch%' and pid <> pg_backend_pid()"
        ).map { try $0.int32(0) }
    }

    /// So many clients at once; those that were let in and got an answer.
    func connect(_ count: Int) async -> [CarelogClient] {
        await withTaskGroup(of: CarelogClient?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    var options = ClientOptions()
                    options.connectTimeout = .seconds(30)
                    options.callTimeout = .seconds(30)
                    guard let client = try? await CarelogClient.connect(to: self.endpoint(.agent), options: options),
                        (try? await client.call(WorkspaceStats())) != nil
                    else { return nil }
                    return client
                }
            }
            return await group.reduce(into: []) { clients, client in if let client { clients.append(client) } }
        }
    }
}
