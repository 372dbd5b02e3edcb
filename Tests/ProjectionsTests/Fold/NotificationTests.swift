internal import Identity
internal import Projections
internal import Testing
internal import Ticketing

@Suite("What agents are told of")
struct NotificationTests {
    private static func noted(by actor: Actor, mentioning agents: [Actor]) -> Happened {
        Happened(.noteAdded(NoteAdded(note: NoteID(.numbered(1)), mentions: agents.map(\.id))), by: actor)
    }

    /// What happens after a customer and their ticket (at 0 and 1), and who is told of which position.
    struct Told: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let history: [Happened]
        let told: [(Actor, Int64)]

        init(_ sentence: String, _ history: [Happened], _ told: [(Actor, Int64)]) {
            self.testDescription = sentence
            self.history = history
            self.told = told
        }
    }

    static let cases: [Told] = [
        Told("nobody, while a ticket is nobody's", [.written, .sent, .resolved], []),
        Told("whoever has the ticket, of what the customer writes", [.claimed(by: bob), .written], [(bob, 3)]),
        Told("not any more when they have it no more", [.claimed(by: bob), .released, .written], []),
        Told(
            "whoever follows it, whoever has it, each once",
            [.followed(by: bob), .followed(by: alice), .claimed(by: bob), .written], [(alice, 5), (bob, 5)]),
        Told("of spam nobody", [.claimed(by: bob), .marked, .written, .unmarked, .written], [(bob, 6)]),
        Told("not of what colleagues write", [.claimed(by: bob), .sent, .noted, .drafted], []),
        Told("whoever is given a ticket by somebody else", [.assigned(bob)], [(bob, 2)]),
        Told("whoever is given a ticket by a rule", [.routed(to: bob)], [(bob, 2)]),
        Told("not who takes it, or gives it to themselves", [.claimed(by: bob), .released, .assigned(alice)], []),
        Told("not who had it before", [.assigned(bob), .assigned(bob, team: billing)], [(bob, 2)]),
        Told("nobody of a team's queue", [.assigned(nil, team: billing)], []),
        Told("whoever a note calls", [noted(by: alice, mentioning: [bob, robo])], [(bob, 2), (robo, 2)]),
        Told("not who calls themselves", [noted(by: alice, mentioning: [alice])], []),
    ]

    @Test("are told of what concerns them:", arguments: cases)
    func told(told: Told) {
        let fold = folded(log([.registered, .opened] + told.history))
        let expected = told.told.map { NotificationRow(agent: $0.0.id, position: LogPosition($0.1)) }
        #expect(Set(fold.newNotifications) == Set(expected) && fold.newNotifications.count == expected.count)
    }

    @Test("of nothing that happened before agents were told at all")
    func before() {
        var fold = ViewFold()
        fold.toldAfter = LogPosition(3)
        for event in log([.registered, .opened, .claimed(by: bob), .written, .written]) { fold.apply(event) }
        #expect(fold.newNotifications == [NotificationRow(agent: bob.id, position: LogPosition(4))])
    }

    @Test("what was read stays read, whatever is said later")
    func read() {
        let marks = [3, 7, 5].map { position in
            Happened(
                .follow(.notificationsRead(NotificationsRead(upTo: LogPosition(position)))), by: bob,
                on: .agent(bob.id))
        }
        #expect(folded(log(marks)).notificationsRead == [bob.id: LogPosition(7)])
    }
}
