internal import Client
internal import Desk
internal import Identity
internal import JSON
internal import NIOCore
internal import ServiceLifecycle
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("The life of a session over TCP", .timeLimit(.minutes(5)))
struct SessionLifeTests {
    @Test("begins with a hello that says who one is and where the log stands")
    func hello() async throws {
        let team = try await Team.create()
        let head = try await team.head()
        for role in Role.allCases {
            let client = try await team.connect(role)
            #expect(client.session.agent.roles.map(\.rawValue) == [role.rawValue])
            #expect(client.session.agent.id == team.agents[role]?.description)
            #expect(client.session.head == head)
            #expect(client.session.limits == SessionLimits())
            await client.close()
            #expect(!client.isUsable)
        }
    }

    @Test("is refused with the server's error when the token is wrong")
    func wrongToken() async throws {
        let team = try await Team.create()
        var endpoint = team.endpoint(.agent)
        endpoint.token = "cl_wrong"
        await #expect {
            _ = try await CarelogClient.connect(to: endpoint)
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .unauthenticated
        }
    }

    @Test(
        "has not begun where whoever listens closes before hello is answered: nothing was asked",
        arguments: [true, false])
    func closedBeforeHello(hears: Bool) async throws {
        let closing: @Sendable (Int, Method?) -> ScriptedServer.Answer = { _, _ in .close }
        let failure = try await ScriptedServer.with(hears ? closing : nil) { port -> ClientError? in
            let endpoint = ClientEndpoint(host: "127.0.0.1", port: port, token: "t", clientName: "tests")
            do throws(ClientError) {
                _ = try await CarelogClient.connect(to: endpoint)
                return nil
            } catch {
                return error
            }
        }
        guard case .notConnected = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("cannot begin where another program listens, and the server says so")
    func portInUse() async throws {
        let world = try await World.shared
        try await world.withServer { _, port in
            let second = Server(
                desk: world.desk, configuration: ServerConfiguration(port: port), logger: World.quiet)
            let error = await #expect(throws: ListenError.self) { try await second.run() }
            #expect(
                error?.description
                    == "cannot listen on 127.0.0.1:\(port): another program listens there; stop it, or choose another port"
            )
        }
    }

    @Test("ends without a hello in time, and says so")
    func helloDeadline() async throws {
        let world = try await World.shared
        let clock = ManualClock()
        try await world.withServer(clock: clock) { server, port in
            try await RawConnection.with(port: port) { (raw: inout RawConnection) async throws in
                // A byte of a hello does not buy time. The counter says that the server has seen the connection.
                await raw.send(bytes: [0])
                while server.counters.sessionsStarted.value == 0 { await Task.yield() }
                clock.advance(by: .seconds(5))
                try await server.sweep()
                let notice = try await raw.next()
                #expect(notice?["method"]?.stringValue == "session.goAway")
                #expect(notice?["params"]?["reason"]?.stringValue == "hello_timeout")
                #expect(try await raw.next() == nil)
            }
        }
    }

    @Test("has a heartbeat: pings after fifteen quiet seconds, ends after forty-five")
    func heartbeat() async throws {
        let team = try await Team.create()
        let clock = ManualClock()
        try await team.world.withServer(clock: clock) { server, port in
            try await RawConnection.with(port: port) { (raw: inout RawConnection) async throws in
                try await raw.hello(team.token(.agent))
                clock.advance(by: .seconds(15))
                try await server.sweep()
                #expect(try await raw.next()?["method"]?.stringValue == "session.ping")
                clock.advance(by: .seconds(30))
                try await server.sweep()
                let notice = try await raw.next()
                #expect(notice?["params"]?["reason"]?.stringValue == "heartbeat_timeout")
                #expect(try await raw.next() == nil)
            }
        }
    }

    @Test("ends with the server: what is in flight is answered, then a client is told to go")
    func drain() async throws {
        let team = try await Team.create()
        try await team.world.withServer { server, port in
            let client = try await team.connect(.connector, port: port)
            let answers = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<32 {
                    group.addTask { try await client.call(MessageReceive.made(number)).position }
                }
                // Everything is on its way once the server has begun it all.
                while server.counters.requestsStarted.value < 32 { await Task.yield() }
                server.drain()
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(answers.count == 32)
            while client.isUsable { await Task.yield() }
            await #expect(throws: ClientError.self) { try await client.call(WorkspaceStats()) }
            await #expect(throws: ClientError.self) { try await team.connect(.connector, port: port) }
        }
    }

    @Test("ends the server's run when it is shut down gracefully")
    func gracefulShutdown() async throws {
        let team = try await Team.create()
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            desk: team.world.desk, configuration: ServerConfiguration(port: 0), logger: World.quiet,
            onReady: { announce.yield($0.port ?? 0) })
        let group = ServiceGroup(services: [server], logger: World.quiet)
        async let run: Void = group.run()
        let port = try #require(await ports.first(where: { _ in true }))
        let client = try await team.connect(.agent, port: port)
        await group.triggerGracefulShutdown()
        try await run
        await client.close()
    }

    @Test("is made anew by a client that repeats its commands when a server is replaced by another")
    func replaced() async throws {
        let team = try await Team.create()
        let before = try await team.head()
        // An address of its own: nobody else gets the port between the two servers.
        let host = "127.77.\(UInt8.random(in: 0 ... .max)).\(UInt8.random(in: 1...254))"
        let client = try await team.world.withServer(ServerConfiguration(host: host, port: 0)) { server, port in
            var endpoint = team.endpoint(.connector, port: port)
            endpoint.host = host
            let client = ReconnectingClient(to: endpoint)
            for number in 0..<10 { _ = try await client.call(MessageReceive.made(number)) }
            return client
        }
        // They begin while nobody listens.
        let late = Task {
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<20 { group.addTask { try await client.call(MessageReceive.made(number)).position } }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
        }
        let port = client.endpoint.port
        let positions = try await team.world.withServer(ServerConfiguration(host: host, port: port)) { _, _ in
            try await late.value
        }
        #expect(positions.count == 20)
        // Twenty customers, tickets and messages: those of the first ten were there already.
        #expect(try await team.head() == before + 60)
        await client.close()
    }

    @Test("ends soon after its token was revoked")
    func revoked() async throws {
        let team = try await Team.create()
        let clock = ManualClock()
        try await team.world.withServer(clock: clock) { server, port in
            try await RawConnection.with(port: port) { (raw: inout RawConnection) async throws in
                try await raw.hello(team.token(.agent))
                let id = try #require(team.tokenIDs[.agent])
                try await team.world.desk.revokeToken(id, in: team.workspace)
                // A query of another session waits until the views know of it.
                let auditor = try await team.connect(.auditor, port: port)
                let head = try await team.head()
                _ = try await auditor.call(WorkspaceStats(atLeast: head - 1))
                await auditor.close()
                clock.advance(by: .seconds(10))
                await raw.send(#"{"jsonrpc":"2.0","id":1,"method":"workspace.stats"}"#)
                var last: JSONValue?
                while let frame = try await raw.next() { last = frame }
                #expect(last?["params"]?["reason"]?.stringValue == "revoked")
            }
        }
    }

    @Test("is refused with a reason past the limit of connections, and possible again once there is room")
    func connectionLimit() async throws {
        let team = try await Team.create()
        var configuration = ServerConfiguration(port: 0)
        configuration.connectionsMax = 2
        try await team.world.withServer(configuration) { server, port in
            let first = try await team.connect(.agent, port: port)
            let second = try await team.connect(.agent, port: port)
            try await RawConnection.with(port: port) { (raw: inout RawConnection) async throws in
                #expect(try await raw.next()?.errorKind == "overloaded")
                #expect(try await raw.next() == nil)
            }
            await #expect(throws: ClientError.self) { try await team.connect(.agent, port: port) }
            #expect(try await first.call(WorkspaceStats()).messages == 0)
            await second.close()
            let patient = ReconnectingClient(to: team.endpoint(.agent, port: port))
            #expect(try await patient.call(WorkspaceStats()).messages == 0)
            await patient.close()
            await first.close()
        }
    }

    @Test("takes more requests than may be in flight, and answers each once")
    func inFlightLimit() async throws {
        let team = try await Team.create()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.agent))
            var bytes: [UInt8] = []
            for id in 0..<1_000 {
                bytes += Frame.wrap(Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"workspace.stats"}"#.utf8))
            }
            await raw.send(bytes: bytes)
            var ids: Set<Int64> = []
            for _ in 0..<1_000 {
                let answer = try await raw.next()
                ids.insert(try #require(answer?["id"]?.intValue))
            }
            #expect(ids.count == 1_000)
        }
    }

    @Test("is cut off when the client does not read its answers")
    func slowReader() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let text = String(repeating: "long ", count: 10_000)
        for number in 0..<8 { _ = try await connector.call(MessageReceive.made(number, text: text)) }
        await connector.close()
        var configuration = ServerConfiguration(port: 0)
        configuration.sweepInterval = .milliseconds(20)
        configuration.session.stallDeadline = .milliseconds(400)
        configuration.session.stallDeadlineWhenFull = .milliseconds(200)
        try await team.world.withServer(configuration) { server, port in
            try await RawConnection.with(port: port) { (raw: inout RawConnection) async throws in
                try await raw.hello(team.token(.auditor))
                // Nothing is read any more, by the test or by the channel below it.
                for id in 0..<200 {
                    await raw.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"log.read","params":{"after":-1}}"#)
                }
                // The socket's buffers take a few megabytes; then the server pauses, and in the end gives up.
                while server.counters.slowReaders.value == 0 { try await server.sweep() }
            }
            #expect(server.counters.requestsStarted.value < 200, "it stopped taking requests")
            let client = try await team.connect(.agent, port: port)
            let head = try await team.head()
            #expect(try await client.call(WorkspaceStats(atLeast: head - 1)).messages == 8)
            await client.close()
        }
    }
}
