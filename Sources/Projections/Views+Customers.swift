package import Identity
internal import Postgres
package import Ticketing

/// A customer among those with whom they are one person.
package struct GroupMember: Hashable, Sendable {
    package let row: CustomerRow
    /// Into whom they were merged; nil of the root.
    package let into: CustomerID?
}

/// How much there is of somebody, over all customers that they are. What is kept apart as spam counts as such alone.
package struct CustomerCounts: Hashable, Sendable {
    package let tickets: Int
    /// Those of them that are not resolved.
    package let unresolved: Int
    package let messages: Int
    package let replies: Int
    package let notes: Int
    /// Tickets that are kept apart.
    package let spam: Int

    package init(tickets: Int, unresolved: Int, messages: Int, replies: Int, notes: Int, spam: Int) {
        self.tickets = tickets
        self.unresolved = unresolved
        self.messages = messages
        self.replies = replies
        self.notes = notes
        self.spam = spam
    }
}

/// Who has or had tickets of somebody's.
package struct Acquaintance: Hashable, Sendable {
    package let agent: AgentID
    package let tickets: Int
    /// Of the last event on one of them.
    package let position: LogPosition
}

/// Somebody with a page of their tickets, all of one moment.
package struct CustomerProfile: Sendable {
    /// In the order in which they became known.
    package let members: [GroupMember]
    package let counts: CustomerCounts
    /// Over all that they said of it.
    package let satisfaction: Satisfaction
    /// Who had to do with them last comes first.
    package let knows: [Acquaintance]
    /// The newest first.
    package let tickets: [TicketRow]
    package let hasMore: Bool
    package let asOf: LogPosition
}

extension Views {
    /// So many of those who know somebody are named.
    private static let acquaintancesMax = 10

    /// All customers that are one person with this one, in the order in which they became known; empty if there is no such
    /// customer.
    package func group(of customer: CustomerID, in workspace: WorkspaceID) async throws -> [GroupMember] {
        try await withLive { live in
            try Self.members(try await self.pool.query(live.people.group, Self.bindings(customer, workspace)))
        }
    }

    /// Somebody by one of the customers that they are, with tickets that were opened before this one; nil if there is no such
    /// customer.
    package func profile(
        of customer: CustomerID, in workspace: WorkspaceID, before ticket: TicketID?, limit: Int
    ) async throws -> CustomerProfile? {
        let found = try await withLive { live in
            try await self.pool.withConnection { lease in
                // Everything of one snapshot: what is counted is what is shown.
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { transaction in
                    let first = try await transaction.queries([
                        (live.people.group, Self.bindings(customer, workspace)),
                        (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)),
                    ])
                    let members = try Self.members(first[0])
                    var own = Bindings()
                    own.append(workspace.id.postgres)
                    own.append(members.map(\.row.id.id.postgres))
                    var page = own
                    page.append(ticket?.id.postgres)
                    page.append(limit + 1)
                    var knows = own
                    knows.append(Self.acquaintancesMax)
                    let rest = try await transaction.queries([
                        (live.people.tickets, page), (live.people.counts, own), (live.people.acquaintances, knows),
                        (live.people.satisfactionOfCustomers, own),
                    ])
                    return (members, first[1], rest)
                }
            }
        }
        let (members, checkpoint, rest) = found
        if members.isEmpty { return nil }
        let rows = try rest[0].map { try TicketRow($0) }
        let counts = try rest[1].onlyRow()
        return CustomerProfile(
            members: members,
            counts: CustomerCounts(
                tickets: Int(try counts.int64(0)), unresolved: Int(try counts.int64(1)),
                messages: Int(try counts.int64(2)), replies: Int(try counts.int64(3)), notes: Int(try counts.int64(4)),
                spam: Int(try counts.int64(5))),
            satisfaction: try Self.satisfaction(rest[3]),
            knows: try rest[2].map { row in
                Acquaintance(
                    agent: AgentID(UniqueID(try row.uuid(0))), tickets: Int(try row.int64(1)),
                    position: LogPosition(try row.int64(2)))
            },
            tickets: try await detailed(Array(rows.prefix(limit)), of: workspace), hasMore: rows.count > limit,
            asOf: LogPosition(try checkpoint.first?.int64(0) ?? -1))
    }

    private static func satisfaction(_ result: PostgresResult) throws -> Satisfaction {
        let row = try result.onlyRow()
        return Satisfaction(count: Int(try row.int64(0)), sum: Int(try row.int64(1)))
    }

    private static func bindings(_ customer: CustomerID, _ workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(customer.id.postgres)
        return bindings
    }

    private static func members(_ result: PostgresResult) throws -> [GroupMember] {
        try result.map { row in
            GroupMember(row: try CustomerRow(row), into: try row.uuidOrNil(6).map { CustomerID(UniqueID($0)) })
        }
    }
}
