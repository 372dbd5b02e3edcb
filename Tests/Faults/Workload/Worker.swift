internal import Client
internal import Foundation
internal import JSON
internal import Support
internal import Wire

/// One client: asks, writes down, repeats what may be repeated, and now and then gives up.
struct Worker: Sendable {
    /// How clients behave; the same for all of one run.
    struct Habits: Sendable {
        /// Between two commands, on average.
        var pause = Duration.milliseconds(20)
        /// Nobody waits longer for an answer; the server's own deadline is ten seconds.
        var callTimeout = Duration.seconds(15)
        /// Of a hundred commands, so many are sent several times at once under one id.
        var stormPercent = 5
        /// How often such a command is sent.
        var stormCopies = 4
        /// About how long a message is at most.
        var textBytes = 240
        /// Of a hundred messages, so many are delivered again under another command id.
        var redeliveryPercent = 10
        /// Of a hundred attempts whose outcome is unknown, so many are not repeated.
        var resignationPercent = 15
        /// How long after the end of the run somebody still tries to learn what became of a command.
        var patience = Duration.seconds(20)
    }

    let name: String
    let workspace: String
    /// What a client does all day.
    enum Duty: Sendable {
        /// Brings messages in.
        case connector
        /// Works on what the board shows.
        case agent
        /// Is one of a care team.
        case care(CareTeam, CareTeam.Member)
        /// Brings in what the customers of a care team write.
        case customers(CareTeam)
    }

    let duty: Duty
    /// The number of the server that it asks.
    let server: Int
    let endpoint: @Sendable () -> ClientEndpoint
    let journal: Journal
    let board: Board
    let habits: Habits
    let stop: Flag
    let connection = Connection()

    func run(seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        var number = 0
        while !stop.isRaised {
            number += 1
            switch duty {
            case .connector: await bring(number, &random)
            case .agent: await work(number, &random)
            case .care(let team, let member): await care(number, in: team, as: member, &random)
            case .customers(let team): await write(number, to: team, &random)
            }
            // The pace of a person or a webhook; how long it really is does not matter.
            try? await Task.sleep(for: habits.pause * Double.random(in: 0.2...1.8, using: &random))
        }
        await connection.drop()
    }

    private func bring(_ number: Int, _ random: inout SeededGenerator) async {
        if random.roll(100) < habits.redeliveryPercent, var (message, asked) = board.message(&random) {
            message.commandID = Self.newID(&random)
            // Whoever delivers it again may be another connector.
            guard let actor = await actor() else { return }
            asked.actor = actor
            return await send(message, asked, &random)
        }
        guard let actor = await actor() else { return }
        let external = "\(name)-\(number)"
        let text =
            "\(external): \(String(repeating: "where is my parcel? ", count: random.roll(1 + habits.textBytes / 20)))"
        let message = MessageReceive(
            commandID: Self.newID(&random), channel: "x:@acme", externalID: external,
            author: WireAuthor(handle: "customer-\(random.roll(12))"), text: text)
        // Somebody may deliver it again before this one is through.
        let asked = Asked(
            type: "message.received", actor: actor, text: text, external: external, mayChangeNothing: true)
        board.note(message, asked)
        await send(message, asked, &random)
    }

    private func send(_ message: MessageReceive, _ asked: Asked, _ random: inout SeededGenerator) async {
        await perform(message, asked, &random) { [board] result in
            board.note(ticket: result.ticket)
            return (result.position, "\(result.ticket) \(result.customer) \(result.message)")
        }
    }

    private func work(_ number: Int, _ random: inout SeededGenerator) async {
        guard let actor = await actor() else { return }
        guard let ticket = board.ticket(&random) else { return }
        let id = Self.newID(&random)
        let stream = "ticket/\(ticket)"
        let text = "\(name)-\(number)"
        switch random.roll(100) {
        case 0..<35:
            let asked = Asked(type: "note.added", actor: actor, stream: stream, text: text)
            await perform(TicketNote(commandID: id, ticket: ticket, text: text), asked, &random) { ($0.position, nil) }
        case 35..<50:
            let asked = Asked(type: "reply.sent", actor: actor, stream: stream, text: text)
            await perform(TicketReply(commandID: id, ticket: ticket, text: text), asked, &random) { ($0.position, nil) }
        case 50..<65:
            let asked = Asked(type: "ticket.claimed", actor: actor, stream: stream, mayChangeNothing: true)
            await perform(TicketClaim(commandID: id, ticket: ticket), asked, &random) { ($0.position, nil) }
        case 65..<75:
            let asked = Asked(type: "ticket.released", actor: actor, stream: stream, mayChangeNothing: true)
            await perform(TicketRelease(commandID: id, ticket: ticket), asked, &random) { ($0.position, nil) }
        case 75..<83:
            let tags = ["tag-\(random.roll(6))"]
            let asked = Asked(type: "ticket.tagged", actor: actor, stream: stream, tags: tags, mayChangeNothing: true)
            await perform(TicketTag(commandID: id, ticket: ticket, tags: tags), asked, &random) { ($0.position, nil) }
        case 83..<90:
            let tags = ["tag-\(random.roll(6))"]
            let asked = Asked(type: "ticket.untagged", actor: actor, stream: stream, tags: tags, mayChangeNothing: true)
            await perform(TicketUntag(commandID: id, ticket: ticket, tags: tags), asked, &random) { ($0.position, nil) }
        default:
            let asked = Asked(type: "ticket.resolved", actor: actor, stream: stream, mayChangeNothing: true)
            await perform(TicketResolve(commandID: id, ticket: ticket), asked, &random) { ($0.position, nil) }
        }
    }

    /// Who this client is; nil if the run ends before there is a connection.
    func actor() async -> String? { await connection.client(of: self, isLast: false)?.session.agent.id }

    func perform<Command: WireCommand>(
        _ command: Command, _ asked: Asked, _ random: inout SeededGenerator,
        _ outcome: @escaping @Sendable (Command.Response) -> (position: Int64, identity: String?)
    ) async {
        let key = CommandKey(workspace: workspace, id: command.commandID)
        journal.ask(key, asked)
        let copies = random.roll(100) < habits.stormPercent ? habits.stormCopies : 1
        let seeds = (0..<copies).map { _ in random.next() }
        await withTaskGroup(of: Void.self) { group in
            for seed in seeds {
                group.addTask { await attempt(command, key, seed: seed, outcome) }
            }
        }
    }

    /// Sends a command until it is done, refused for good, or given up.
    private func attempt<Command: WireCommand>(
        _ command: Command, _ key: CommandKey, seed: UInt64,
        _ outcome: @Sendable (Command.Response) -> (position: Int64, identity: String?)
    ) async {
        var random = SeededGenerator(seed: seed)
        for number in 0... {
            guard let client = await connection.client(of: self, isLast: true) else { return }
            let askedAt = journal.now
            let answer: Answer
            var retry = ErrorKind.Retry.never
            do throws(ClientError) {
                let response = try await journal.during(name, Command.method.rawValue) { () throws(ClientError) in
                    try await client.call(command, timeout: habits.callTimeout)
                }
                let (position, identity) = outcome(response)
                var writer = JSONWriter()
                response.write(to: &writer)
                answer = .done(
                    position: position, result: String(decoding: writer.bytes, as: UTF8.self), identity: identity)
            } catch {
                answer = error.committed == .no ? .refused(Self.name(of: error)) : .unknown(Self.name(of: error))
                retry = error.retry
                if retry == .reconnect || error == .timeout { await connection.drop(client) }
            }
            journal.note(
                Attempt(
                    command: key, client: name, server: server, askedAt: askedAt, answeredAt: journal.now,
                    answer: answer))
            if retry == .never || random.roll(100) < habits.resignationPercent { return }
            try? await Task.sleep(for: .milliseconds(10 + random.roll(40 * min(8, number + 1))))
        }
    }

    private static func name(of error: ClientError) -> String {
        if case .rpc(let error) = error { "\(error.kindName): \(error.message)" } else { error.description }
    }

    static func newID(_ random: inout SeededGenerator) -> String {
        var bytes = (random.next(), random.next())
        return withUnsafeBytes(of: &bytes) { buffer in
            UUID(uuid: buffer.loadUnaligned(as: uuid_t.self)).uuidString.lowercased()
        }
    }
}

/// The connection that a worker's commands share.
actor Connection {
    private var current: CarelogClient?
    private var isConnecting = false
    private var stoppedAt: ContinuousClock.Instant?

    /// The connection, made if there is none; nil once the run is over (`isLast` waits for the habits' patience longer).
    func client(of worker: Worker, isLast: Bool) async -> CarelogClient? {
        while true {
            if worker.stop.isRaised {
                let stopped = stoppedAt ?? .now
                stoppedAt = stopped
                if !isLast || ContinuousClock.now - stopped > worker.habits.patience { return nil }
            }
            if let current {
                if current.isUsable { return current }
                worker.journal.noteLostSession()
                self.current = nil
            }
            if !isConnecting {
                isConnecting = true
                var options = ClientOptions()
                options.connectTimeout = .seconds(5)
                let connected: CarelogClient?
                do {
                    connected = try await CarelogClient.connect(to: worker.endpoint(), options: options)
                } catch {
                    connected = nil
                    worker.journal.noteTrouble("connect: \(error)")
                }
                isConnecting = false
                if let connected {
                    worker.journal.noteSession()
                    current = connected
                    continue
                }
            }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 20...80)))
        }
    }

    /// Makes the next call connect anew.
    func drop(_ client: CarelogClient) async {
        guard current === client else { return }
        await drop()
    }

    func drop() async {
        let client = current
        current = nil
        await client?.close()
    }
}
