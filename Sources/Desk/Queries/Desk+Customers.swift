internal import EventCodec
internal import EventLog
package import Identity
package import Projections
package import Ticketing

/// An identity of a customer's.
package struct KnownIdentity: Hashable, Sendable {
    package let network: String
    /// Nil if it is erased.
    package let handle: String?
    /// Since when it is theirs.
    package let since: Instant
}

/// One of the customers that are one person.
package struct CustomerMember: Hashable, Sendable {
    package let customer: CustomerName
    /// Into whom they were merged; nil of the root.
    package let into: CustomerID?
    package let isBlocked: Bool
    /// The first is the one by which they became known.
    package let identities: [KnownIdentity]
    package let tickets: Int
    package let messages: Int
    /// When they last wrote, or first became known.
    package let lastAt: Instant
}

/// Somebody who has or had tickets of a customer's.
package struct CustomerAcquaintance: Hashable, Sendable {
    package let agent: PersonName
    package let tickets: Int
    /// Of the last event on one of them.
    package let position: LogPosition
}

/// Somebody, over all customers that they are.
package struct CustomerAnswer: Hashable, Sendable {
    /// In the order in which they became known.
    package let members: [CustomerMember]
    package let counts: CustomerCounts
    package let satisfaction: Satisfaction
    /// Who had to do with them last comes first.
    package let knows: [CustomerAcquaintance]
    /// The newest first.
    package let tickets: [TicketSummary]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition

    /// Whoever was merged into nobody; there is exactly one.
    package var root: CustomerID? { members.first { $0.into == nil }?.customer.id }
}

extension Desk {
    /// Who a customer is, with all that they are one person with.
    package func customer(
        _ customer: CustomerID, limit: Int, cursor: String?, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> CustomerAnswer {
        try authorise(principal, for: Self.readers)
        var before: TicketID?
        if let cursor {
            guard let ticket = TicketID(cursor) else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of a customer's tickets")
            }
            before = ticket
        }
        return try await guarded(by: deadline + Self.grace) { [before] in
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            guard
                let profile = try await self.views.profile(
                    of: customer, in: workspace.id, before: before, limit: limit)
            else { throw Self.noCustomer(customer) }
            var members: [CustomerMember] = []
            for member in profile.members {
                members.append(try await self.member(member, asOf: profile.asOf, in: workspace))
            }
            let names = try await self.names(of: Set(profile.knows.map(\.agent)), in: workspace)
            return CustomerAnswer(
                members: members, counts: profile.counts, satisfaction: profile.satisfaction,
                knows: profile.knows.map { known in
                    CustomerAcquaintance(
                        agent: names[known.agent] ?? PersonName(id: known.agent, name: nil), tickets: known.tickets,
                        position: known.position)
                },
                tickets: try await self.summaries(of: profile.tickets, in: workspace),
                next: profile.hasMore ? profile.tickets.last?.id.description : nil, asOf: profile.asOf)
        }
    }

    static func noCustomer(_ customer: CustomerID) -> DeskError {
        DeskError(.notFound(.customer), "there is no customer \(customer) in this workspace")
    }

    /// One of them, from their stream as it was at a position.
    private func member(
        _ member: GroupMember, asOf: LogPosition, in workspace: DeskWorkspace
    ) async throws -> CustomerMember {
        let id = member.row.id
        let records = try await log.readStream(workspace.id, StreamID.customer(id).description)
            .filter { $0.position <= asOf }
        var state: CustomerState?
        for record in records {
            CustomerState.evolve(&state, with: try Entry.decode(record.entry, at: record.position))
        }
        let told = Set([member.row.registeredAt] + (state?.identities ?? []))
        let opened = try await open(records.filter { told.contains($0.position) }, in: workspace)
        let first = opened.first
        return CustomerMember(
            customer: CustomerName(
                id: id, handle: first?.personal?.handle, name: first?.personal?.name,
                isErased: first?.isErased ?? false),
            into: member.into, isBlocked: state?.isBlocked ?? false,
            identities: opened.compactMap { record in
                record.recorded.event.network.map {
                    KnownIdentity(network: $0, handle: record.personal?.handle, since: record.recorded.at)
                }
            }, tickets: member.row.tickets, messages: member.row.messages, lastAt: member.row.lastAt)
    }
}

extension Event {
    /// Where an identity is whose it tells.
    fileprivate var network: String? {
        switch self {
        case .customerRegistered(let registered): registered.network
        case .customer(.identified(let identified)): identified.network
        default: nil
        }
    }
}
