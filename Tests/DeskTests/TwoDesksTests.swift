internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("Two desks on one database", .timeLimit(.minutes(5)))
struct TwoDesksTests {
    @Test("make one customer and one ticket of forty first messages at once")
    func firstMessages() async throws {
        let team = try await Team.create()
        let before = try await team.head()
        let results = try await withThrowingTaskGroup(of: CommandResult.self) { group in
            for number in 0..<40 {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask { try await team.receive("m\(number)", on: desk) }
            }
            return try await group.reduce(into: [CommandResult]()) { $0.append($1) }
        }
        #expect(Set(results.map(\.receipt.ticket)).count == 1)
        #expect(Set(results.map(\.receipt.customer)).count == 1)
        #expect(try await team.head().value == before.value + 42)
    }

    @Test("let one of two agents claim a ticket, and tell the other who")
    func oneWinner() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        async let left = team.refusal(.ticket(ticket, .claim), as: .agent, on: team.office.desk)
        async let right = team.refusal(.ticket(ticket, .claim), as: .supervisor, on: team.office.other)
        let refusals = [try await left, try await right].compactMap(\.self)
        #expect(refusals.count == 1)
        guard case .alreadyClaimed? = refusals.first?.code else { throw SupportError("it was refused otherwise") }
    }

    @Test("do not refuse for the sake of what the other has changed since")
    func staleRefusal() async throws {
        let team = try await Team.create()
        let old = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.resolve, on: old)
        let new = try #require(try await team.receive("m2").receipt.ticket)
        #expect(old != new)
        #expect(try await team.refusal(.ticket(old, .reopen), as: .agent)?.code == .unresolvedElsewhere(new))
        _ = try await team.act(.resolve, on: new, on: team.office.other)
        // The first desk has only heard that `new` was opened.
        #expect(try await team.refusal(.ticket(old, .reopen), as: .agent) == nil)
        #expect(
            try await team.refusal(.ticket(new, .reopen), as: .agent, on: team.office.other)?.code
                == .unresolvedElsewhere(old))
    }

    @Test("open a new ticket for a customer whose last one the other desk has resolved")
    func resolvedElsewhere() async throws {
        let team = try await Team.create()
        var tickets: [TicketID?] = []
        for number in 0..<6 {
            let here = number.isMultiple(of: 2) ? team.office.desk : team.office.other
            let there = number.isMultiple(of: 2) ? team.office.other : team.office.desk
            let ticket = try #require(try await team.receive("m\(number)", on: here).receipt.ticket)
            #expect(try await team.receive("again\(number)", on: there).receipt.ticket == ticket)
            _ = try await team.act(.resolve, on: ticket, on: there)
            tickets.append(ticket)
        }
        #expect(Set(tickets).count == 6)
    }

    @Test("wake a snoozed ticket once, when its time has come")
    func snooze() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let until = Instant(microseconds: office.clock.now().microseconds + 3_600_000_000)
        _ = try await team.act(.snooze(until: until), on: ticket)
        #expect(try await team.ticket(ticket).ticket.status == .snoozed)
        #expect(try await office.desk.wakeDue() == 0)
        office.clock.advance(bySeconds: 3_601)
        async let here = office.desk.wakeDue()
        async let there = office.other.wakeDue()
        let wakings = try await [here, there]
        #expect(wakings.reduce(0, +) == 1)
        let woken = try await team.ticket(ticket)
        #expect(woken.ticket.status == .open && woken.ticket.snoozedUntil == nil)
        #expect(woken.items.filter { $0.type == "ticket.woken" }.map(\.by.kind) == ["clock"])
        #expect(try await office.other.wakeDue() == 0)
    }
}
