internal import Identity
internal import JSON
internal import Schema

extension MigrateReport {
    /// One object: `good`, and what the command is about.
    /// Shape: `{"good", "applied", "pending", "problems"}`, with `drift` (plan, verify) and `steps` (plan).
    var json: JSONValue {
        var members = [JSONMember("good", .bool(isGood))]
        switch self {
        case .status(let plan):
            members += Self.members(of: plan)
        case .plan(let rehearsal):
            members += Self.members(of: rehearsal.plan)
            members.append(JSONMember("drift", .array(rehearsal.drift.map(Self.value))))
            members.append(JSONMember("steps", .array(rehearsal.steps.map(Self.value))))
        case .up(let applied):
            members.append(JSONMember("applied", .array(applied.map(Self.value))))
        case .verify(let verification):
            members += Self.members(of: verification.plan)
            members.append(JSONMember("drift", .array(verification.drift.map(Self.value))))
        }
        return .object(members)
    }

    private static func members(of plan: MigrationPlan) -> [JSONMember] {
        [
            JSONMember("applied", .array(plan.applied.map(value))),
            JSONMember("pending", .array(plan.pending.map(value))),
            JSONMember(
                "problems", .array(plan.problems.map { ["kind": .string($0.kind), "message": .string("\($0)")] })),
        ]
    }

    private static func value(_ row: AppliedMigration) -> JSONValue {
        [
            "number": .int(Int64(row.number)), "name": .string(row.name), "sha256": .string(row.sha256.hexadecimal),
            "appliedAt": .string("\(Instant(microseconds: row.appliedAtMicros))"), "appliedBy": .string(row.appliedBy),
            "durationMs": .int(milliseconds(row.duration)),
        ]
    }

    private static func value(_ file: Migration) -> JSONValue {
        [
            "number": .int(Int64(file.number)), "name": .string(file.name),
            "sha256": .string(file.sha256.hexadecimal),
        ]
    }

    private static func value(_ drift: SchemaDrift) -> JSONValue {
        [
            "kind": .string(drift.kind), "name": .string(drift.name),
            "recorded": drift.recorded.map { .string($0) } ?? .null,
            "actual": drift.actual.map { .string($0) } ?? .null,
        ]
    }

    private static func value(_ step: Rehearsal.Step) -> JSONValue {
        [
            "migration": value(step.migration), "durationMs": .int(milliseconds(step.duration)),
            "locks": .array(step.locks.map { ["relation": .string($0.relation), "mode": .string($0.mode)] }),
        ]
    }
}
