internal import Desk
internal import Identity
internal import Projections
internal import Ticketing
internal import Wire

// Who is one person, and who they are.
extension Dispatcher {
    func linkCustomer(_ params: CustomerLink) throws(RPCError) -> DeskCommand {
        .customer(.link(try Params.customer(params.customer), try identity(params.network, params.handle)))
    }

    func unlinkCustomer(_ params: CustomerUnlink) throws(RPCError) -> DeskCommand {
        .customer(.unlink(try Params.customer(params.customer), try identity(params.network, params.handle)))
    }

    func mergeCustomer(_ params: CustomerMerge) throws(RPCError) -> DeskCommand {
        .customer(.merge(try Params.customer(params.from, "from"), into: try Params.customer(params.into, "into")))
    }

    func unmergeCustomer(_ params: CustomerUnmerge) throws(RPCError) -> DeskCommand {
        .customer(.unmerge(try Params.customer(params.from, "from")))
    }

    /// A network is what channels begin with.
    private func identity(_ network: String, _ handle: String) throws(RPCError) -> CustomerIdentity {
        guard let channel = ChannelID("\(network):a"), channel.network == network else {
            throw Params.invalid("params.network", "must be the kind of a channel, such as x or email")
        }
        return CustomerIdentity(network: network, handle: handle)
    }

    func getCustomer(_ params: CustomerGet, _ context: RequestContext) async throws(RPCError) -> CustomerGetResult {
        let customer = try Params.customer(params.customer)
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            return CustomerGetResult(
                try await desk.customer(
                    customer, limit: params.limit ?? Limits.pageItemsDefault, cursor: params.cursor, atLeast: atLeast,
                    as: context.principal, deadline: context.deadline), of: customer)
        } catch {
            throw RPCError(error, repeating: .customerGet)
        }
    }
}

extension CustomerGetResult {
    init(_ answer: CustomerAnswer, of customer: CustomerID) {
        self.init(
            root: (answer.root ?? customer).description, customers: answer.members.map { WireMember($0) },
            counts: WireCustomerCounts(
                tickets: Int64(answer.counts.tickets), unresolved: Int64(answer.counts.unresolved),
                messages: Int64(answer.counts.messages), replies: Int64(answer.counts.replies),
                notes: Int64(answer.counts.notes), spam: Int64(answer.counts.spam)),
            satisfaction: WireSatisfaction(answer.satisfaction),
            knows: answer.knows.map {
                WireAcquaintance(
                    agent: WireAgent($0.agent), tickets: Int64($0.tickets), position: $0.position.value)
            }, tickets: answer.tickets.map { WireTicket($0) }, next: answer.next, asOf: answer.asOf.value)
    }
}

extension WireMember {
    init(_ member: CustomerMember) {
        self.init(
            id: member.customer.id.description, name: member.customer.name,
            erased: member.customer.isErased ? true : nil, into: member.into?.description,
            blocked: member.isBlocked ? true : nil,
            identities: member.identities.map {
                WireIdentity(network: $0.network, handle: $0.handle, since: WireTime($0.since))
            }, tickets: Int64(member.tickets), messages: Int64(member.messages), lastAt: WireTime(member.lastAt))
    }
}
