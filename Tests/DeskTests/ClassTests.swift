internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("What a ticket is about", .timeLimit(.minutes(5)))
struct ClassTests {
    private static let late = Skill("late")!
    private static let tree = ClassTree([
        ClassNode(id: Skill("delivery")!, name: "Delivery"),
        ClassNode(id: late, parent: Skill("delivery"), name: "Late"),
    ])

    private func counts(_ team: Team) async throws -> ClassesAnswer {
        try await team.office.desk.classes(.cause, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
    }

    @Test("is counted by names that keep their history, whatever they are called")
    func counted() async throws {
        let team = try await Team.create()
        let set = try await team.run(.setting(.setTree(.cause, Self.tree)), as: .admin)
        var tickets: [TicketID] = []
        for number in 0..<4 {
            tickets.append(
                try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
        }
        // The other desk has not heard of the tree: it reads it before it refuses.
        for ticket in tickets {
            let change = ClassChange(TicketClasses(cause: Self.late, outcome: Skill("refunded")))
            _ = try await team.act(.classify(change), on: ticket, on: team.office.other)
        }
        let shown = try await team.ticket(tickets[0])
        #expect(shown.ticket.classes == TicketClasses(cause: Self.late, outcome: Skill("refunded")))
        guard case .classed(.classified(let fact)) = shown.items.last?.recorded.event else {
            throw SupportError("it was not classified last")
        }
        #expect(fact.tree == set.receipt.version)
        _ = try await team.act(.classify(ClassChange(TicketClasses(), clears: [.cause])), on: tickets[3])
        #expect(try await counts(team).counts == [Self.late: 3])

        var nodes = Self.tree.nodes
        nodes[1].name = "Too late"
        nodes[1].isRetired = true
        _ = try await team.run(.setting(.setTree(.cause, ClassTree(nodes))), as: .admin, on: team.office.other)
        let renamed = try await counts(team)
        #expect(renamed.counts == [Self.late: 3] && renamed.tree[Self.late]?.name == "Too late")
        let again = DeskCommand.ticket(tickets[3], .classify(ClassChange(TicketClasses(cause: Self.late))))
        #expect(try await team.refusal(again, as: .agent)?.code == .invalid(path: "params.cause"))
        let without = DeskCommand.setting(.setTree(.cause, ClassTree([nodes[0]])))
        #expect(try await team.refusal(without, as: .admin)?.code == .invalid(path: "params.nodes"))
    }

    @Test("is not counted of what is kept apart, by itself or as a part of another, until it is put back")
    func spam() async throws {
        let team = try await Team.create()
        _ = try await team.run(.setting(.setTree(.cause, Self.tree)), as: .admin)
        var tickets: [TicketID] = []
        for number in 0..<3 {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            _ = try await team.act(.classify(ClassChange(TicketClasses(cause: Self.late))), on: ticket)
            tickets.append(ticket)
        }
        #expect(try await counts(team).counts == [Self.late: 3])
        _ = try await team.act(.markSpam, on: tickets[0])
        #expect(try await counts(team).counts == [Self.late: 2])
        _ = try await team.act(.markSpam, on: tickets[1])
        _ = try await team.run(.merge(tickets[1], into: tickets[2]), as: .agent)
        #expect(try await counts(team).counts == [Self.late: 1])
        _ = try await team.run(.merge(tickets[2], into: tickets[0]), as: .agent)
        #expect(try await counts(team).counts == [Self.late: 1], "of a part that is not, it is")
        _ = try await team.act(.unmarkSpam, on: tickets[0])
        #expect(try await counts(team).counts == [Self.late: 3])
    }

    @Test("is demanded before a ticket is resolved where its channel says so, and nothing is written without it")
    func demanded() async throws {
        let team = try await Team.create()
        _ = try await team.run(.setting(.setTree(.cause, Self.tree)), as: .admin)
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        var channel = ChannelSettings(channel: try team.channel(), requires: [.cause, .tag])
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin, on: team.office.other)
        let before = try await team.head()
        // This desk has not heard of it: the append tells it.
        let resolve = DeskCommand.ticket(ticket, .resolve)
        #expect(try await team.refusal(resolve, as: .agent)?.code == .incomplete([.cause, .tag]))
        #expect(try await team.head() == before)
        _ = try await team.act(.classify(ClassChange(TicketClasses(cause: Self.late))), on: ticket)
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: ticket, as: .bot, on: team.office.other)
        // This desk has not heard of the tag: it reads the ticket before it refuses.
        _ = try await team.run(resolve, as: .agent)
        let other = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        #expect(
            try await team.refusal(.ticket(other, .resolve), as: .supervisor)?.code == .incomplete([.cause, .tag]))
        channel.requires = []
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin, on: team.office.other)
        // Nor of this: what is refused by rules is refused by today's.
        _ = try await team.act(.resolve, on: other)
    }

    @Test("of many who resolve and demand at once, no ticket is resolved behind the demand without what it demands")
    func race() async throws {
        let team = try await Team.create()
        var tickets: [TicketID] = []
        for number in 0..<20 {
            tickets.append(
                try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
        }
        let channel = ChannelSettings(channel: try team.channel(), requires: [.outcome])
        let (resolved, demanded) = try await withThrowingTaskGroup(of: (TicketID?, LogPosition)?.self) { group in
            for (number, ticket) in tickets.enumerated() {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask {
                    do {
                        return (ticket, try await team.act(.resolve, on: ticket, on: desk).position)
                    } catch let error as DeskError where error.code == .incomplete([.outcome]) {
                        return nil
                    }
                }
                if number == 10 {
                    group.addTask {
                        (nil, try await team.run(.setting(.setChannel(channel)), as: .admin).position)
                    }
                }
            }
            var found: [LogPosition] = []
            var demanded = LogPosition.beforeAll
            for try await result in group {
                guard let (ticket, position) = result else { continue }
                if ticket == nil { demanded = position } else { found.append(position) }
            }
            return (found, demanded)
        }
        #expect(resolved.allSatisfy { $0 < demanded })
    }
}
