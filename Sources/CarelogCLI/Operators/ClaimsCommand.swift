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
            try await ClaimsCommand.show(options) { desk, id in try await desk.verifyClaims(of: id) }
        }
    }

    struct RebuildClaims: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild", abstract: "Put right what differs; servers may go on working.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await ClaimsCommand.show(options) { desk, id in try await desk.rebuildClaims(of: id) }
        }
    }

    private static let shownMax = 20

    private static func show(_ report: ClaimReport, of name: String) {
        for difference in report.differences.prefix(shownMax) {
            let elsewhere = difference.found.map { ", it is \($0)'s" } ?? ""
            Console.out("\(difference.kind.rawValue)  \(difference.stream)\(elsewhere)")
        }
        if report.differences.count > shownMax { Console.out("and \(report.differences.count - shownMax) more") }
        let untold = report.unseen > 0 ? ", \(report.unseen) of which events do not tell" : ""
        Console.out(
            report.differences.isEmpty
                ? "\(name): \(report.claims) claims\(untold), all of them what \(report.asOf.value + 1) events say"
                : "\(name): DIFFERENT: \(report.differences.count) of \(report.claims) claims; `carelog claims rebuild` mends them"
        )
    }

    /// Asks for the report of every workspace, shows them, and fails if something differs.
    fileprivate static func show(
        _ options: OperatorOptions, _ ask: @escaping @Sendable (Desk, WorkspaceID) async throws -> ClaimReport
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
            show(report, of: name)
        }
        if reports.contains(where: { !$0.report.differences.isEmpty }) { throw ExitCode(1) }
    }
}
