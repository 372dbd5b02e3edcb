internal import Identity
internal import Schema

/// What a subcommand of `carelog migrate` found or did, as people and programs read it.
enum MigrateReport {
    case status(MigrationPlan)
    case plan(Rehearsal)
    case up([AppliedMigration])
    case verify(Verification)

    /// Whether the command succeeds.
    var isGood: Bool {
        switch self {
        case .status(let plan): plan.isUpToDate
        case .plan(let rehearsal): rehearsal.plan.problems.isEmpty && rehearsal.drift.isEmpty
        case .up: true
        case .verify(let verification): verification.isIntact && verification.plan.isUpToDate
        }
    }

    /// One line a fact.
    func lines(for screen: Screen) -> [String] {
        switch self {
        case .status(let plan):
            Self.table(plan).lines(for: screen) + Self.problems(plan) + [Self.summary(of: plan)]
        case .plan(let rehearsal):
            Self.problems(rehearsal.plan) + rehearsal.drift.map { "DRIFT    \($0)" }
                + rehearsal.steps.flatMap { Self.lines(of: $0) } + [Self.summary(of: rehearsal)]
        case .up(let applied):
            applied.map { "applied  \($0.label)  \(Self.milliseconds($0.duration)) ms" }
                + [applied.isEmpty ? "nothing to do: the database is up to date" : "the database is up to date"]
        case .verify(let verification):
            Self.problems(verification.plan) + verification.drift.map { "DRIFT    \($0)" }
                + [Self.summary(of: verification)]
        }
    }

    private static func table(_ plan: MigrationPlan) -> TextTable {
        var table = TextTable([
            .init(title: "MIGRATION"), .init(title: "STATE"), .init(title: "APPLIED AT"), .init(title: "BY"),
            .init(title: "MS", alignment: .right), .init(title: "SHA-256"),
        ])
        for row in plan.applied {
            table.add([
                .init(row.label), .init("applied"), .init("\(Instant(microseconds: row.appliedAtMicros))"),
                .init(row.appliedBy), .init("\(milliseconds(row.duration))"),
                .init("\(row.sha256.hexadecimal.prefix(16))"),
            ])
        }
        for file in plan.pending {
            table.add([
                .init(Migration.label(file.number, file.name)), .init("pending", .yellow), "", "", "",
                .init("\(file.sha256.hexadecimal.prefix(16))"),
            ])
        }
        return table
    }

    private static func lines(of step: Rehearsal.Step) -> [String] {
        let label = Migration.label(step.migration.number, step.migration.name)
        return ["would apply  \(label)  \(milliseconds(step.duration)) ms"]
            + step.locks.map { "    locks \($0.relation) (\($0.mode))" }
    }

    private static func problems(_ plan: MigrationPlan) -> [String] { plan.problems.map { "PROBLEM  \($0)" } }

    private static func summary(of plan: MigrationPlan) -> String {
        if !plan.problems.isEmpty { return "files and database do not fit together: `carelog migrate up` would refuse" }
        if plan.pending.isEmpty { return "up to date" }
        return "\(plan.pending.count) pending: `carelog migrate up` applies them"
    }

    private static func summary(of rehearsal: Rehearsal) -> String {
        if !rehearsal.plan.problems.isEmpty { return "`carelog migrate up` would refuse; nothing was tried" }
        if !rehearsal.drift.isEmpty {
            return "`carelog migrate up` would refuse without --accept-drift; nothing was changed"
        }
        if rehearsal.steps.isEmpty { return "nothing to do: the database is up to date" }
        return "tried and undone: nothing was changed"
    }

    private static func summary(of verification: Verification) -> String {
        if !verification.isIntact { return "NOT INTACT" }
        if verification.plan.applied.isEmpty { return "nothing is applied yet" }
        return verification.plan.isUpToDate
            ? "intact and up to date: \(verification.plan.applied.count) migrations"
            : "intact, but behind: \(verification.plan.pending.count) migrations are pending"
    }

    static func milliseconds(_ duration: Duration) -> Int64 { Int64(duration / .milliseconds(1)) }
}
