internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("The inbox", .timeLimit(.minutes(5)))
struct InboxTests {
    /// The tickets that a desk shows to the agent, with all that is in the log by now.
    private func tickets(of team: Team, on desk: Desk) async throws -> [TicketSummary] {
        try await desk.inbox(
            InboxRequest(view: .all), atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tickets
    }

    @Test("that a desk remembers is the one that a desk opens for the first time")
    func remembered() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        let ann = try #require(try await team.receive("m1").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        let steps: [(String, () async throws -> CommandResult)] = [
            ("nothing happened", { try await team.act(.claim, on: ann) }),
            ("claimed", { try await team.act(.assign(agent: agent, team: TeamID("depot")), on: bob, as: .supervisor) }),
            ("assigned", { try await team.receive("m3", from: "@carla") }),
            ("somebody new wrote", { try await team.receive("m4") }),
            ("somebody wrote again", { try await team.act(.reply(text: "It is \n on its way.", seen: nil), on: ann) }),
            ("answered", { try await team.act(.resolve, on: ann) }),
            ("resolved", { try await team.receive("m5") }),
            ("a second ticket", { try await team.act(.release, on: bob, as: .supervisor) }),
        ]
        for (name, next) in steps {
            for desk in [team.office.desk, team.office.other] {
                let opened = try await tickets(of: team, on: team.office.newcomer())
                #expect(opened.allSatisfy { $0.customer.handle != nil && $0.preview != nil }, "\(name)")
                for _ in 0..<2 { #expect(try await tickets(of: team, on: desk) == opened, "\(name)") }
            }
            _ = try await next()
        }
        let last = try await tickets(of: team, on: team.office.desk)
        #expect(Set(last.compactMap(\.preview)) == ["text of m2", "text of m3", "It is on its way.", "text of m5"])
    }

    @Test("shows what the views say after a rebuild, though a ticket was shown wrong before and has no newer event")
    func rebuilt() async throws {
        let team = try await Team.create(in: try await Office.start())
        _ = try await team.receive("m1")
        let right = try await tickets(of: team, on: team.office.desk)
        try await team.office.sabotage("update view_1.ticket set team = 'ghosts'")
        let desk = team.office.other
        for _ in 0..<2 { #expect(try await tickets(of: team, on: desk).map(\.team) == [TeamID("ghosts")]) }
        try await team.office.rebuild()
        #expect(try await tickets(of: team, on: desk) == right && right.map(\.team) == [nil])
    }

    @Test("shows nothing of who was erased, on whichever desk, however often it was shown before")
    func erased() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        let ann = try await team.receive("m1")
        let ticket = try #require(ann.receipt.ticket)
        _ = try await team.act(.claim, on: ticket)
        _ = try await team.receive("m2", from: "@bob")
        let desks = [team.office.desk, team.office.other]
        for desk in desks + desks {
            let shown = try #require(try await tickets(of: team, on: desk).first { $0.id == ticket })
            #expect(shown.customer.handle == "@ann" && !shown.customer.isErased && shown.preview == "text of m1")
            #expect(shown.assignee == PersonName(id: agent, name: "Secretname agent"))
        }
        try await team.office.erase(try #require(ann.receipt.customer).id)
        for desk in desks + desks {
            let all = try await tickets(of: team, on: desk)
            let shown = try #require(all.first { $0.id == ticket })
            #expect(shown.customer.handle == nil && shown.customer.isErased && shown.preview == nil)
            #expect(shown.assignee?.name == "Secretname agent")
            #expect(all.first { $0.id != ticket }?.preview == "text of m2", "others are shown as before")
        }
        try await team.office.erase(agent.id)
        for desk in desks + desks {
            let shown = try #require(try await tickets(of: team, on: desk).first { $0.id == ticket })
            #expect(shown.assignee == PersonName(id: agent, name: nil))
        }
    }

    @Test(
        "shows the beginning of a text on one line",
        arguments: [
            (" Where \r\n\t is  it? ", "Where is it?"), ("", ""), (" \n ", ""),
            (String(repeating: "ab ", count: 100), String(repeating: "ab ", count: 69) + "ab…"),
            (String(repeating: "a", count: 139), String(repeating: "a", count: 139)),
            (String(repeating: "a", count: 141), String(repeating: "a", count: 140) + "…"),
            // A mark that belongs to the last character that is shown.
            (String(repeating: "a", count: 140) + "\u{301}b", String(repeating: "a", count: 139) + "a\u{301}…"),
            ("Où\u{a0}\u{2003}est-il ?", "Où est-il ?"),
            ("🙂 " + String(repeating: "é", count: 150), "🙂 " + String(repeating: "é", count: 139) + "…"),
        ])
    func preview(text: String, preview: String) async throws {
        let team = try await Team.create()
        let message = IncomingMessage(
            channel: try team.channel(), externalId: "m1", author: NetworkIdentity(handle: "@ann"), text: text,
            inReplyTo: nil)
        _ = try await team.run(.receive(message), as: .connector)
        #expect(try await tickets(of: team, on: team.office.desk).first?.preview == preview)
    }
}
