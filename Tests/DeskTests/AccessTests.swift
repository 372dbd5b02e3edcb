internal import Desk
internal import EventLog
internal import Identity
internal import Postgres
internal import Projections
internal import Support
import Testing
internal import Ticketing
internal import Vault

@Suite("A token", .timeLimit(.minutes(5)))
struct AccessTests {
    @Test("opens from the moment it is issued until it is revoked, on either desk")
    func revoked() async throws {
        let team = try await Team.create()
        let (desk, other) = (team.office.desk, team.office.other)
        let agent = try team.member(.agent).agent
        let issued = try await other.issueToken(to: agent, in: team.workspace)
        let principal = try #require(try await desk.authenticate(token: issued.token.text))
        #expect(principal.agent == agent && principal.workspace == team.workspace && principal.roles == [.agent])
        #expect(principal.token == issued.id && principal.name == "Secretname agent")
        let digest = AccessToken.digest(of: issued.token.text)
        #expect(try await desk.isStillGood(principal, tokenSHA256: digest))
        try await other.revokeToken(issued.id, in: team.workspace)
        let head = try await team.head()
        _ = try await desk.stats(atLeast: head, as: principal, deadline: .soon)
        #expect(try await desk.authenticate(token: issued.token.text) == nil)
        #expect(try await !desk.isStillGood(principal, tokenSHA256: digest))
    }

    @Test("can be revoked only where it was issued")
    func elsewhere() async throws {
        let ours = try await Team.create()
        let theirs = try await Team.create(in: ours.office)
        let issued = try await theirs.office.desk.issueToken(to: theirs.member(.agent).agent, in: theirs.workspace)
        await #expect { try await ours.office.desk.revokeToken(issued.id, in: ours.workspace) } throws: {
            ($0 as? DeskError)?.code == .notFound(.token)
        }
        #expect(try await ours.office.desk.authenticate(token: issued.token.text) != nil)
    }

    @Test("opens its own workspace although another's log cannot be folded; of an unknown one nothing is said then")
    func besideStuck() async throws {
        let office = try await Office.start()
        let stuck = try await Team.create(in: office)
        let team = try await Team.create(in: office)
        // As if its last events were there and could not be read.
        try await office.sabotage(
            "update log.head set next_position = next_position + 5 where workspace_id = '\(stuck.workspace)'")
        let issued = try await office.other.issueToken(to: team.member(.agent).agent, in: team.workspace)
        #expect(try await office.desk.authenticate(token: issued.token.text)?.workspace == team.workspace)
        await #expect { try await office.desk.authenticate(token: AccessToken().text) } throws: {
            ($0 as? DeskError)?.code == .notYetVisible
        }
    }

    @Test("that is good is told from three hundred wrong ones at the same moment")
    func flood() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        let desk = team.office.desk
        let opened = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<310 {
                group.addTask {
                    guard number.isMultiple(of: 31) else {
                        return try await desk.authenticate(token: AccessToken().text) != nil
                    }
                    let issued = try await team.office.other.issueToken(to: agent, in: team.workspace)
                    return try await desk.authenticate(token: issued.token.text) != nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(opened == 10)
    }

    @Test("that cannot be one is refused without a look into the database", arguments: ["", "cl_", "cl_wrong", "x"])
    func malformed(text: String) async throws {
        // Nobody listens there.
        let nowhere = PostgresConfiguration(host: "127.0.0.1", port: 1, database: "none", user: "none")
        let pool = PostgresPool(nowhere, limits: .init(waitTimeout: .milliseconds(50)), logger: .quiet)
        let desk = Office.desk(
            EventLog(configuration: nowhere, pool: pool, logger: .quiet), Views(pool: pool),
            Vault(keyring: Keyring(), pool: pool), TestClock())
        #expect(try await desk.authenticate(token: text) == nil)
        await #expect { try await desk.authenticate(token: AccessToken().text) } throws: {
            ($0 as? DeskError)?.code == .unavailable
        }
        await pool.close()
    }
}
