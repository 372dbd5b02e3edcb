internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("The settings of a workspace", .timeLimit(.minutes(5)))
struct SettingsTests {
    @Test("are history: what held when, who changed it, and what it said before")
    func history() async throws {
        let team = try await Team.create()
        let first = try await team.run(.setting(.setTeam(returns)), as: .admin)
        var renamed = returns
        renamed.name = "Retouren"
        _ = try await team.run(.setting(.setTeam(renamed)), as: .admin, on: team.office.other)
        // The first desk has only heard of what it did itself.
        let again = try await team.run(.setting(.setTeam(renamed)), as: .admin)
        let version = try #require(first.receipt.version)
        #expect(again.receipt.version == version.next)
        #expect(again.position == LogPosition(first.position.value + 1), "where it was said, whatever came since")

        let auditor = try team.member(.auditor)
        let now = try await team.office.desk.settings(at: nil, as: auditor, deadline: .soon).rulebook
        let then = try await team.office.desk.settings(at: version, as: auditor, deadline: .soon).rulebook
        #expect(now.teams[returns.team]?.name == "Retouren" && then.teams[returns.team] == returns)
        let changes = try await team.office.desk.settingChanges(before: nil, limit: 10, as: auditor, deadline: .soon)
        #expect(changes.map(\.type) == ["team.set", "team.set"])
        #expect(changes.map { $0.before != nil } == [true, false])
        #expect(changes.first?.before == changes.last?.after)
        #expect(changes.first?.by?.name == "Secretname admin")
        let older = try await team.office.desk.settingChanges(
            before: version.next, limit: 1, as: auditor, deadline: .soon)
        #expect(older == [try #require(changes.last)])
        await #expect(throws: DeskError.self) {
            _ = try await team.office.desk.settings(at: version.next.next, as: auditor, deadline: .soon)
        }
    }

    @Test("are for admins, and refused with what is missing")
    func access() async throws {
        let team = try await Team.create()
        for role in Role.allCases where role != .admin {
            let refusal = try await team.refusal(.setting(.setTeam(returns)), as: role)
            #expect(refusal?.code == .forbidden(needs: [.admin]), "\(role)")
        }
        let channel = ChannelSettings(channel: try team.channel(), team: returns.team)
        #expect(try await team.refusal(.setting(.setChannel(channel)), as: .admin)?.code == .notFound(.team))
        _ = try await team.run(.setting(.setTeam(returns)), as: .admin)
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin)
        let inUse = try await team.refusal(.setting(.retireTeam(returns.team)), as: .admin)
        #expect(inUse?.code == .invalidState("in_use"))
    }

    @Test("hold for what comes behind them: tickets begin with the team that their channel has then")
    func channels() async throws {
        let team = try await Team.create()
        let before = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        _ = try await team.run(.setting(.setTeam(returns)), as: .admin)
        let channel = ChannelSettings(channel: try team.channel(), team: returns.team)
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin, on: team.office.other)
        // This desk has not heard of it: the append tells it.
        let after = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        #expect(try await team.ticket(before).ticket.team == nil)
        #expect(try await team.ticket(after).ticket.team == returns.team)
        _ = try await team.run(.setting(.retireChannel(try team.channel())), as: .admin, on: team.office.other)
        let last = try #require(try await team.receive("m3", from: "@cid").receipt.ticket)
        #expect(try await team.ticket(last).ticket.team == nil)
        #expect(try await team.ticket(after).ticket.team == returns.team)
    }

    @Test("of many at once on two desks, each is one version, and none is lost")
    func together() async throws {
        let team = try await Team.create()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask {
                    let settings = TeamSettings(team: TeamID("t\(number)")!, name: "T\(number)")
                    _ = try await team.run(.setting(.setTeam(settings)), as: .admin, on: desk)
                }
            }
            try await group.waitForAll()
        }
        let auditor = try team.member(.auditor)
        let settings = try await team.office.other.settings(at: nil, as: auditor, deadline: .soon).rulebook
        #expect(settings.teams.count == 30 && settings.version == StreamVersion(31))
    }
}

let returns = TeamSettings(team: TeamID("returns")!, name: "Returns", rule: [.leastLoaded, .roundRobin])
