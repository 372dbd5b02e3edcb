/// The columns of a ticket's row, in the order in which they are read and written.
enum TicketColumns {
    static let names = """
        ticket_id, customer_id, channel, state, assignee, team, tags, opened_at, last_at, waiting_since, snoozed_until, \
        messages, replies, notes, spoken_position, version, position, detail, queue
        """
    /// Qualified by `t`.
    static let list = names.split(separator: ", ").map { "t.\($0)" }.joined(separator: ", ")
}

/// The columns of a ticket's detail, in the order in which they are read and written.
enum DetailColumns {
    static let names = """
        ticket_id, position, language, revisions, followers, priority, cause, outcome, product, canned, merged_into, parts, \
        problem, left_problems
        """
}

/// The columns of the own row of a ticket that is merged with others, in the order in which they are read and written.
enum PartColumns {
    static let names = TicketColumns.names + ", root"
}

/// The columns of a row by which a filter finds a ticket, in the order in which they are written.
enum FilterColumns {
    static let names = "ticket_id, filter, queue, waiting_since, last_at"
}

/// The columns of an agent's row, in the order in which they are read and written.
enum AgentColumns {
    static let names = """
        agent_id, kind, roles, network, registered_position, version, position, teams, skills, languages, capacity, \
        network_capacity, availability, available_until, connected, gone_since, last_given
        """
}

/// The columns of a customer's row, in the order in which they are read and written.
enum CustomerColumns {
    static let names = "customer_id, network, registered_position, tickets, messages, last_at"
    /// Qualified by `c`.
    static let list = names.split(separator: ", ").map { "c.\($0)" }.joined(separator: ", ")
}

/// The columns of a draft's row, in the order in which they are written.
enum DraftColumns {
    static let names = "reply_id, ticket_id, position"
}

/// The columns of a row of the outbox, in the order in which they are read and written.
enum OutboxColumns {
    static let names = "reply_id, ticket_id, channel, delivery, attempt, position"
}

/// The columns of a row of an agent's notifications, in the order in which they are written.
enum NotificationColumns {
    static let names = "agent_id, first_position, positions"
}

/// The columns of a row of a timeline, in the order in which they are written.
enum TimelineColumns {
    static let names = "customer_id, first_position, positions"
}
