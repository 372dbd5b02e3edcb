import Testing

@testable import CarelogCLI

@Suite("what a bench learns of PostgreSQL's plans")
struct LoggedStatementTests {
    static let log = """
        2026-11-22 01:40:00.123 UTC [12] LOG:  duration: 0.050 ms  bind view_inbox_0a: select 1
        2026-11-22 01:40:00.123 UTC [12] DETAIL:  parameters: $1 = 'no'
        2026-11-22 01:40:00.123 UTC [12] LOG:  duration: 0.101 ms  execute view_inbox_0a: select *
        \tfrom view_1.ticket where a = $1 and b = $12
        \torder by c limit $2
        2026-11-22 01:40:00.123 UTC [12] DETAIL:  parameters: $1 = 'it''s, = $2', $2 = '51'
        2026-11-22 01:40:00.124 UTC [12] LOG:  duration: 0.1 ms  execute other: select $1
        2026-11-22 01:40:00.124 UTC [12] DETAIL:  Parameters: $1 = 'x'
        2026-11-22 01:40:00.124 UTC [12] LOG:  duration: 0.1 ms  execute nothing: select $1
        2026-11-22 01:40:00.124 UTC [12] DETAIL:  parameters: $1 = NULL

        """

    @Test("what was executed is read with its lines and values")
    func read() throws {
        let statements = LoggedStatement.all(in: Self.log)
        #expect(statements.map(\.isInbox) == [true, false])
        let inbox = try #require(statements.first)
        #expect(inbox.sql == "select *\nfrom view_1.ticket where a = $1 and b = $12\norder by c limit $2")
        #expect(inbox.parameters == ["it's, = $2", "51"])
        #expect(statements.last?.parameters == ["x"])
    }

    @Test("pgbench gets every parameter by its own name")
    func pgbench() {
        let values = (1...12).map { "v\($0)" }
        let statement = LoggedStatement(sql: "select $1, $12, $2", parameters: values)
        #expect(statement.pgbenchScript == "select :p1, :p12, :p2;\n")
        #expect(statement.pgbenchVariables.suffix(2) == ["p11=v11", "p12=v12"])
    }

    static let plans: [(String, [String])] = [
        (
            #"[{"Plan":{"Node Type":"Limit","Actual Rows":51,"Actual Loops":1,"Plans":[{"Node Type":"Index Scan","Actual Rows":51,"Actual Loops":1}]}}]"#,
            []
        ),
        (
            #"[{"Plan":{"Node Type":"Sort","Actual Rows":51,"Actual Loops":1,"Plans":[{"Node Type":"Bitmap Heap Scan","Actual Rows":500,"Actual Loops":3}]}}]"#,
            ["Sort of 1500 rows"]
        ),
        (
            #"[{"Plan":{"Node Type":"Limit","Actual Rows":1,"Actual Loops":1,"Plans":[{"Node Type":"Seq Scan","Relation Name":"ticket","Actual Rows":2.00,"Rows Removed by Filter":9998,"Actual Loops":1}]}}]"#,
            ["Seq Scan of 10000 rows of ticket"]
        ),
        (
            #"[{"Plan":{"Node Type":"Seq Scan","Relation Name":"checkpoint","Actual Rows":1,"Actual Loops":1}}]"#, []
        ),
    ]

    @Test("a plan that reads or sorts the whole is found, one that reads a page is not", arguments: plans)
    func wholes(_ plan: String, _ expected: [String]) throws {
        #expect(try QueryPlan.wholes(in: plan) == expected)
    }
}
