internal import JSON
internal import Postgres

/// A statement that PostgreSQL executed, as its log shows it: the text, and the values it was executed with.
struct LoggedStatement: Equatable, Sendable {
    let sql: String
    /// Of `$1`, `$2`, …
    let parameters: [String]

    /// Whether it is the one behind a page of the inbox.
    var isInbox: Bool { sql.contains(".ticket") && sql.contains("order by") && sql.contains("limit") }

    /// Every statement that was executed with parameters that are not null.
    ///
    /// **Shape**: `… LOG:  duration: 0.1 ms  execute NAME: SQL`, whose further lines begin with a tab, then `… DETAIL:
    /// parameters: $1 = 'x', …` with quotes doubled. **Source**: PostgreSQL 15, section 20.8, `log_min_duration_statement`.
    static func all(in log: String) -> [LoggedStatement] {
        var statements: [LoggedStatement] = []
        var sql: String?
        for line in log.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("\t") {
                sql?.append("\n" + line.dropFirst())
            } else if let start = line.firstRange(of: "  execute "),
                let colon = line[start.upperBound...].firstRange(of: ": ")
            {
                sql = String(line[colon.upperBound...])
            } else if let text = sql, let start = line.lowercased().firstRange(of: "detail:  parameters: ") {
                let skipped = line.lowercased().distance(from: line.lowercased().startIndex, to: start.upperBound)
                if let values = values(in: line.dropFirst(skipped)) {
                    statements.append(LoggedStatement(sql: text, parameters: values))
                }
                sql = nil
            } else {
                sql = nil
            }
        }
        return statements
    }

    /// Reads `$1 = 'x', $2 = 'y'`; nil if one is null.
    private static func values(in list: Substring) -> [String]? {
        var values: [String] = []
        var rest = list
        while !rest.isEmpty {
            guard let equals = rest.firstRange(of: " = ") else { return nil }
            rest = rest[equals.upperBound...]
            guard rest.popFirst() == "'" else { return nil }
            var value = ""
            while let character = rest.popFirst() {
                if character != "'" {
                    value.append(character)
                } else if rest.first == "'" {
                    value.append("'")
                    rest.removeFirst()
                } else {
                    break
                }
            }
            values.append(value)
            if rest.hasPrefix(", ") { rest.removeFirst(2) }
        }
        return values
    }
}

extension LoggedStatement {
    /// As pgbench takes it: `$1` is `:p1`.
    var pgbenchScript: String { replacingParameters { ":p\($0)" } + ";\n" }

    /// The values of `p1`, `p2`, …
    var pgbenchVariables: [String] { parameters.enumerated().map { "p\($0 + 1)=\($1)" } }

    /// What of its plans reads or sorts more than a page needs: with the values, and with any.
    func wholes(on connection: PostgresConnection) async throws -> [String] {
        let literals = parameters.map { "'" + $0.replacing("'", with: "''") + "'" }
        let explain = "explain (analyze, timing off, format json)"
        let special = try await connection.query(
            Statement("bench_explain", "\(explain) \(replacingParameters { literals[$0 - 1] })"))
        try await connection.execute("set plan_cache_mode = force_generic_plan; prepare bench_generic as \(sql)")
        let generic = try await connection.query(
            Statement("bench_explain_generic", "\(explain) execute bench_generic(\(literals.joined(separator: ", ")))"))
        try await connection.execute("deallocate bench_generic; reset plan_cache_mode")
        return try [("", special), ("generic: ", generic)].flatMap { prefix, rows in
            try QueryPlan.wholes(in: rows.onlyRow().string(0)).map { prefix + $0 }
        }
    }

    private func replacingParameters(_ replacement: (Int) -> String) -> String {
        // From the last, so that $1 is not found in $12.
        parameters.indices.reversed().reduce(sql) { text, index in
            text.replacing("$\(index + 1)", with: replacement(index + 1))
        }
    }
}

/// What `EXPLAIN (ANALYZE, FORMAT JSON)` says.
enum QueryPlan {
    /// **Units**: rows. A page of 50 needs some more where a filter leaves rows out, never all of a long log's.
    static let rowsMax: Int64 = 1_000

    /// Sequential scans and sorts of more rows than a page can need.
    static func wholes(in plan: String) throws -> [String] {
        // Its costs have fractions, which our own documents never do.
        let limits = JSONLimits(depthMax: 200, numbers: .anyNumber)
        guard let roots = JSONValue(try JSONDocument(Array(plan.utf8), limits: limits).root).arrayValue else {
            throw BenchFailure("EXPLAIN answered no plan")
        }
        return roots.compactMap { $0["Plan"] }.flatMap { visit($0) }
    }

    private static func visit(_ node: JSONValue) -> [String] {
        let children = node["Plans"]?.arrayValue ?? []
        let type = node["Node Type"]?.stringValue ?? ""
        let relation = node["Relation Name"]?.stringValue ?? ""
        var found: [String] = []
        if type == "Seq Scan", rows(node) > rowsMax { found.append("Seq Scan of \(rows(node)) rows of \(relation)") }
        let fed = children.reduce(0) { $0 + count($1, "Actual Rows") }
        if type.hasSuffix("Sort"), fed > rowsMax { found.append("\(type) of \(fed) rows") }
        return found + children.flatMap { visit($0) }
    }

    /// Those that were read, whether or not they were kept.
    private static func rows(_ node: JSONValue) -> Int64 {
        count(node, "Actual Rows") + count(node, "Rows Removed by Filter")
    }

    private static func count(_ node: JSONValue, _ key: String) -> Int64 {
        // PostgreSQL 18 writes fractions, which a JSONValue keeps as text.
        let value = node[key]?.intValue ?? node[key]?.stringValue.flatMap { Double($0) }.map { Int64($0) } ?? 0
        return value * (node["Actual Loops"]?.intValue ?? 1)
    }
}
