internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("The claims of a log", .timeLimit(.minutes(5)))
struct ClaimsTests {
    /// A little of everything that claims something.
    private static func day(of team: Team) async throws -> [TicketID] {
        var tickets: [TicketID] = []
        for number in 0..<4 {
            tickets.append(try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
        }
        _ = try await team.run(try team.reply("r1", answering: "m0"), as: .connector)
        _ = try await team.run(try team.post("p1"), as: .connector)
        _ = try await team.office.desk.issueToken(to: try team.member(.agent).agent, in: team.workspace)
        let channel = try team.channel()
        let edit = MessageChange(channel: channel, externalId: "m1", text: "other words")
        _ = try await team.run(.edit(edit), as: .connector)
        let signal = IncomingSignal(
            gesture: .init(
                channel: channel, externalId: "s1", signal: .reaction, tone: .good, emoji: nil, occurredAt: nil),
            author: NetworkIdentity(handle: "@c2"), object: .external("m2"))
        _ = try await team.run(.signal(signal), as: .connector)
        for ticket in tickets[1...] { _ = try await team.act(.claim, on: ticket) }
        _ = try await team.act(.draft(text: "Perhaps.", seen: nil), on: tickets[1])
        _ = try await team.act(.reply(text: "Yes.", seen: nil), on: tickets[2], on: team.office.other)
        _ = try await team.act(.resolve, on: tickets[3])
        // An identity that was somebody's and is somebody else's now, and a ticket that is part of another.
        let people = try await [team.receive("c0", from: "@c0"), team.receive("c1", from: "@c1")]
        let other = CustomerIdentity(network: "mail", handle: "one@example.org")
        for (index, receipt) in people.enumerated() {
            let customer = try #require(receipt.receipt.customer)
            _ = try await team.run(.customer(.link(customer, other)), as: .agent)
            if index == 0 { _ = try await team.run(.customer(.unlink(customer, other)), as: .agent) }
        }
        _ = try await team.run(.merge(tickets[0], into: tickets[2]), as: .agent)
        return tickets
    }

    @Test("are what its events say, also while everybody works")
    func clean() async throws {
        let team = try await Team.create()
        let tickets = try await Self.day(of: team)
        let report = try await team.office.desk.verifyClaims(of: team.workspace)
        #expect(report.differences.isEmpty && report.claims > 15, "\(report)")
        // What the signal is called on its channel is nowhere but in its claim.
        #expect(report.unseen == 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<40 {
                    _ = try await team.receive("n\(number)", from: "@c\(number % 4)")
                    _ = try await team.act(number.isMultiple(of: 2) ? .release : .resolve, on: tickets[number % 2 + 1])
                }
            }
            for _ in 0..<5 {
                let report = try await team.office.other.verifyClaims(of: team.workspace)
                #expect(report.differences.isEmpty, "\(report)")
            }
            try await group.waitForAll()
        }
    }

    @Test("are of the whole where tickets are merged: who has it holds it while any of it waits")
    func merged() async throws {
        let team = try await Team.create()
        var tickets: [TicketID] = []
        for number in 0..<3 {
            tickets.append(try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
        }
        let agent = try team.member(.agent).agent
        let limit = AgentCommand.setProfile(AgentProfile(capacity: Capacity(all: 1)))
        _ = try await team.run(.agent(agent, limit), as: .admin)
        _ = try await team.act(.claim, on: tickets[0])
        _ = try await team.act(.reply(text: "Done?", seen: nil), on: tickets[0])
        _ = try await team.act(.reply(text: "Done?", seen: nil), on: tickets[1])
        _ = try await team.run(.merge(tickets[1], into: tickets[0]), as: .agent)
        func differences() async throws -> [ClaimReport.Difference] {
            try await team.office.desk.verifyClaims(of: team.workspace).differences
        }
        #expect(try await differences().isEmpty)
        // Another server hears who wrote the part, and this one counts it.
        let stranger = try #require(try await team.receive("m3", from: "@c1", on: team.office.other).receipt.customer)
        await #expect {
            _ = try await team.act(.claim, on: tickets[2])
        } throws: { error in
            guard case .atCapacity = (error as? DeskError)?.code else { return false }
            return true
        }
        #expect(try await differences().isEmpty)
        _ = try await team.run(.block(stranger, true, reason: nil), as: .supervisor)
        #expect(try await differences().isEmpty)
        _ = try await team.act(.claim, on: tickets[2])
        _ = try await team.run(.unmerge(tickets[1]), as: .agent)
        #expect(try await differences().isEmpty)
    }

    @Test("are put right: one that is missing, one that leads elsewhere, one that follows from nothing")
    func rebuilt() async throws {
        let team = try await Team.create()
        let tickets = try await Self.day(of: team)
        let agent = try team.member(.agent).agent
        let limit = AgentCommand.setProfile(AgentProfile(capacity: Capacity(all: 1)))
        _ = try await team.run(.agent(agent, limit), as: .admin)
        let own = "workspace_id = '\(team.workspace)'"
        let (held, other) = ("ticket/\(tickets[1])", "ticket/\(tickets[2])")
        // A server of an older version knew nothing of tickets that are held: their claims are 32 bytes as well, but for
        // those of an agent they begin alike. The only one of two claims of this ticket that was taken by its claiming.
        let claiming = "(select position from log.event where \(own) and stream_id = '\(held)' and version = 4)"
        try await team.office.sabotage(
            "delete from log.claim where \(own) and stream_id = '\(held)' and position = \(claiming)")
        let low = try await team.office.desk.verifyClaims(of: team.workspace)
        #expect(low.differences.map(\.kind) == [.missing] && low.differences.first?.stream == held, "\(low)")
        try await team.office.sabotage(
            """
            update log.claim set stream_id = '\(held)' where \(own) and stream_id = '\(other)'
                and position = (select min(position) from log.event where \(own) and stream_id = '\(other)')
            """)
        try await team.office.sabotage(
            "insert into log.claim values ('\(team.workspace)', '\\x01020304', '\(other)', 0)")
        let report = try await team.office.desk.verifyClaims(of: team.workspace)
        #expect(report.differences.map(\.kind.rawValue).sorted() == ["foreign", "missing", "phantom"], "\(report)")
        let mended = try await team.office.other.rebuildClaims(of: team.workspace)
        #expect(mended.differences.isEmpty && mended.repaired == 4, "\(mended)")
        #expect(try await team.office.desk.verifyClaims(of: team.workspace).differences.isEmpty)
        // And the load reads right again.
        let free = try #require(try await team.receive("late", from: "@late").receipt.ticket)
        guard case .atCapacity? = try await team.refusal(.ticket(free, .claim), as: .agent)?.code else {
            throw SupportError("somebody who holds one, and can hold one, was given another")
        }
    }

    @Test("of somebody who was erased are left as they are")
    func erased() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let received = try await team.receive("m1", from: "@gone")
        let ticket = try #require(received.receipt.ticket)
        let claimed = try await team.act(.claim, on: ticket)
        try await office.erase(try #require(received.receipt.customer).id)
        let report = try await office.desk.rebuildClaims(of: team.workspace)
        #expect(report.differences.isEmpty && report.repaired == 0 && report.unseen == 2, "\(report)")
        // But what somebody holds all events tell: a claim like that of the agent, where the message stands.
        try await office.sabotage(
            """
            insert into log.claim
            select workspace_id, set_byte(key, 31, get_byte(key, 31) # 1), stream_id, \(received.position)
            from log.claim where workspace_id = '\(team.workspace)' and position = \(claimed.position)
            """)
        let phantom = try await office.desk.rebuildClaims(of: team.workspace)
        #expect(phantom.differences.isEmpty && phantom.repaired == 1 && phantom.unseen == 2, "\(phantom)")
    }
}
