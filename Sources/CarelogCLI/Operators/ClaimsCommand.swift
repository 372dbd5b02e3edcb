internal import ArgumentParser
internal import Desk
internal import EventLog
internal import Identity
internal import Logging

/// `carelog claims`
struct ClaimsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims", abstract: "Verify, and put right, what the log keeps of which there may be only one.",
        discussion: """
            The log holds a claim for each identity, message and reply, for each ticket that is not resolved and for each that \
            somebody holds. All of them follow from its events. They can differ after an upgrade, if a server of an older \
            version that knew fewer kinds of claims has written meanwhile: then an agent's load reads too low.
            """,
        subcommands: [Verify.self, RebuildClaims.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every event and say which claims are missing, lead elsewhere or follow from nothing.",
            discussion: "Exit status 1 if any does. Changes nothing; servers may go on working.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await ClaimsCommand.show(options, hint: "`carelog claims rebuild` puts it right") { desk, id in
                try await desk.verifyClaims(of: id)
            }
        }
    }

    struct RebuildClaims: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild", abstract: "Put right what differs; servers may go on working.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await ClaimsCommand.show(options, hint: "it moved meanwhile, so do this again") { desk, id in
                try await desk.rebuildClaims(of: id)
            }
        }
    }

    private static let shownMax = 20

    /// What a report says of a workspace; `hint` is what to do about what can be put right.
    static func lines(_ report: ClaimReport, of name: String, hint: String) -> [String] {
        var lines = report.differences.prefix(shownMax).map { difference in
            let elsewhere = difference.found.map { ", it is \($0)'s" } ?? ""
            return "\(difference.kind.rawValue)  \(difference.stream)\(elsewhere)"
        }
        if report.differences.count > shownMax { lines.append("and \(report.differences.count - shownMax) more") }
        guard !report.differences.isEmpty else {
            let untold = report.unseen > 0 ? ", \(report.unseen) of which events do not tell" : ""
            return ["\(name): \(report.claims) claims\(untold), all of them what \(report.asOf.value + 1) events say"]
        }
        // Of two streams that the events give one claim to, nothing here can say whose it is.
        let disputed = report.differences.count { $0.kind == .disputed }
        let hints =
            (disputed < report.differences.count ? [hint] : [])
            + (disputed > 0 ? ["what is disputed no command puts right"] : [])
        let count = report.differences.count
        lines.append("\(name): DIFFERENT: \(count) of \(report.claims) claims; \(hints.joined(separator: "; "))")
        return lines
    }

    /// Asks for the report of every workspace, shows them, and fails if something differs.
    fileprivate static func show(
        _ options: OperatorOptions, hint: String,
        _ ask: @escaping @Sendable (Desk, WorkspaceID) async throws -> ClaimReport
    ) async throws {
        let backend = try options.backend()
        let reports = try await backend.around {
            var reports: [(name: String, report: ClaimReport)] = []
            for (name, id) in try await backend.desk.workspaceNames() {
                reports.append((name, try await ask(backend.desk, id)))
            }
            return reports
        }
        for (name, report) in reports {
            if report.repaired > 0 { Console.out("\(name): put right \(report.repaired)") }
            for line in lines(report, of: name, hint: hint) { Console.out(line) }
        }
        if reports.contains(where: { !$0.report.differences.isEmpty }) { throw ExitCode(1) }
    }
}
