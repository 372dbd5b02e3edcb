internal import Desk
internal import EventLog
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("Customers who are one person", .timeLimit(.minutes(5)))
struct CustomerTests {
    private func customer(_ id: CustomerID, in team: Team, limit: Int = 50, cursor: String? = nil, on desk: Desk? = nil)
        async throws -> CustomerAnswer
    {
        try await (desk ?? team.office.desk).customer(
            id, limit: limit, cursor: cursor, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
    }

    private func timeline(of id: CustomerID, in team: Team, on desk: Desk? = nil) async throws -> [ThreadItem] {
        try await (desk ?? team.office.desk).timeline(
            id, limit: 200, cursor: nil, atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).items
    }

    /// A customer who wrote once on a network; answers with them and their ticket.
    private func someone(
        _ number: Int, on network: String = "x", in team: Team
    ) async throws -> (customer: CustomerID, ticket: TicketID) {
        let done = try await write("m\(number)", from: "@c\(number)", on: "\(network):@brand", in: team)
        return (try #require(done.receipt.customer), try #require(done.receipt.ticket))
    }

    private func write(
        _ externalId: String, from handle: String, on channel: String, in team: Team, desk: Desk? = nil
    ) async throws -> CommandResult {
        let message = IncomingMessage(
            channel: try #require(ChannelID(channel)), externalId: externalId,
            author: NetworkIdentity(handle: handle, name: "Ann"), text: "text of \(externalId)")
        return try await team.run(.receive(message), as: .connector, on: desk)
    }

    private func isLink(_ item: ThreadItem) -> Bool {
        if case .customer = item.recorded.event { true } else { false }
    }

    @Test("are shown together from the merge on, whichever is asked for, and apart as before when it ends")
    func merging() async throws {
        let team = try await Team.create()
        let (ann, mail) = (try await someone(1, in: team), try await someone(2, on: "email", in: team))
        _ = try await team.act(.claim, on: ann.ticket)
        _ = try await team.act(.reply(text: "Hm.", seen: nil), on: ann.ticket)
        _ = try await team.act(.note(text: "calls again", mentions: []), on: mail.ticket)
        let apart = [try await customer(ann.customer, in: team), try await customer(mail.customer, in: team)]
        let histories = [
            try await timeline(of: ann.customer, in: team), try await timeline(of: mail.customer, in: team),
        ]
        #expect(apart[0].members.map(\.identities) == [[apart[0].members[0].identities[0]]])
        #expect(apart[0].members[0].identities[0].handle == "@c1" && apart[0].counts.replies == 1)
        #expect(apart[1].members[0].identities[0].network == "email" && apart[1].knows.isEmpty)

        let merge = DeskCommand.customer(.merge(mail.customer, into: ann.customer))
        let id = CommandID.random()
        let done = try await team.run(merge, id: id, as: .agent)
        for (desk, asked) in zip([team.office.desk, team.office.other], [ann.customer, mail.customer]) {
            let one = try await customer(asked, in: team, on: desk)
            #expect(one.root == ann.customer && one.members.map(\.customer.id) == [ann.customer, mail.customer])
            #expect(one.members.map(\.into) == [nil, ann.customer])
            #expect(one.tickets.map(\.id) == [mail.ticket, ann.ticket])
            #expect(one.counts == CustomerCounts(tickets: 2, unresolved: 2, messages: 2, replies: 1, notes: 1, spam: 0))
            #expect(one.knows.map(\.agent.id) == [try team.member(.agent).agent])
            let items = try await timeline(of: asked, in: team, on: desk)
            #expect(
                items.filter { !isLink($0) }
                    == histories.flatMap(\.self).sorted { $0.recorded.position > $1.recorded.position })
            #expect(items.prefix(2).map(\.type) == ["customer.absorbed", "customer.merged"])
        }
        // Each goes on writing as who they are.
        let more = try await write("m3", from: "@c2", on: "email:@brand", in: team)
        #expect(more.receipt.customer == mail.customer && more.receipt.ticket == mail.ticket)
        #expect(try await timeline(of: ann.customer, in: team).first?.recorded.position == more.position)
        #expect(try await team.run(merge, id: id, as: .agent, on: team.office.other) == done)
        #expect(try await team.run(merge, as: .supervisor, on: team.office.other).position == done.position)

        _ = try await team.run(.customer(.unmerge(mail.customer)), as: .agent, on: team.office.other)
        let after = try await customer(ann.customer, in: team)
        #expect(
            after.members == apart[0].members && after.counts == apart[0].counts && after.tickets == apart[0].tickets)
        #expect(after.root == ann.customer && after.knows == apart[0].knows)
        let history = try await timeline(of: ann.customer, in: team).filter { !isLink($0) }
        #expect(history == histories[0])
        #expect(try await customer(mail.customer, in: team).root == mail.customer)
        let nothing = try await team.run(.customer(.unmerge(mail.customer)), as: .agent)
        #expect(nothing.position < (try await team.head()) + 1)
    }

    @Test("are refused where they cannot be one, and by whom it is not for")
    func refusals() async throws {
        let team = try await Team.create()
        let people = [try await someone(1, in: team), try await someone(2, in: team), try await someone(3, in: team)]
            .map(\.customer)
        _ = try await team.run(.customer(.merge(people[0], into: people[1])), as: .agent)
        // The other desk knows all three as they were.
        let other = team.office.other
        for id in people { _ = try await customer(id, in: team, on: other) }
        let crossing = DeskCommand.customer(.merge(people[1], into: people[0]))
        #expect(try await team.refusal(crossing, as: .agent, on: other)?.code == .merged(into: people[1].id))
        let again = DeskCommand.customer(.merge(people[0], into: people[2]))
        #expect(try await team.refusal(again, as: .agent, on: other)?.code == .merged(into: people[1].id))
        _ = try await team.run(.customer(.merge(people[1], into: people[2])), as: .agent, on: other)
        #expect(try await customer(people[0], in: team).root == people[2])
        // What is inside ends by itself.
        _ = try await team.run(.customer(.unmerge(people[0])), as: .agent)
        #expect(try await customer(people[0], in: team).members.map(\.customer.id) == [people[0]])
        #expect(try await customer(people[1], in: team).members.map(\.customer.id) == [people[1], people[2]])
        let self_ = DeskCommand.customer(.merge(people[0], into: people[0]))
        #expect(try await team.refusal(self_, as: .agent)?.code == .invalid(path: "params.into"))
        let nobody = DeskCommand.customer(.merge(people[0], into: CustomerID(.zero)))
        #expect(try await team.refusal(nobody, as: .agent)?.code == .notFound(.customer))
        for role in [Role.trainee, .bot, .connector, .auditor] {
            guard case .forbidden = try await team.refusal(again, as: role)?.code else {
                throw SupportError("\(role) may say who is one person")
            }
        }
        let desk = team.office.desk
        let connector = try team.member(.connector)
        await #expect(throws: DeskError.self) {
            try await desk.customer(
                people[0], limit: 1, cursor: nil, atLeast: .beforeAll, as: connector, deadline: .soon)
        }
    }

    @Test("of merges that cross and would close circles all agree in the end, and nothing is lost", arguments: 0..<4)
    func crossing(round: Int) async throws {
        let team = try await Team.create()
        var people: [(customer: CustomerID, ticket: TicketID)] = []
        for number in 0..<5 { people.append(try await someone(number, in: team)) }
        let ids = people.map(\.customer)
        let desks = [team.office.desk, team.office.other]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in 0..<20 {
                let (from, into) = (ids[step % 5], ids[(step % 5 + 1 + (step / 5 + round) % 4) % 5])
                group.addTask {
                    let refused = try await team.refusal(
                        .customer(.merge(from, into: into)), as: .agent, on: desks[step % 2])
                    switch refused?.code {
                    case nil, .merged: break
                    default: throw SupportError("refused otherwise: \(String(describing: refused))")
                    }
                }
            }
            try await group.waitForAll()
        }
        // Whoever is left over finds a root in a second round.
        var roots = Set<CustomerID>()
        for id in ids { roots.insert(try #require(try await customer(id, in: team).root)) }
        while let from = roots.popFirst(), let into = roots.first {
            _ = try await team.run(.customer(.merge(from, into: into)), as: .agent)
        }
        let one = try await customer(ids[0], in: team)
        #expect(one.members.count == 5 && one.members.count { $0.into == nil } == 1)
        for id in ids {
            let answer = try await customer(id, in: team, on: desks[round % 2])
            #expect(Set(answer.tickets.map(\.id)) == Set(people.map(\.ticket)) && answer.root == one.root)
            let written = try await timeline(of: id, in: team).filter { $0.type == "message.received" }
            #expect(written.count == 5)
        }
    }

    @Test("are merged and parted at random, and are in the end who they were", arguments: 1...UInt64(4))
    func property(seed: UInt64) async throws {
        let team = try await Team.create()
        var people: [(customer: CustomerID, ticket: TicketID)] = []
        for number in 0..<5 { people.append(try await someone(number, on: number < 3 ? "x" : "email", in: team)) }
        let ids = people.map(\.customer)
        let desks = [team.office.desk, team.office.other]
        var random = SeededGenerator(seed: seed)
        /// By hand: into whom each was merged.
        var links: [CustomerID: CustomerID] = [:]
        func root(_ id: CustomerID) -> CustomerID { links[id].map(root) ?? id }
        for _ in 0..<20 {
            let (from, into) = (ids[random.roll(5)], ids[random.roll(5)])
            let desk = desks[random.roll(2)]
            if random.roll(3) == 0 {
                _ = try await team.run(.customer(.unmerge(from)), as: .agent, on: desk)
                links[from] = nil
            } else if from != into {
                let refused = try await team.refusal(.customer(.merge(from, into: into)), as: .agent, on: desk)
                if let blocking = links[from] == into ? nil : links[from] ?? links[into] {
                    #expect(refused?.code == .merged(into: blocking.id), "seed \(seed)")
                } else {
                    #expect(refused == nil, "seed \(seed)")
                    links[from] = into
                }
            }
            let asked = ids[random.roll(5)]
            let group = Set(ids.filter { root($0) == root(asked) })
            let answer = try await customer(asked, in: team, on: desk)
            #expect(Set(answer.members.map(\.customer.id)) == group && answer.root == root(asked), "seed \(seed)")
            #expect(answer.members.allSatisfy { $0.into == links[$0.customer.id] }, "seed \(seed)")
            let tickets = people.filter { group.contains($0.customer) }.map(\.ticket)
            #expect(Set(answer.tickets.map(\.id)) == Set(tickets), "seed \(seed)")
        }
        for id in ids where links[id] != nil { _ = try await team.run(.customer(.unmerge(id)), as: .agent) }
        for person in people {
            let answer = try await customer(person.customer, in: team)
            #expect(answer.members.map(\.customer.id) == [person.customer] && answer.root == person.customer)
            #expect(answer.tickets.map(\.id) == [person.ticket] && answer.counts.messages == 1)
            let items = try await timeline(of: person.customer, in: team).filter { !isLink($0) }
            #expect(items.map(\.type) == ["message.received", "ticket.opened", "customer.registered"])
        }
    }

    @Test("have each ticket counted once and as it is by itself, whatever it is merged with")
    func countsOfMergedTickets() async throws {
        let team = try await Team.create()
        let ann = try await someone(1, in: team)
        let second = try await write("s1", from: "@c1", on: "x:@help", in: team)
        #expect(second.receipt.customer == ann.customer)
        let help = try #require(second.receipt.ticket)
        _ = try await write("s2", from: "@c1", on: "x:@help", in: team)
        _ = try await team.act(.note(text: "calls again", mentions: []), on: help)
        _ = try await team.act(.reply(text: "Hm.", seen: nil), on: ann.ticket)
        _ = try await team.act(.resolve, on: ann.ticket)
        // Somebody else's, and one that is kept apart.
        let (bob, cid) = (try await someone(2, on: "email", in: team), try await someone(3, in: team))
        _ = try await team.act(.markSpam, on: cid.ticket)
        func counts() async throws -> [CustomerCounts] {
            var counts: [CustomerCounts] = []
            for id in [ann.customer, bob.customer, cid.customer] {
                counts.append(try await customer(id, in: team, on: team.office.other).counts)
            }
            return counts
        }
        let apart = [
            CustomerCounts(tickets: 2, unresolved: 1, messages: 3, replies: 1, notes: 1, spam: 0),
            CustomerCounts(tickets: 1, unresolved: 1, messages: 1, replies: 0, notes: 0, spam: 0),
            CustomerCounts(tickets: 0, unresolved: 0, messages: 0, replies: 0, notes: 0, spam: 1),
        ]
        #expect(try await counts() == apart)
        for part in [help, bob.ticket, cid.ticket] {
            _ = try await team.run(.merge(part, into: ann.ticket), as: .agent)
            #expect(try await counts() == apart)
        }
        for part in [cid.ticket, help, bob.ticket] {
            _ = try await team.run(.unmerge(part), as: .agent)
            #expect(try await counts() == apart)
        }
    }

    private func link(_ customer: CustomerID, _ network: String, _ handle: String) -> DeskCommand {
        .customer(.link(customer, CustomerIdentity(network: network, handle: handle)))
    }

    private func unlink(_ customer: CustomerID, _ network: String, _ handle: String) -> DeskCommand {
        .customer(.unlink(customer, CustomerIdentity(network: network, handle: handle)))
    }

    @Test("a message under a linked identity is the customer's, and the answer goes there")
    func linking() async throws {
        let team = try await Team.create()
        let ann = try await someone(1, in: team)
        _ = try await team.run(link(ann.customer, "email", "ann@example.com"), as: .agent)
        let done = try await write(
            "e1", from: "ann@example.com", on: "email:help@brand", in: team, desk: team.office.other)
        #expect(done.receipt.customer == ann.customer && done.receipt.ticket != ann.ticket)
        let again = try await write("e1", from: "ann@example.com", on: "email:help@brand", in: team)
        #expect(again.receipt.duplicate == true && again.receipt.ticket == done.receipt.ticket)
        // A second account on the same network: one conversation, and each answer goes to where the last words came from.
        _ = try await team.run(link(ann.customer, "x", "@ann_at_work"), as: .agent, on: team.office.other)
        let ticket = try #require(done.receipt.ticket)
        _ = try await team.act(.reply(text: "By mail.", seen: nil), on: ticket)
        _ = try await team.act(.reply(text: "To the first.", seen: nil), on: ann.ticket)
        #expect(
            try await write("m2", from: "@ann_at_work", on: "x:@brand", in: team).receipt.ticket == ann.ticket)
        _ = try await team.act(.reply(text: "To the second.", seen: nil), on: ann.ticket)
        _ = try await write("m3", from: "@c1", on: "x:@brand", in: team)
        _ = try await team.act(.reply(text: "To the first again.", seen: nil), on: ann.ticket)
        let items = try await team.office.other.outbox(
            OutboxRequest(), atLeast: try await team.head(), as: team.member(.connector), deadline: .soon
        ).items
        #expect(items.map(\.to.handle) == ["ann@example.com", "@c1", "@ann_at_work", "@c1"])
        let answer = try await customer(ann.customer, in: team)
        #expect(answer.members.map { $0.identities.map(\.handle) } == [["@c1", "ann@example.com", "@ann_at_work"]])
        #expect(answer.tickets.map(\.id) == [ticket, ann.ticket] && answer.counts.messages == 4)
        #expect(try await customer(ann.customer, in: team, limit: 1).tickets.map(\.id) == [ticket])
        let cursor = try await customer(ann.customer, in: team, limit: 1).next
        #expect(try await customer(ann.customer, in: team, limit: 1, cursor: cursor).tickets.map(\.id) == [ann.ticket])
    }

    @Test("an identity is one customer's, and goes to somebody else when it is taken away, on every server")
    func unlinking() async throws {
        let team = try await Team.create()
        let (ann, bob) = (try await someone(1, in: team), try await someone(2, in: team))
        #expect(
            try await team.refusal(link(ann.customer, "x", "@c2"), as: .agent)?.code == .identityTaken(by: bob.customer)
        )
        let own = try await team.run(link(ann.customer, "x", "@c1"), as: .agent)
        #expect(own.position < (try await team.head()) + 1)
        #expect(try await team.refusal(unlink(ann.customer, "x", "@c1"), as: .agent)?.code == .invalidState("first"))
        _ = try await team.run(link(ann.customer, "email", "a@b"), as: .agent)
        #expect(
            try await team.refusal(link(bob.customer, "email", "a@b"), as: .agent)?.code
                == .identityTaken(by: ann.customer))
        // Both desks know whose it is.
        let desks = [team.office.desk, team.office.other]
        for (number, desk) in desks.enumerated() {
            let done = try await write("e\(number)", from: "a@b", on: "email:help", in: team, desk: desk)
            #expect(done.receipt.customer == ann.customer)
        }
        _ = try await team.run(unlink(ann.customer, "email", "a@b"), as: .supervisor)
        _ = try await team.run(link(bob.customer, "email", "a@b"), as: .agent)
        for (number, desk) in desks.reversed().enumerated() {
            let done = try await write("f\(number)", from: "a@b", on: "email:help", in: team, desk: desk)
            #expect(done.receipt.customer == bob.customer)
        }
        _ = try await team.run(unlink(bob.customer, "email", "a@b"), as: .agent, on: team.office.other)
        let done = try await write("g", from: "a@b", on: "email:help", in: team)
        #expect(done.receipt.customer != ann.customer && done.receipt.customer != bob.customer)
        #expect(try await customer(ann.customer, in: team).counts.messages == 3, "what was written stays")
        let unknown = try await team.run(unlink(ann.customer, "email", "nobody@b"), as: .agent)
        #expect(unknown.position < (try await team.head()) + 1)
    }

    @Test("an identity that is linked at the moment of its first message is one customer's", arguments: 0..<6)
    func race(round: Int) async throws {
        let team = try await Team.create()
        let ann = try await someone(1, in: team)
        let desks = [team.office.desk, team.office.other]
        let (first, second) = (desks[round % 2], desks[(round + 1) % 2])
        async let linked = team.refusal(link(ann.customer, "email", "a@b"), as: .agent, on: first)
        let done = try await write("e1", from: "a@b", on: "email:help", in: team, desk: second)
        let refused = try await linked
        let writer = try #require(done.receipt.customer)
        #expect(refused == nil ? writer == ann.customer : refused?.code == .identityTaken(by: writer))
    }

    @Test("an erased one among them is shown without names, and the views are the same when they are made anew")
    func erased() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let (ann, mail) = (try await someone(1, in: team), try await someone(2, on: "email", in: team))
        _ = try await team.run(link(mail.customer, "x", "@other"), as: .agent)
        _ = try await team.run(.customer(.merge(mail.customer, into: ann.customer)), as: .agent)
        let before = try await customer(mail.customer, in: team)
        try await office.rebuild()
        #expect(try await customer(mail.customer, in: team) == before)
        try await office.erase(mail.customer.id)
        let after = try await customer(ann.customer, in: team, on: office.newcomer())
        #expect(after.members.map(\.customer.isErased) == [false, true])
        #expect(after.members[1].identities.map(\.handle) == [nil, nil] && after.members[0].customer.handle == "@c1")
        #expect(after.tickets.count == 2)
    }
}

private func + (position: LogPosition, distance: Int64) -> LogPosition { LogPosition(position.value + distance) }
