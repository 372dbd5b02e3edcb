internal import Foundation
internal import Office
internal import Testing

/// A share of what `deploy/properties` plays, in every run of the tests: other sequences each time, a seed that is printed.
@Suite("Whatever an office does", .timeLimit(.minutes(5)))
struct OfficeTests {
    /// `CARELOG_PROPERTIES_SEED`, else by chance.
    private static let seed =
        ProcessInfo.processInfo.environment["CARELOG_PROPERTIES_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 1...999_999_999)
    /// `CARELOG_PROPERTIES_SEQUENCES`: `deploy/test` asks for more, with nothing beside them.
    private static let sequences =
        ProcessInfo.processInfo.environment["CARELOG_PROPERTIES_SEQUENCES"].flatMap { Int($0) } ?? 2_000

    private static let mustHappen = [
        "ticket.routed", "ticket.requeued", "ticket.claimed", "ticket.assigned", "ticket.released", "ticket.reopened",
        "ticket.woken", "ticket.prioritised", "ticket.classified", "ticket.markedSpam", "reply.sent", "reply.drafted",
        "reply.approved",
        "reply.rejected",
        "reply.lapsed", "reply.attempted", "reply.retried", "reply.read", "reply.lost", "message.edited",
        "ticket.merged", "ticket.unmerged", "ticket.split", "(run)", "crisis.declared",
        "crisis.lifted", "crisis.reported", "(raised)", "(put back)", "template.set", "customer.identified",
        "customer.unidentified", "customer.merged", "customer.unmerged",
        "signal.received", "feedback.received", "ticket.switchAsked", "problem.opened", "problem.noticed",
        "problem.closed",
        "(told)", "message.withdrawn",
        "customer.blocked", "team.retired",
        "policy.set",
        "agent.disconnected", "(overtaken)",
        "(repeated)", "(claimed)", "(full)",
    ]

    @Test("no rule is broken, and live projections are those of a replay")
    func rules() async throws {
        let trial = try Trial()
        let tally = await trial.play(Self.sequences, from: Self.seed)
        print("➜ office: \(tally.sequences) sequences from seed \(Self.seed), \(tally.events) events")
        if let failed = tally.failed { Issue.record("\(trial.report(failed))") }
        // What never happens is proved by nothing.
        for kind in Self.mustHappen { #expect((tally.met[kind] ?? 0) > Self.sequences / 2_000, "\(kind)") }
    }

    @Test("something planted is found, and told in few moves:", arguments: Flaw.allCases)
    func planted(flaw: Flaw) async throws {
        let trial = try Trial()
        let tally = await trial.play(6_000, from: 1, flaw: flaw)
        let failed = try #require(tally.failed, "in \(tally.sequences) sequences nobody noticed that \(flaw.rawValue)")
        let least = trial.shrink(failed, flaw: flaw)
        #expect(least.breach?.rule == failed.breach?.rule)
        #expect(least.moves.count <= failed.moves.count)
        // The same seed is the same story, on every machine.
        let again = trial.play(failed.seed, flaw: flaw).breach
        #expect(again?.rule == failed.breach?.rule && again?.position == failed.breach?.position)
    }
}
