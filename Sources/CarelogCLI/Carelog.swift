package import ArgumentParser

/// `carelog`: one binary for everybody who works with it.
package struct Carelog: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "carelog",
        abstract: "Ticketing for social customer care: nothing lost, nothing doubled, everything provable.",
        discussion: """
            Start with `carelog up --demo`, then, in another terminal, `carelog inbox`.

            Exit status: 0 done, 1 it could not be done (stderr says why), 64 the command line is wrong.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "To begin", subcommands: [UpCommand.self, ImportCommand.self]),
            CommandGroup(
                name: "For agents",
                subcommands: [
                    InboxCommand.self, ShowCommand.self, TimelineCommand.self, WatchCommand.self, ClaimCommand.self,
                    ReleaseCommand.self, AssignCommand.self, RouteCommand.self, ReplyCommand.self, DraftCommand.self,
                    DraftsCommand.self,
                    ApproveCommand.self, RejectCommand.self, OutboxCommand.self, RetryCommand.self, LostCommand.self,
                    NoteCommand.self,
                    TagCommand.self, SnoozeCommand.self, ResolveCommand.self, ReopenCommand.self, WhyCommand.self,
                    AvailableCommand.self, TemplateCommand.self,
                    FollowCommand.self, UnfollowCommand.self, NotificationsCommand.self, SpamCommand.self,
                    BlockCommand.self, PriorityCommand.self, ClassifyCommand.self, MergeCommand.self,
                    UnmergeCommand.self, SplitCommand.self,
                    CustomerCommand.self, SwitchCommand.self, RunCommand.self, StatsCommand.self,
                    ProblemCommand.self,
                ]),
            CommandGroup(
                name: "For leads and admins",
                subcommands: [
                    SettingsCommand.self, StaffCommand.self, FeedbackCommand.self, CauseCommand.self,
                    ProductCommand.self, CrisisCommand.self,
                ]),
            CommandGroup(name: "For connectors", subcommands: [ConnectorCommand.self]),
            CommandGroup(name: "For auditors", subcommands: [AuditCommand.self]),
            CommandGroup(
                name: "For operators",
                subcommands: [
                    ServeCommand.self, MigrateCommand.self, ProjectionsCommand.self, ClaimsCommand.self,
                    WorkspaceCommand.self,
                    AgentCommand.self, TokenCommand.self, KeysCommand.self, BenchCommand.self,
                ]),
        ])

    package init() {}
}

extension Carelog {
    /// Runs the command line of this process and ends it.
    package static func start() async { await main() }
}
