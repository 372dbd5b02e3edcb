internal import Client
internal import Foundation
internal import Support
internal import Testing
internal import Wire

/// The staff of `CarePlan` before two servers on one database.
struct CareOffice: Sendable {
    /// Somebody of the sixty.
    struct Member: Sendable {
        let profile: WireProfile
        /// For those who work by themselves; the others only have what rules and supervisors give them.
        let token: String?

        var id: String { profile.agent }
    }

    let carelog: RunningCarelog
    /// Where each of the two servers listens.
    let ports: [Int]
    let members: [Member]

    /// Runs a body with an office, and leaves nothing behind.
    static func with(_ body: (CareOffice) async throws -> Void) async throws {
        try await RunningCarelog.with { carelog in
            let second = try CarelogProcess(["serve", "--data", carelog.directory, "--listen", "127.0.0.1:0"])
            do {
                try await body(try await open(in: carelog, beside: second))
            } catch {
                Issue.record("the second server said: \(second.errors.text.suffix(4_000))")
                try await end(second)
                throw error
            }
            try await end(second)
        }
    }

    /// Where a member works: the servers share them.
    func endpoint(of member: Member, number: Int) throws -> ClientEndpoint {
        var endpoint = try endpoint(as: "agent", server: number)
        endpoint.token = try #require(member.token)
        return endpoint
    }

    func endpoint(as role: String, server: Int) throws -> ClientEndpoint {
        var endpoint = try carelog.endpoint(as: role)
        endpoint.port = ports[server % ports.count]
        return endpoint
    }

    /// Everything as `CarePlan` says, whatever the day has made of it.
    func applySettings() async throws {
        let file = carelog.directory + "/settings.json"
        try CarePlan.file(staff: members.map(\.profile)).write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await Self.line(of: carelog, ["settings", "apply", file])
    }

    /// All are to be given something.
    func everybodyComes() async throws {
        let until = CareDay.moment(in: 36_000)
        try await atOnce(members, as: "supervisor") { client, member in
            let choice = WireAvailabilityChoice(agent: member.id, state: .online, until: until)
            _ = try await client.call(DocumentCommand(commandID: newID(), choice))
        }
    }

    /// A supervisor gives three tickets to somebody who may hold none any more.
    func giveTooMuch() async throws {
        let supervisor = try await CarelogClient.connect(to: try endpoint(as: "supervisor", server: 1))
        var profile = members[0].profile
        profile.capacity = 0
        _ = try await supervisor.call(DocumentCommand(commandID: newID(), profile))
        let open = try await supervisor.call(InboxList(view: .open, limit: 50)).tickets
        for ticket in open.filter({ $0.assignee?.id != profile.agent }).prefix(3) {
            _ = try await supervisor.call(TicketAssign(commandID: newID(), ticket: ticket.id, agent: profile.agent))
        }
        await supervisor.close()
    }

    /// Of what waits some is urgent, high or low from now on, the latest as well.
    func prioritise() async throws {
        let supervisor = try await CarelogClient.connect(to: try endpoint(as: "supervisor", server: 0))
        let waiting = try await supervisor.call(InboxList(view: .unassigned, sort: .recent, limit: 200)).tickets
        await supervisor.close()
        for (number, priority) in [WirePriority.urgent, .low, .high].enumerated() {
            let some = waiting.enumerated().filter { $0.offset % 6 == number }.map(\.element)
            try await atOnce(some, as: "supervisor") { client, ticket in
                _ = try await client.call(
                    TicketPrioritise(commandID: newID(), ticket: ticket.id, priority: priority))
            }
        }
    }

    /// What somebody has is resolved, the latest first, so that what waits finds somebody.
    func finishMuch() async throws {
        let supervisor = try await CarelogClient.connect(to: try endpoint(as: "supervisor", server: 0))
        for _ in 0..<4 {
            let open = try await supervisor.call(InboxList(view: .open, sort: .recent, limit: 200)).tickets
            try await atOnce(open.filter { $0.assignee != nil }, as: "supervisor") { client, ticket in
                _ = try await client.call(TicketResolve(commandID: newID(), ticket: ticket.id))
            }
        }
        await supervisor.close()
    }

    /// Customers of what was resolved write to another channel of the same team, where who answered them may be.
    func writeAgain() async throws {
        let reader = try await CarelogClient.connect(to: try endpoint(as: "auditor", server: 1))
        let resolved = try await reader.call(InboxList(view: .resolved, sort: .recent, limit: 200)).tickets
        await reader.close()
        try await atOnce(resolved.filter { $0.assignee != nil }.prefix(60), as: "connector") { client, ticket in
            let others = CarePlan.channels.filter { $0.team == ticket.team && $0.channel != ticket.channel }
            guard let channel = others.first?.channel, let handle = ticket.customer.handle else { return }
            let message = MessageReceive(
                commandID: newID(), channel: channel, externalID: "again-\(newID())",
                author: WireAuthor(handle: handle), text: "One more thing.")
            _ = try await client.call(message)
        }
    }

    /// Does something for each of many, some at once, on both servers.
    private func atOnce<Each: Sendable>(
        _ all: some Sequence<Each>, as role: String,
        _ deed: @escaping @Sendable (CarelogClient, Each) async throws -> Void
    ) async throws {
        let clients = [
            try await CarelogClient.connect(to: try endpoint(as: role, server: 0)),
            try await CarelogClient.connect(to: try endpoint(as: role, server: 1)),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, each) in all.enumerated() {
                if number >= 8 { try await group.next() }
                group.addTask { try await deed(clients[number % 2], each) }
            }
            try await group.waitForAll()
        }
        for client in clients { await client.close() }
    }

    private static func open(in carelog: RunningCarelog, beside second: CarelogProcess) async throws -> CareOffice {
        let words = "carelog is ready on 127.0.0.1:"
        guard try await blocking({ second.output.wait(for: words, seconds: 60) }) else {
            throw CarelogProcess.StartFailure(description: "the second server did not become ready")
        }
        let port = second.output.text.split(separator: words).last.flatMap { Int($0.prefix { $0.isNumber }) }
        let members = try await withThrowingTaskGroup(of: (Int, Member).self) { group in
            var members: [(Int, Member)] = []
            for number in 0..<CarePlan.agentsCount {
                // No more processes at once than there are hands to work.
                if number >= 4, let added = try await group.next() { members.append(added) }
                group.addTask { (number, try await add(number, in: carelog)) }
            }
            for try await added in group { members.append(added) }
            return members.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let ports = [try carelog.endpoint(as: "agent").port, try #require(port)]
        let office = CareOffice(carelog: carelog, ports: ports, members: members)
        try await office.applySettings()
        return office
    }

    private static func add(_ number: Int, in carelog: RunningCarelog) async throws -> Member {
        let data = ["--data", carelog.directory]
        // Two of them lead as well.
        let leads = number % 30 == 29
        let roles = ["--role", "agent"] + (leads ? ["--role", "supervisor"] : [])
        let id = try await line(of: carelog, ["agent", "add", "demo", "Agent \(number)"] + roles + data)
        let works = leads || number % 5 == 0
        let token = works ? try await line(of: carelog, ["token", "create", "demo", id] + data) : nil
        return Member(profile: CarePlan.profile(of: number, id: id), token: token)
    }

    /// What a command prints that has to succeed.
    private static func line(of carelog: RunningCarelog, _ arguments: [String]) async throws -> String {
        let outcome = try await carelog.command(arguments)
        guard outcome.status == 0 else {
            throw CarelogProcess.StartFailure(description: "\(arguments.joined(separator: " ")): \(outcome.errors)")
        }
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func end(_ process: CarelogProcess) async throws {
        try await blocking {
            process.signal(15)
            process.waitUntilExit()
        }
    }
}
