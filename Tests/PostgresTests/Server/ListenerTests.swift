import Postgres
import Support
import Testing

@Suite("LISTEN on its own connection", .timeLimit(.minutes(2)))
struct ListenerTests {
    /// Runs the listener for the length of `body`.
    private func listening(
        _ configuration: PostgresConfiguration, _ channels: [String], heartbeat: Duration = .seconds(15),
        _ body: (inout PostgresListener.Events.Iterator) async throws -> Void
    ) async throws {
        let backoff = Backoff(base: .milliseconds(10), cap: .milliseconds(50))
        let listener = PostgresListener(
            configuration, channels: channels, heartbeat: heartbeat, backoff: backoff, logger: .silent)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await listener.run() }
            var events = listener.events.makeAsyncIterator()
            try await body(&events)
            group.cancelAll()
            while await events.next() != nil {}
        }
    }

    private func payload(_ event: PostgresListener.Event?) -> String? {
        guard case .notification(let notification) = event else { return nil }
        return notification.channel + ":" + notification.payload
    }

    @Test("notifications of the named channels arrive, whatever the channel is called")
    func notifications() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await listening(configuration, ["plain", "Odd \" name"]) { events in
                #expect(await events.next() == .listening)
                try await withConnection(configuration) { connection in
                    try await connection.execute("NOTIFY plain, 'one'")
                    #expect(payload(await events.next()) == "plain:one")
                    try await connection.execute("NOTIFY other, 'unheard'; NOTIFY \"Odd \"\" name\"")
                    #expect(payload(await events.next()) == "Odd \" name:")
                }
            }
        }
    }

    @Test("what nobody has read yet is replaced by what is newer, channel by channel")
    func coalescing() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await listening(configuration, ["a", "b"]) { events in
                #expect(await events.next() == .listening)
                try await withConnection(configuration) { connection in
                    // One transaction: the notifications arrive together, in order.
                    try await connection.execute("BEGIN; NOTIFY a, '1'; NOTIFY b, '2'; NOTIFY a, '3'; COMMIT")
                }
                var seen = [payload(await events.next())]
                while seen.last != "a:3" { seen.append(payload(await events.next())) }
                #expect(seen.count <= 3)
            }
        }
    }

    @Test("after its backend was ended the listener says that it is back, and hears again")
    func terminated() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            var named = configuration
            named.applicationName = "listener"
            try await listening(named, ["a"]) { events in
                #expect(await events.next() == .listening)
                try await withConnection(configuration) { connection in
                    try await connection.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE application_name = 'listener' AND datname = current_database()
                        """)
                    #expect(await events.next() == .reconnected)
                    try await connection.execute("NOTIFY a, 'later'")
                    #expect(payload(await events.next()) == "a:later")
                }
            }
        }
    }

    @Test("a peer that went silent is found out by the heartbeat")
    func silentPeer() async throws {
        let relay = try Relay(to: try await PostgresServer.shared)
        var configuration = relay.connection()
        configuration.connectTimeout = .milliseconds(200)
        try await listening(configuration, ["a"], heartbeat: .milliseconds(100)) { events in
            #expect(await events.next() == .listening)
            relay.goDeaf()
            relay.hearForNewConnections()
            #expect(await events.next() == .reconnected)
        }
    }

    @Test("a cancelled reader gets the end")
    func cancelledReader() async throws {
        try await listening(PostgresServer.shared.connection(), ["never"]) { events in
            #expect(await events.next() == .listening)
            let iterator = events
            let reader = Task {
                var events = iterator
                return await events.next()
            }
            reader.cancel()
            #expect(await reader.value == nil)
        }
    }
}
