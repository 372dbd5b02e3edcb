/// What `verify` found.
package struct Verification: Sendable, Equatable {
    /// Files against what the database remembers.
    package let plan: MigrationPlan
    /// The catalogue against how the last migration left it.
    package let drift: [SchemaDrift]

    /// Takes both findings.
    package init(plan: MigrationPlan, drift: [SchemaDrift]) {
        self.plan = plan
        self.drift = drift
    }

    /// Whether what is applied is what this program would have applied, and still as it was; some may be pending.
    package var isIntact: Bool { plan.problems.isEmpty && drift.isEmpty }
}

/// An object that is not as the last migration left it.
package struct SchemaDrift: Sendable, Hashable, CustomStringConvertible {
    /// `database`, `role`, `schema`, `table`, `column`, `constraint`,
    /// `index`, `trigger`, `rule`, `policy` or `function`.
    package let kind: String
    /// With its schema, and with its table where it is part of one.
    package let name: String
    /// How it was; nil: it was not there.
    package let recorded: String?
    /// How it is; nil: it is gone.
    package let actual: String?

    /// Takes both states.
    package init(kind: String, name: String, recorded: String?, actual: String?) {
        self.kind = kind
        self.name = name
        self.recorded = recorded
        self.actual = actual
    }

    /// What it is and what became of it, in one line.
    package var description: String {
        switch (recorded, actual) {
        case (nil, let actual?): "\(kind) \(name) was added: \(actual)"
        case (let recorded?, nil): "\(kind) \(name) is gone; it was: \(recorded)"
        case (let recorded, let actual): "\(kind) \(name) was changed from: \(recorded ?? "") to: \(actual ?? "")"
        }
    }
}

/// What `up` would do, tried out and undone.
package struct Rehearsal: Sendable, Equatable {
    /// One pending migration.
    package struct Step: Sendable, Equatable {
        /// What was tried.
        package let migration: Migration
        /// How long its SQL ran.
        package let duration: Duration
        /// What it locks of what is there already, until the end of its transaction.
        package let locks: [Lock]
    }

    /// A lock that makes others wait.
    package struct Lock: Sendable, Hashable {
        /// With its schema.
        package let relation: String
        /// As PostgreSQL names it, for example `AccessExclusiveLock`, which readers wait for too.
        package let mode: String

        /// Names a lock.
        package init(relation: String, mode: String) {
            self.relation = relation
            self.mode = mode
        }
    }

    /// Files against what the database remembers.
    package let plan: MigrationPlan
    /// What `up` would refuse to build upon.
    package let drift: [SchemaDrift]
    /// The pending migrations in order; none were tried if there are problems.
    package let steps: [Step]
}
