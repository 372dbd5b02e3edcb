internal import Failpoints
internal import Support

/// The server and a rebuild that die at named moments.
extension Scenario {
    static let failpoints: [Scenario] = [
        Scenario("failpoints", "the server dies before and after every step of an append and of a fold") { stage in
            let points: [Failpoint] = [
                .appendSending, .statementSent, .appendAnswered, .requestDone, .foldWriting, .foldWritten,
            ]
            for _ in 0..<(stage.isLong ? 4 : 1) {
                for point in points {
                    try await stage.server.kill9()
                    // What is done while it starts is no work of its clients'.
                    let passage = (point == .statementSent ? 60 : 3) + stage.roll(40)
                    try await stage.server.start(.dying(at: point.rawValue, passage: passage))
                    let isDead = try await stage.server.waitUntilDead(.seconds(30))
                    stage.expect(isDead, "\(point.rawValue) was not passed \(passage) times within 30 s")
                    if !isDead { try await stage.server.kill9() }
                    stage.count(point.rawValue)
                    stage.count("kills", 2)
                    try await stage.server.start()
                    try await stage.expectService(after: "a death at \(point.rawValue)")
                }
            }
        },
        Scenario("rebuild-kill", "a rebuild dies before, in and after its switch, while the clients work") { stage in
            for _ in 0..<(stage.isLong ? 4 : 1) {
                for point in [Failpoint.rebuildBuilt, .rebuildSwitching, .rebuildSwitched] {
                    try await stage.work(100...400)
                    let died = try await stage.site.command(
                        ["projections", "rebuild"], environment: ["CARELOG_FAILPOINT": point.rawValue])
                    stage.expect(died.status == -9, "the rebuild ended with \(died.status): \(died.errors)")
                    stage.count(point.rawValue)
                    stage.count("kills")
                    try await stage.expectService(after: "a death at \(point.rawValue)")
                    let rebuilt = try await stage.site.command(["projections", "rebuild"])
                    stage.expect(rebuilt.status == 0, "it cannot be gone on with: \(rebuilt.output)\(rebuilt.errors)")
                    // The oracle does the same at the end.
                    guard stage.isLong else { continue }
                    let verified = try await stage.site.command(["projections", "verify"])
                    stage.expect(verified.status == 0, "they are not the same: \(verified.output)\(verified.errors)")
                }
            }
        },
    ]
}
