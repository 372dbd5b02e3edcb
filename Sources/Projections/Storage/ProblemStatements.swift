internal import Postgres

/// The statements about problems and their tickets in one generation.
struct ProblemStatements: Sendable {
    /// $1 uuid workspace, $2 bool closed ones, $3 uuid before, $4 int8 limit; rows: uuid, int8 where it was opened, int8 tickets
    /// that are linked to it; the newest first.
    let list: Statement
    /// $1 uuid workspace, $2 uuid problem; one row: int8 tickets that are linked to it.
    let count: Statement
    /// $1 uuid workspace, $2 uuid problem, $3 uuid after, $4 int8 limit, $5 text name; rows: uuid ticket, bool whether it is
    /// linked, by id: tickets that are linked to the problem, and unresolved ones with that cause which are of no problem and
    /// were not taken from this one; for each that is part of another that other one, once.
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
        count = Statement(
            "view_problem_count",
            """
            select count(*) from \(view).ticket_detail
            where workspace_id = $1 and problem = $2 and problem is not null
            """)
        // Of what is part of another there is little: all of it is looked at, whatever page it is for.
        let linked = """
            (select ticket_id, true as linked from \(view).ticket_detail
            where workspace_id = $1 and problem = $2 and problem is not null and merged_into is null and ticket_id > $3
            order by ticket_id limit $4)
            union all (select p.root, true from \(view).ticket_detail d
            join \(view).ticket_part p on p.workspace_id = $1 and p.ticket_id = d.ticket_id
            join \(view).ticket_detail r on r.workspace_id = $1 and r.ticket_id = p.root
            where d.workspace_id = $1 and d.merged_into is not null and d.problem = $2 and p.root > $3
                and not $2 = any (r.left_problems))
            """
        // Unresolved tickets in the order of their index, one look at the detail of each, whatever the planner believes: it would
        // rather walk all that ever had the cause, for it does not know that the old ones are resolved.
        func members(_ name: String, _ conditions: String?) -> Statement {
            let others = conditions.map {
                """
                 union all (select t.ticket_id, false from \(view).ticket t
                cross join lateral (
                    select from \(view).ticket_detail d
                    where d.workspace_id = $1 and d.ticket_id = t.ticket_id and \($0) and d.problem is null
                        and not $2 = any (d.left_problems)
                    offset 0
                ) d
                where t.workspace_id = $1 and t.ticket_id > $3
                    and \(InboxQueue.isUnresolved("t.queue"))
                order by t.ticket_id limit $4)
                union all (select p.root, false from \(view).ticket_detail d
                join \(view).ticket_part p on p.workspace_id = $1 and p.ticket_id = d.ticket_id
                join \(view).ticket t on t.workspace_id = $1 and t.ticket_id = p.root
                join \(view).ticket_detail r on r.workspace_id = $1 and r.ticket_id = p.root
                where d.workspace_id = $1 and d.merged_into is not null and d.problem is null and \($0)
                    and not $2 = any (d.left_problems) and p.root > $3 and \(InboxQueue.isUnresolved("p.queue"))
                    and \(InboxQueue.isUnresolved("t.queue"))
                    and r.problem is null and not $2 = any (r.left_problems))
                """
            }
            return Statement(
                name,
                """
                select ticket_id, bool_or(linked) from (\(linked)\(others ?? "")) m
                group by ticket_id order by ticket_id limit $4
                """)
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
