internal import Postgres

/// The statements of a generation about customers who are one person, and about how content they are. Tables are described
/// in `schema/migrations`.
struct PeopleStatements: Sendable {
    /// $1 uuid workspace, $2 uuid customer; rows as `CustomerColumns`, then uuid into whom they were merged, or null: of all that
    /// are one person.
    let group: Statement
    /// $1 uuid workspace, $2 uuid[] customers, $3 uuid the ticket after or null, $4 int8 limit; rows as `TicketColumns`.
    let tickets: Statement
    /// $1 uuid workspace, $2 uuid[] customers; one row of six int8.
    let counts: Statement
    /// $1 uuid workspace, $2 uuid[] customers, $3 int8 limit; rows: uuid agent, int8 tickets, int8 position.
    let acquaintances: Statement
    /// $1 uuid workspace, $2 timestamptz since, $3 int8 before, $4 int8 limit; rows: int8, the newest first.
    let feedback: Statement
    /// The same with $3 uuid agent before them.
    let feedbackOfAgent: Statement
    /// $1 uuid workspace, $2 timestamptz since; rows: uuid agent or null, int8 count, int8 points as `Satisfaction` has them.
    let satisfaction: Statement
    /// The same with $3 uuid agent.
    let satisfactionWithAgent: Statement
    /// $1 uuid workspace, $2 uuid[] customers; one row: int8 count, int8 points.
    let satisfactionOfCustomers: Statement
    /// $1 uuid workspace, $2…$8 the columns of `view_<n>.feedback` as arrays; no rows.
    let writeFeedback: Statement
    /// $1 uuid workspace, $2 int8 limit; rows: text channel, text target, text reason, int8; the most first.
    let switches: Statement
    /// $1 uuid workspace, $2 text[] channels, $3 text[] targets, $4 text[] reasons, $5 int8[] how many more; no rows.
    let addSwitches: Statement
    /// $1 uuid workspace, $2 uuid[] customers, $3 uuid[] into whom; no rows.
    let writeLinks: Statement
    /// $1 uuid workspace, $2 uuid[] customers; no rows.
    let clearLinks: Statement

    init(view: String) {
        // Links never close a circle, and whoever is reached twice is there once. An array, because of that PostgreSQL expects
        // to be short: it expects a recursion to find many, and would rather read all customers.
        group = Statement(
            "view_customer_group",
            """
            with recursive above (customer_id) as (
                select $2::uuid
                union
                select l.into_id from above a
                join \(view).customer_link l on l.workspace_id = $1 and l.customer_id = a.customer_id
            ), one (customer_id) as (
                select customer_id from above
                union
                select l.customer_id from one o
                join \(view).customer_link l on l.workspace_id = $1 and l.into_id = o.customer_id
            )
            select \(CustomerColumns.list), l.into_id
            from \(view).customer c
            left join \(view).customer_link l on l.workspace_id = $1 and l.customer_id = c.customer_id
            where c.workspace_id = $1 and c.customer_id = any (array(select customer_id from one))
            order by c.registered_position
            """)
        // Ids begin with the time at which they were made: in their order the newest ticket is the last.
        tickets = Statement(
            "view_tickets_of_customers",
            """
            select \(TicketColumns.list) from \(view).ticket t
            where workspace_id = $1 and customer_id = any ($2) and ($3::uuid is null or ticket_id < $3)
            order by ticket_id desc limit $4
            """)
        // Each ticket by itself: what stands for others is shown with their numbers, and they are counted with whose they are.
        // With `offset` each is looked up: else all that are merged would be read as long as they are few.
        let isSpam = InboxQueue.spam.isQueue("queue")
        counts = Statement(
            "view_counts_of_customers",
            """
            select count(*) filter (where not \(isSpam)),
                count(*) filter (where not \(isSpam) and state <> 'resolved'),
                coalesce(sum(messages) filter (where not \(isSpam)), 0),
                coalesce(sum(replies) filter (where not \(isSpam)), 0),
                coalesce(sum(notes) filter (where not \(isSpam)), 0), count(*) filter (where \(isSpam))
            from (
                select coalesce(p.queue, t.queue) as queue, coalesce(p.state, t.state) as state,
                    coalesce(p.messages, t.messages) as messages, coalesce(p.replies, t.replies) as replies,
                    coalesce(p.notes, t.notes) as notes
                from \(view).ticket t
                left join lateral (
                    select p.queue, p.state, p.messages, p.replies, p.notes from \(view).ticket_part p
                    where p.workspace_id = $1 and p.ticket_id = t.ticket_id offset 0
                ) p on true
                where t.workspace_id = $1 and t.customer_id = any ($2)
            ) own
            """)
        acquaintances = Statement(
            "view_acquaintances",
            """
            select assignee, count(*), max(position) from \(view).ticket
            where workspace_id = $1 and customer_id = any ($2) and assignee is not null
            group by assignee order by max(position) desc limit $3
            """)
        feedback = Statement(
            "view_feedback",
            """
            select position from \(view).feedback where workspace_id = $1 and at >= $2 and position < $3
            order by position desc limit $4
            """)
        feedbackOfAgent = Statement(
            "view_feedback_of_agent",
            """
            select position from \(view).feedback
            where workspace_id = $1 and at >= $2 and agent_id = $3 and position < $4
            order by position desc limit $5
            """)
        let points = "coalesce(sum(score * \(Satisfaction.whole) / scale), 0)"
        satisfaction = Statement(
            "view_satisfaction",
            """
            select agent_id, count(*), \(points) from \(view).feedback
            where workspace_id = $1 and at >= $2 group by agent_id order by count(*) desc, agent_id
            """)
        satisfactionWithAgent = Statement(
            "view_satisfaction_with_agent",
            """
            select agent_id, count(*), \(points) from \(view).feedback
            where workspace_id = $1 and at >= $2 and agent_id = $3 group by agent_id
            """)
        satisfactionOfCustomers = Statement(
            "view_satisfaction_of_customers",
            """
            select count(*), \(points) from \(view).feedback
            where workspace_id = $1 and customer_id = any ($2)
            """)
        writeFeedback = Statement(
            "view_write_feedback",
            """
            insert into \(view).feedback
                (workspace_id, position, ticket_id, customer_id, agent_id, score, scale, at)
            select $1, r.* from unnest($2, $3, $4, $5, $6, $7, $8) as r
            """)
        switches = Statement(
            "view_switches",
            """
            select channel, target, reason, count from \(view).switch_count where workspace_id = $1
            order by count desc, channel, target, reason limit $2
            """)
        // Written in one transaction with the checkpoint, which moves only from where it is: nothing is added twice.
        addSwitches = Statement(
            "view_add_switches",
            """
            insert into \(view).switch_count as s (workspace_id, channel, target, reason, count)
            select $1, r.* from unnest($2, $3, $4, $5) as r
            on conflict (workspace_id, channel, target, reason) do update set count = s.count + excluded.count
            """)
        writeLinks = Statement(
            "view_write_links",
            """
            insert into \(view).customer_link (workspace_id, customer_id, into_id)
            select $1, r.* from unnest($2, $3) as r
            on conflict (workspace_id, customer_id) do update set into_id = excluded.into_id
            """)
        clearLinks = Statement(
            "view_clear_links", "delete from \(view).customer_link where workspace_id = $1 and customer_id = any ($2)")
    }
}
