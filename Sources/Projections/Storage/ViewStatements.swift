internal import Postgres
internal import Synchronization

/// Every statement about the tables of one generation. Tables are described in `schema/migrations`.
///
/// **Isolation**: may be used from anywhere. A class: it is handed on with every question, and there are many statements.
final class ViewStatements: Sendable {
    /// Which generation.
    let generation: Int
    /// Pages that were asked for so far: each shape's text is put together and hashed once.
    let inboxes = Mutex<[InboxStatement.Shape: Statement]>([:])

    /// $1 uuid workspace, $2 uuid[] tickets; rows as `TicketColumns`.
    let tickets: Statement
    /// $1 uuid workspace, $2 uuid[] customers; rows: uuid, text, int8, int4, int4, timestamptz.
    let customers: Statement
    /// $1 uuid workspace, $2 uuid[] tokens; rows: bytea, uuid token, uuid agent, bool.
    let tokens: Statement
    /// $1 uuid workspace; at most one row of int8, in the order of `Tally`.
    let tally: Statement
    /// $1 bytea sha256; at most one row: uuid workspace, uuid token, uuid agent, bool.
    let tokenByDigest: Statement
    /// $1 uuid workspace, $2 uuid[] agents; rows as `AgentColumns`.
    let agents: Statement
    /// $1 uuid workspace; rows as `agents`, of those who have a role.
    let staff: Statement
    /// $1 uuid workspace; rows as `AgentColumns`, of those who have a profile, by id.
    let roster: Statement
    /// $1 uuid workspace; rows: uuid agent with a profile, text network, int8 tickets of it that they hold.
    let loads: Statement
    /// $1 uuid workspace, $2 text filter, $3 int8 limit; rows: uuid ticket, and who has or had another one of its customer, a
    /// row for each: uuid agent, int8 position; both null if nobody. The most urgent first, then the longest waiting.
    let queue: Statement
    /// $1 uuid workspace, $2 uuid customer, $3 uuid ticket; rows, of who has or had another one of the customer: uuid agent,
    /// int8 the last position of these.
    let known: Statement
    /// No parameters; rows, of agents with a profile: uuid workspace, uuid agent, bool, timestamptz.
    let attendants: Statement
    /// $1 uuid[] workspaces, $2 timestamptz; rows: uuid workspace, uuid ticket, uuid agent.
    let leftTickets: Statement
    /// $1 uuid workspace, $2 uuid[] customers, $3 int8 before, $4 int8 limit; rows: int8, the newest first.
    let timeline: Statement
    /// $1 uuid workspace, $2 uuid agent, $3 int8 before, $4 int8 limit, $5 int8 after; rows: int8, the newest first.
    let notifications: Statement
    /// $1 uuid workspace, $2 uuid agent; at most one row: int8.
    let notificationsRead: Statement
    /// $1 uuid workspace, $2 uuid customer; rows: uuid.
    let ticketsOfCustomer: Statement
    /// $1 timestamptz; rows: uuid workspace, uuid ticket.
    let due: Statement
    /// $1 uuid workspace, $2 int4 generation, $3 uuid the reply before, $4 text channel or null, $5 text team or null,
    /// $6 int8 limit; rows: int8 checkpoint, then uuid reply, uuid ticket, int8, text channel: null if there is none.
    let drafts: Statement
    /// $1 uuid workspace, $2 int4 generation, $3 uuid the reply before, $4 text[] channels or none for all, $5 text delivery or
    /// null, $6 int8 limit; rows: int8 checkpoint, then as `OutboxColumns`: null if there is none.
    let outbox: Statement

    /// $1 uuid workspace, $2…$20 arrays in the order of `TicketColumns.names` (tags joined by U+001F); no rows.
    let writeTickets: Statement
    /// $1 uuid workspace, $2 uuid[] tickets; rows as `DetailColumns`.
    let details: Statement
    /// $1 uuid workspace; rows: text cause, int8 tickets that have it and are not kept apart.
    let causes: Statement
    /// As `causes`, of products.
    let products: Statement
    let problems: ProblemStatements
    /// $1 uuid workspace, $2 uuid[] tickets; no rows.
    let clearDetails: Statement
    /// $1 uuid workspace, $2…$14 arrays in the order of `DetailColumns` (lists joined by commas); no rows.
    let writeDetails: Statement
    /// $1 uuid workspace, $2 uuid[] tickets; rows as `PartColumns`, of these and of all that they are merged with.
    let parts: Statement
    /// $1 uuid workspace, $2 uuid[] tickets; no rows.
    let clearParts: Statement
    /// $1 uuid workspace, $2…$21 arrays in the order of `PartColumns` (tags as of `writeTickets`); no rows.
    let writeParts: Statement
    /// $1 uuid workspace, $2 uuid[] tickets; no rows.
    let clearFilters: Statement
    /// $1 uuid workspace, $2…$6 arrays in the order of `FilterColumns`; no rows.
    let writeFilters: Statement
    /// $1 uuid workspace, $2 uuid[], $3 text[], $4 int8[], $5 int4[], $6 int4[], $7 timestamptz[]; no rows.
    let writeCustomers: Statement
    /// $1 uuid workspace, $2 int4[] which of the new rows, $3 uuid[] whose it is, $4 int8[] a position in it; no rows.
    let writeTimeline: Statement
    /// As `writeTimeline`, of agents.
    let writeNotifications: Statement
    /// $1 uuid workspace, $2 uuid[] agents, $3 int8[]; no rows.
    let writeNotificationsRead: Statement
    /// $1 uuid workspace, $2…$18 arrays in the order of `AgentColumns`, lists joined by commas; no rows.
    let writeAgents: Statement
    /// $1 uuid workspace, $2 text kind; rows: text name, int8, of those that are not retired.
    let materials: Statement
    /// $1 uuid workspace, $2 text[], $3 text[], $4 int8[], $5 bool[]; no rows.
    let writeMaterials: Statement
    /// $1 uuid workspace, $2 bytea[], $3 uuid[], $4 uuid[], $5 bool[]; no rows.
    let writeTokens: Statement
    /// $1 uuid workspace, then int8 in the order of `Tally`; no rows.
    let writeTally: Statement
    /// $1 uuid workspace, $2 uuid[] replies, $3 uuid[] tickets, $4 int8[]; no rows.
    let writeDrafts: Statement
    /// $1 uuid workspace, $2 uuid[] replies; no rows.
    let clearDrafts: Statement
    /// $1 uuid workspace, $2…$7 arrays in the order of `OutboxColumns`; no rows.
    let writeOutbox: Statement
    /// $1 uuid workspace, $2 uuid[] replies; no rows.
    let clearOutbox: Statement
    /// About who is one person.
    let people: PeopleStatements

    init(generation: Int) {
        self.generation = generation
        let view = "view_\(generation)"
        people = PeopleStatements(view: view)
        tickets = Statement(
            "view_tickets",
            "select \(TicketColumns.list) from \(view).ticket t where workspace_id = $1 and ticket_id = any ($2)")
        customers = Statement(
            "view_customers",
            """
            select \(CustomerColumns.names) from \(view).customer
            where workspace_id = $1 and customer_id = any ($2)
            """)
        tokens = Statement(
            "view_tokens",
            "select sha256, token_id, agent_id, revoked from \(view).token where workspace_id = $1 and token_id = any ($2)"
        )
        tally = Statement(
            "view_tally",
            """
            select customers, tickets, messages, replies, posts, spam, canned, feedback, switches
            from \(view).tally where workspace_id = $1
            """
        )
        tokenByDigest = Statement(
            "view_token", "select workspace_id, token_id, agent_id, revoked from \(view).token where sha256 = $1")
        let agentColumns = AgentColumns.names
        agents = Statement(
            "view_agents", "select \(agentColumns) from \(view).agent where workspace_id = $1 and agent_id = any ($2)")
        staff = Statement(
            "view_staff",
            "select \(agentColumns) from \(view).agent where workspace_id = $1 and roles <> '{}' order by agent_id")
        roster = Statement(
            "view_roster",
            """
            select \(agentColumns) from \(view).agent where workspace_id = $1 and teams is not null order by agent_id
            """)
        // Agent by agent: each a short stretch of the index of who has what.
        loads = Statement(
            "view_loads",
            """
            select a.agent_id, held.network, held.tickets
            from \(view).agent a
            cross join lateral (
                select split_part(t.channel, ':', 1) as network, count(*) as tickets
                from \(view).ticket t
                where t.workspace_id = $1 and t.assignee = a.agent_id and t.assignee is not null
                    and \(InboxQueue.assigned.isQueue("t.queue"))
                group by 1
            ) held
            where a.workspace_id = $1 and a.teams is not null
            """)
        // A stretch of the index for each priority. Only tickets that are not normal have rows by it, and they have those of
        // the team as well: in the stretch of what is normal they are passed over, each by a look at its detail.
        let turns = [("urgent", 0), ("high", 1), (nil, 2), ("low", 3)].map { priority, turn in
            let filter = priority.map { "$2::text || e'\\x1fpriority=\($0)'" } ?? "$2::text"
            // Said so that the planner believes that most pass: it reads them in order then, and only as many as it needs.
            let other = """
                select 1 from \(view).ticket_detail d
                where d.workspace_id = $1 and d.ticket_id = q.ticket_id and d.priority is not null
                """
            let rest = priority == nil ? "and coalesce((\(other)), 0) <> 1" : ""
            return """
                (select \(turn) as turn, q.waiting_since, q.ticket_id from \(view).ticket_filter q
                where q.workspace_id = $1 and q.filter = \(filter) and \(InboxQueue.unassigned.isQueue("q.queue")) \(rest)
                order by q.waiting_since, q.ticket_id limit $3)
                """
        }
        queue = Statement(
            "view_queue",
            """
            select f.ticket_id, k.assignee, k.position, t.position
            from (
                select * from (\(turns.joined(separator: " union all "))) s
                order by turn, waiting_since, ticket_id limit $3
            ) f
            join \(view).ticket t on t.workspace_id = $1 and t.ticket_id = f.ticket_id
            left join lateral (
                select o.assignee, max(o.position) as position from \(view).ticket o
                where o.workspace_id = $1 and o.customer_id = t.customer_id and o.ticket_id <> t.ticket_id
                    and o.assignee is not null
                group by o.assignee
            ) k on true
            order by f.turn, f.waiting_since, f.ticket_id
            """)
        known = Statement(
            "view_known",
            """
            select o.assignee, max(o.position) as position from \(view).ticket o
            where o.workspace_id = $1 and o.customer_id = $2 and o.ticket_id <> $3 and o.assignee is not null
            group by o.assignee
            """)
        attendants = Statement(
            "view_attendants",
            """
            select workspace_id, agent_id, connected, \(Self.leftSince) from \(view).agent a where teams is not null
            """)
        leftTickets = Statement(
            "view_left_tickets",
            """
            select a.workspace_id, t.ticket_id, a.agent_id
            from \(view).agent a
            join \(view).ticket t on t.workspace_id = a.workspace_id and t.assignee = a.agent_id
                and t.assignee is not null and \(InboxQueue.assigned.isQueue("t.queue"))
            where a.workspace_id = any ($1) and a.teams is not null and \(Self.leftSince) <= $2
            limit 200
            """)
        timeline = Statement(
            "view_timeline",
            """
            select p.position
            from unnest($2) as c (customer_id)
            cross join lateral (
                select positions from \(view).timeline t
                where t.workspace_id = $1 and t.customer_id = c.customer_id and t.first_position < $3
                order by t.first_position desc limit $4
            ) t cross join unnest(t.positions) as p (position)
            where p.position < $3 order by p.position desc limit $4
            """)
        // What is unread is what is newest: the rows that are read hold all of it that a page shows.
        notifications = Statement(
            "view_notifications",
            """
            select p.position from (
                select positions from \(view).notification
                where workspace_id = $1 and agent_id = $2 and first_position < $3
                order by first_position desc limit $4
            ) t cross join unnest(t.positions) as p (position)
            where p.position < $3 and p.position > $5 order by p.position desc limit $4
            """)
        notificationsRead = Statement(
            "view_notifications_read",
            "select position from \(view).notification_read where workspace_id = $1 and agent_id = $2")
        ticketsOfCustomer = Statement(
            "view_customer_tickets",
            "select ticket_id from \(view).ticket where workspace_id = $1 and customer_id = $2")
        due = Statement(
            "view_due",
            """
            (
                select workspace_id, ticket_id from \(view).ticket t
                where snoozed_until <= $1 and snoozed_until is not null and not exists (
                    select from \(view).ticket_part p where p.workspace_id = t.workspace_id and p.ticket_id = t.ticket_id
                )
                order by snoozed_until limit 100
            ) union all (
                select workspace_id, ticket_id from \(view).ticket_part
                where snoozed_until <= $1 and snoozed_until is not null order by snoozed_until limit 100
            )
            """)
        // Whose a part of a conversation is says what stands for it; a part's own team rests and nobody can change it.
        let standing = """
            select r.team from \(view).ticket r where r.workspace_id = $1 and r.ticket_id = coalesce((
                select p.root from \(view).ticket_part p where p.workspace_id = $1 and p.ticket_id = d.ticket_id
            ), d.ticket_id)
            """
        drafts = Statement(
            "view_drafts",
            """
            select c.position, d.reply_id, d.ticket_id, d.position, d.channel from (
                select coalesce((select position from projection.checkpoint
                    where generation = $2 and workspace_id = $1), -1) as position
            ) c left join lateral (
                select d.reply_id, d.ticket_id, d.position, t.channel
                from \(view).draft d join \(view).ticket t on t.workspace_id = $1 and t.ticket_id = d.ticket_id
                where d.workspace_id = $1 and d.reply_id > $3 and ($4::text is null or t.channel = $4)
                    and ($5::text is null or (\(standing)) = $5)
                order by d.reply_id limit $6
            ) d on true
            order by d.reply_id
            """)
        outbox = Statement(
            "view_outbox",
            """
            select c.position, o.* from (
                select coalesce((select position from projection.checkpoint
                    where generation = $2 and workspace_id = $1), -1) as position
            ) c left join lateral (
                select \(OutboxColumns.names) from \(view).outbox
                where workspace_id = $1 and reply_id > $3 and (cardinality($4::text[]) = 0 or channel = any ($4))
                    and ($5::text is null or delivery = $5)
                order by reply_id limit $6
            ) o on true
            order by o.reply_id
            """)
        writeTickets = Statement(
            "view_write_tickets",
            """
            insert into \(view).ticket as t (workspace_id, \(TicketColumns.names))
            select $1, ticket_id, customer_id, channel, state, assignee, team,
                case tags when '' then '{}' else string_to_array(tags, e'\\x1f') end,
                opened_at, last_at, waiting_since, snoozed_until, messages, replies, notes, spoken_position, version,
                position, detail, queue
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
                as r (\(TicketColumns.names))
            on conflict (workspace_id, ticket_id) do update set
                state = excluded.state, assignee = excluded.assignee, team = excluded.team, tags = excluded.tags,
                opened_at = excluded.opened_at, last_at = excluded.last_at, waiting_since = excluded.waiting_since,
                snoozed_until = excluded.snoozed_until, messages = excluded.messages, replies = excluded.replies,
                notes = excluded.notes, spoken_position = excluded.spoken_position, version = excluded.version,
                position = excluded.position, detail = excluded.detail, queue = excluded.queue
            """)
        details = Statement(
            "view_details",
            "select \(DetailColumns.names) from \(view).ticket_detail where workspace_id = $1 and ticket_id = any ($2)")
        // What is kept apart is looked for on its own: there is little of it. Of a part its own row says so.
        let counts = ["cause", "product"].map { part in
            """
            select d.\(part), count(*) from \(view).ticket_detail d
            where d.workspace_id = $1 and d.\(part) is not null and not exists (
                select from \(view).ticket t
                where t.workspace_id = $1 and t.ticket_id = d.ticket_id and \(InboxQueue.spam.isQueue("t.queue"))
            ) and not exists (
                select from \(view).ticket_part p
                where p.workspace_id = $1 and p.ticket_id = d.ticket_id and \(InboxQueue.spam.isQueue("p.queue"))
            )
            group by d.\(part)
            """
        }
        causes = Statement("view_causes", counts[0])
        products = Statement("view_products", counts[1])
        problems = ProblemStatements(view: view)
        clearDetails = Statement(
            "view_clear_details",
            "delete from \(view).ticket_detail where workspace_id = $1 and ticket_id = any ($2)")
        writeDetails = Statement(
            "view_write_details",
            """
            insert into \(view).ticket_detail (workspace_id, \(DetailColumns.names))
            select $1, ticket_id, position, language, revisions, string_to_array(followers, ',')::uuid[],
                priority, cause, outcome, product, canned,
                merged_into, string_to_array(parts, ',')::uuid[], problem, string_to_array(left_problems, ',')::uuid[]
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as r (\(DetailColumns.names))
            """)
        parts = Statement(
            "view_parts",
            """
            select \(PartColumns.names) from \(view).ticket_part
            where workspace_id = $1 and root in (
                select root from \(view).ticket_part where workspace_id = $1 and ticket_id = any ($2)
            )
            order by ticket_id
            """)
        clearParts = Statement(
            "view_clear_parts",
            "delete from \(view).ticket_part where workspace_id = $1 and ticket_id = any ($2)")
        writeParts = Statement(
            "view_write_parts",
            """
            insert into \(view).ticket_part (workspace_id, \(PartColumns.names))
            select $1, ticket_id, customer_id, channel, state, assignee, team,
                case tags when '' then '{}' else string_to_array(tags, e'\\x1f') end,
                opened_at, last_at, waiting_since, snoozed_until, messages, replies, notes, spoken_position, version,
                position, detail, queue, root
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
                as r (\(PartColumns.names))
            """)
        clearFilters = Statement(
            "view_clear_filters",
            "delete from \(view).ticket_filter where workspace_id = $1 and ticket_id = any ($2)")
        writeFilters = Statement(
            "view_write_filters",
            """
            insert into \(view).ticket_filter (workspace_id, \(FilterColumns.names))
            select $1, r.* from unnest($2, $3, $4, $5, $6) as r
            """)
        writeCustomers = Statement(
            "view_write_customers",
            """
            insert into \(view).customer
                (workspace_id, \(CustomerColumns.names))
            select $1, r.* from unnest($2, $3, $4, $5, $6, $7) as r
            on conflict (workspace_id, customer_id) do update set
                tickets = excluded.tickets, messages = excluded.messages, last_at = excluded.last_at
            """)
        writeTimeline = Statement(
            "view_write_timeline",
            """
            insert into \(view).timeline (workspace_id, \(TimelineColumns.names))
            select $1, customer, min(position), array_agg(position order by position)
            from unnest($2, $3, $4) as r (part, customer, position) group by part, customer
            """)
        writeNotifications = Statement(
            "view_write_notifications",
            """
            insert into \(view).notification (workspace_id, \(NotificationColumns.names))
            select $1, agent, min(position), array_agg(position order by position)
            from unnest($2, $3, $4) as r (part, agent, position) group by part, agent
            """)
        // Whoever reads on two screens at once has read what either has shown.
        writeNotificationsRead = Statement(
            "view_write_notifications_read",
            """
            insert into \(view).notification_read as r (workspace_id, agent_id, position)
            select $1, n.* from unnest($2, $3) as n
            on conflict (workspace_id, agent_id) do update set position = greatest(r.position, excluded.position)
            """)
        writeAgents = Statement(
            "view_write_agents",
            """
            insert into \(view).agent (workspace_id, \(AgentColumns.names))
            select $1, agent_id, kind, string_to_array(roles, ','), network, registered_position, version, position,
                string_to_array(teams, ','), string_to_array(skills, ','), string_to_array(languages, ','), capacity,
                network_capacity, availability, available_until, connected, gone_since, last_given
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                as r (\(AgentColumns.names))
            on conflict (workspace_id, agent_id) do update set
                version = excluded.version, position = excluded.position, teams = excluded.teams,
                skills = excluded.skills, languages = excluded.languages, capacity = excluded.capacity,
                network_capacity = excluded.network_capacity, availability = excluded.availability,
                available_until = excluded.available_until, connected = excluded.connected,
                gone_since = excluded.gone_since, last_given = excluded.last_given
            """)
        materials = Statement(
            "view_materials",
            """
            select name, position from \(view).material
            where workspace_id = $1 and kind = $2 and not retired order by name
            """)
        writeMaterials = Statement(
            "view_write_materials",
            """
            insert into \(view).material (workspace_id, kind, name, position, retired)
            select $1, r.* from unnest($2, $3, $4, $5) as r
            on conflict (workspace_id, kind, name) do update set
                position = excluded.position, retired = excluded.retired
            """)
        writeTokens = Statement(
            "view_write_tokens",
            """
            insert into \(view).token (workspace_id, sha256, token_id, agent_id, revoked)
            select $1, r.* from unnest($2, $3, $4, $5) as r
            on conflict (sha256) do update set revoked = excluded.revoked
            """)
        writeTally = Statement(
            "view_write_tally",
            """
            insert into \(view).tally (workspace_id, customers, tickets, messages, replies, posts, spam, canned, feedback, switches)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (workspace_id) do update set
                customers = excluded.customers, tickets = excluded.tickets, messages = excluded.messages,
                replies = excluded.replies, posts = excluded.posts, spam = excluded.spam, canned = excluded.canned,
                feedback = excluded.feedback, switches = excluded.switches
            """)
        writeDrafts = Statement(
            "view_write_drafts",
            """
            insert into \(view).draft (workspace_id, \(DraftColumns.names))
            select $1, r.* from unnest($2, $3, $4) as r
            on conflict (workspace_id, reply_id) do update set
                ticket_id = excluded.ticket_id, position = excluded.position
            """)
        clearDrafts = Statement(
            "view_clear_drafts", "delete from \(view).draft where workspace_id = $1 and reply_id = any ($2)")
        writeOutbox = Statement(
            "view_write_outbox",
            """
            insert into \(view).outbox (workspace_id, \(OutboxColumns.names))
            select $1, r.* from unnest($2, $3, $4, $5, $6, $7) as r
            on conflict (workspace_id, reply_id) do update set
                ticket_id = excluded.ticket_id, channel = excluded.channel, delivery = excluded.delivery,
                attempt = excluded.attempt, position = excluded.position
            """)
        clearOutbox = Statement(
            "view_clear_outbox", "delete from \(view).outbox where workspace_id = $1 and reply_id = any ($2)")
    }
}
