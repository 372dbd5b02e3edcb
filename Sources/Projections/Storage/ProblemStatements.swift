internal import Postgres

/// The statements about problems and their tickets in one generation.
struct ProblemStatements: Sendable {
    /// $1 uuid workspace, $2 bool closed ones, $3 uuid before, $4 int8 limit; rows: uuid, int8 where it was opened, int8 tickets
    /// that are linked to it; the newest first.
    let list: Statement
    /// $1 uuid workspace, $2 uuid problem, $3 uuid after, $4 int8 limit, $5 text name; rows: uuid ticket, bool whether it is
    /// linked, by id: tickets that are linked to the problem, and unresolved ones with that cause.
    let byCause: Statement
    /// As `byCause`, with $6 text product besides.
    let byBoth: Statement
    /// As `byCause`, by product.
    let byProduct: Statement
    /// As `byCause` without $5: linked ones only.
    let linked: Statement
    /// $1 uuid workspace, $2 uuid[], $3 int8[], $4 bool[]; no rows.
    let write: Statement

    init(view: String) {
        list = Statement(
            "view_problems",
            """
            select p.problem_id, p.opened_position, (
                select count(*) from \(view).ticket_detail d
                where d.workspace_id = $1 and d.problem = p.problem_id and d.problem is not null)
            from \(view).problem p
            where p.workspace_id = $1 and p.closed = $2 and p.problem_id < $3 order by p.problem_id desc limit $4
            """)
        let linked = """
            (select ticket_id, true as linked from \(view).ticket_detail
            where workspace_id = $1 and problem = $2 and problem is not null and ticket_id > $3
            order by ticket_id limit $4)
            """
        // Each in the order of an index: of those whose cause it is, resolved ones are passed over.
        func members(_ name: String, _ conditions: String?) -> Statement {
            let others = conditions.map {
                """
                 union all (select d.ticket_id, false from \(view).ticket_detail d
                join \(view).ticket t on t.workspace_id = $1 and t.ticket_id = d.ticket_id
                where d.workspace_id = $1 and \($0) and d.problem is null and d.ticket_id > $3
                    and t.queue <> 'resolved' and t.queue <> 'spam' and t.queue <> 'merged'
                order by d.ticket_id limit $4)
                """
            }
            return Statement(name, "select * from (\(linked)\(others ?? "")) m order by ticket_id limit $4")
        }
        byCause = members("view_members_cause", "d.cause = $5 and d.cause is not null")
        byBoth = members("view_members_both", "d.cause = $5 and d.cause is not null and d.product = $6")
        byProduct = members("view_members_product", "d.product = $5 and d.product is not null")
        self.linked = members("view_members", nil)
        write = Statement(
            "view_write_problems",
            """
            insert into \(view).problem (workspace_id, problem_id, opened_position, closed)
            select $1, r.* from unnest($2, $3, $4) as r
            on conflict (workspace_id, problem_id) do update set
                opened_position = excluded.opened_position, closed = excluded.closed
            """)
    }
}
