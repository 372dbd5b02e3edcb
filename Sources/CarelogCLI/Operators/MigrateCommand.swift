internal import ArgumentParser
internal import Logging
internal import Schema

/// `carelog migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a database to the schema of this program, and check that it is intact.",
        discussion: """
            The program carries its migrations. Each is applied whole or not at all, by one migrator at a time; one that \
            was interrupted is simply run again.

            Exit status: 0 all is well, 1 it is not (or not yet: `status` and `verify` of a database that is behind).
            """,
        subcommands: [Status.self, Plan.self, Up.self, Verify.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is applied and what is pending.")

        @OptionGroup var options: MigrateOptions

        func run() async throws {
            try options.show(.status(try await options.migrator().status()))
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try out what `up` would do, on this database, and undo it.",
            discussion: """
                Everything pending runs in one transaction that is rolled back, and holds its locks until then; those \
                that make others wait are shown.
                """)

        @OptionGroup var options: MigrateOptions

        func run() async throws {
            try options.show(.plan(try await options.migrator().rehearse()))
        }
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply what is pending.",
            discussion: "Example: carelog migrate up --database postgres://postgres@db/carelog")

        @Flag(help: "Take a schema that was changed by hand as it is, and remember it so.")
        var acceptDrift = false

        @Option(help: ArgumentHelp("How long to wait for another migrator to finish.", valueName: "seconds"))
        var wait = 30

        @OptionGroup var options: MigrateOptions

        func validate() throws {
            guard (0...86_400).contains(wait) else { throw ValidationError("--wait is 0 to 86400 seconds") }
        }

        func run() async throws {
            let migrator = try options.migrator(patience: .seconds(wait))
            try options.show(.up(try await migrator.up(acceptingDrift: acceptDrift)))
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Check that the applied migrations are those of this program and that nothing was changed by hand.")

        @OptionGroup var options: MigrateOptions

        func run() async throws {
            try options.show(.verify(try await options.migrator().verify()))
        }
    }
}

/// Which database, and how to answer.
struct MigrateOptions: ParsableArguments {
    @Flag(help: "Print JSON, for scripts.")
    var json = false

    @OptionGroup var options: OperatorOptions

    /// A migrator with the migrations of this program.
    func migrator(patience: Duration = .seconds(30)) throws -> Migrator {
        var patient = Migrator.Options()
        patient.patience = patience
        return Migrator(
            configuration: try options.configuration(), options: patient,
            logger: options.logging.logger("carelog migrate"))
    }

    /// Prints an answer, and fails the command if it is not a good one.
    func show(_ report: MigrateReport) throws {
        for line in json ? ["\(report.json)"] : report.lines(for: Surroundings.screen) { Console.out(line) }
        if !report.isGood { throw ExitCode(1) }
    }
}
