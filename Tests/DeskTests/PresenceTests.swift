internal import Desk
internal import EventLog
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

// One after the other: a server looks at all agents of a database, and these have one of their own.
@Suite("Whether somebody is there", .serialized, .timeLimit(.minutes(5)))
struct PresenceTests {
    private static let launch = Task { try await Office.start() }

    /// A server by what it says of who is there.
    private struct Server {
        let desk: Desk
        let clock: PresenceClock
        var memory = PresenceClock.Memory()

        init(_ desk: Desk, silenceSeconds: Int = 20) {
            self.desk = desk
            clock = PresenceClock(desk: desk, server: desk.newID(), silenceSeconds: silenceSeconds)
        }

        /// Looks, with all that is in the log in its views.
        mutating func look(_ team: Team) async throws {
            _ = try await desk.stats(atLeast: try await team.head(), as: try team.member(.agent), deadline: .soon)
            try await clock.look(&memory)
        }
    }

    /// What the log says of an agent's coming and going.
    private static func story(_ agent: AgentID, of team: Team) async throws -> [String] {
        let records = try await team.office.log.readStream(team.workspace, StreamID.agent(agent).description)
        return records.compactMap { record in
            let entry = String(decoding: record.entry, as: UTF8.self)
            return ["agent.connected", "agent.disconnected"].first { entry.contains("\"type\":\"\($0)\"") }
        }
    }

    private static func profiled(_ policy: PresencePolicy) async throws -> (team: Team, agent: Principal) {
        let team = try await Team.create(in: launch.value)
        _ = try await team.run(.setting(.setTeam(returns)), as: .admin)
        _ = try await team.run(.setting(.setPolicy(PolicySettings(presence: policy))), as: .admin)
        let agent = try team.member(.agent)
        _ = try await team.run(.agent(agent.agent, .setProfile(AgentProfile(teams: [returns.team]))), as: .admin)
        _ = try await team.run(.agent(agent.agent, .setAvailability(AgentAvailability(.online))), as: .agent)
        return (team, agent)
    }

    @Test("is written down when a first session begins and when the last has ended for the quiet time")
    func comesAndGoes() async throws {
        let (team, agent) = try await Self.profiled(PresencePolicy(quietSeconds: 30))
        var first = Server(team.office.desk)
        var second = Server(team.office.other)
        first.desk.attendance.arrived(agent)
        second.desk.attendance.arrived(agent)
        try await first.look(team)
        try await second.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected"])
        // One of two sessions ends; then the other.
        first.desk.attendance.left(agent)
        try await first.look(team)
        team.office.clock.advance(bySeconds: 100)
        try await first.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected"])
        second.desk.attendance.left(agent)
        try await second.look(team)
        try await first.look(team)
        team.office.clock.advance(bySeconds: 20)
        try await first.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected"])
        // Back before anybody took notice: never gone.
        second.desk.attendance.arrived(agent)
        try await second.look(team)
        try await first.look(team)
        second.desk.attendance.left(agent)
        try await second.look(team)
        try await first.look(team)
        team.office.clock.advance(bySeconds: 20)
        try await first.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected"])
        team.office.clock.advance(bySeconds: 20)
        try await first.look(team)
        try await second.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected", "agent.disconnected"])
        let roster = try await team.office.desk.roster(
            atLeast: try await team.head(), as: try team.member(.auditor), deadline: .soon)
        #expect(roster.agents.first?.standing.agent.isConnected == false)
    }

    @Test("is not what a server says that has not been heard of for long")
    func deadServer() async throws {
        let (team, agent) = try await Self.profiled(PresencePolicy(quietSeconds: 5))
        var dead = Server(team.office.desk)
        dead.desk.attendance.arrived(agent)
        try await dead.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected"])
        // It never looks again. To the other nobody's word counts for longer than no time at all.
        var other = Server(team.office.other, silenceSeconds: 0)
        try await other.look(team)
        team.office.clock.advance(bySeconds: 10)
        try await other.look(team)
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected", "agent.disconnected"])
        dead.desk.attendance.left(agent)
    }

    @Test("decides after the grace time what becomes of their tickets: they keep them, or the queue gets them back")
    func grace() async throws {
        for whenGone in WhenGone.allCases {
            let (team, agent) = try await Self.profiled(
                PresencePolicy(quietSeconds: 5, graceSeconds: 60, whenGone: whenGone))
            var server = Server(team.office.desk)
            let channel = ChannelSettings(channel: try team.channel(), team: returns.team)
            _ = try await team.run(.setting(.setChannel(channel)), as: .admin)
            let held = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
            let answered = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
            for ticket in [held, answered] { _ = try await team.act(.claim, on: ticket) }
            _ = try await team.act(.reply(text: "Hi.", seen: nil), on: answered)
            server.desk.attendance.arrived(agent)
            try await server.look(team)
            server.desk.attendance.left(agent)
            try await server.look(team)
            team.office.clock.advance(bySeconds: 10)
            try await server.look(team)
            try await server.look(team)
            #expect(try await team.ticket(held).ticket.assignee?.id == agent.agent)
            team.office.clock.advance(bySeconds: 70)
            try await server.look(team)
            let assignee = try await team.ticket(held).ticket.assignee?.id
            #expect(assignee == (whenGone == .keep ? agent.agent : nil), "\(whenGone)")
            // What waits for the customer stays with who knows it.
            #expect(try await team.ticket(answered).ticket.assignee?.id == agent.agent)
        }
    }

    @Test("who said until when they are there is at work until then, and not gone for having left the room")
    func untilThen() async throws {
        let (team, agent) = try await Self.profiled(
            PresencePolicy(quietSeconds: 5, graceSeconds: 60, whenGone: .requeue))
        let until = team.office.clock.now().advanced(bySeconds: 600)
        _ = try await team.run(
            .agent(agent.agent, .setAvailability(AgentAvailability(.online, until: until))), as: .agent)
        let channel = ChannelSettings(channel: try team.channel(), team: returns.team)
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin)
        var server = Server(team.office.desk)
        server.desk.attendance.arrived(agent)
        try await server.look(team)
        server.desk.attendance.left(agent)
        for seconds in [0, 10, 100] as [Int64] {
            try await server.look(team)
            team.office.clock.advance(bySeconds: seconds)
        }
        #expect(try await Self.story(agent.agent, of: team) == ["agent.connected", "agent.disconnected"])
        // Gone for longer than the grace time, but still at work.
        let ticket = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        _ = try await team.office.desk.stats(
            atLeast: try await team.head(), as: try team.member(.agent), deadline: .soon)
        guard case .routed(1, _) = try await server.desk.route(team: returns.team, in: team.workspace) else {
            Issue.record("nobody had it")
            return
        }
        let given = try await team.head()
        try await server.look(team)
        try await server.look(team)
        #expect(try await team.head() == given)
        // The grace time begins when the time is over.
        team.office.clock.advance(bySeconds: 530)
        try await server.look(team)
        #expect(try await team.ticket(ticket).ticket.assignee?.id == agent.agent)
        team.office.clock.advance(bySeconds: 60)
        try await server.look(team)
        #expect(try await team.ticket(ticket).ticket.assignee == nil)
    }

    @Test("is nobody's concern without a profile")
    func strangers() async throws {
        let team = try await Team.create(in: Self.launch.value)
        let agent = try team.member(.agent)
        var server = Server(team.office.desk)
        server.desk.attendance.arrived(agent)
        try await server.look(team)
        #expect(try await Self.story(agent.agent, of: team) == [])
        server.desk.attendance.left(agent)
    }
}
