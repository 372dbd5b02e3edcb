// The keyed hash that the log holds is of bytes: so must we compare.
extension Claim {
    package static func == (left: Claim, right: Claim) -> Bool {
        switch (left, right) {
        case (.customer(let network, let handle), .customer(let otherNetwork, let otherHandle)),
            (.author(let network, let handle), .author(let otherNetwork, let otherHandle)):
            isSame(network, otherNetwork) && isSame(handle, otherHandle)
        case (.external(let channel, let id), .external(let otherChannel, let otherId)):
            channel == otherChannel && isSame(id, otherId)
        case (.unresolved(let customer, let channel), .unresolved(let otherCustomer, let otherChannel)):
            customer == otherCustomer && channel == otherChannel
        case (.reply(let reply), .reply(let otherReply)): reply == otherReply
        case (.token(let token), .token(let otherToken)): token == otherToken
        case (.held(let agent, let network, let ticket), .held(let otherAgent, let otherNetwork, let otherTicket)):
            agent == otherAgent && ticket == otherTicket && isSame(network, otherNetwork)
        case (.edit(let channel, let id, let revision), .edit(let otherChannel, let otherId, let otherRevision)):
            channel == otherChannel && isSame(id, otherId) && isSame(revision, otherRevision)
        case (.signal(let channel, let id), .signal(let otherChannel, let otherId)),
            (.feedback(let channel, let id), .feedback(let otherChannel, let otherId)):
            channel == otherChannel && isSame(id, otherId)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .customer(let network, let handle):
            hasher.combine(0)
            network.hashBytes(into: &hasher)
            handle.hashBytes(into: &hasher)
        case .author(let network, let handle):
            hasher.combine(1)
            network.hashBytes(into: &hasher)
            handle.hashBytes(into: &hasher)
        case .external(let channel, let id):
            hasher.combine(2)
            hasher.combine(channel)
            id.hashBytes(into: &hasher)
        case .unresolved(let customer, let channel):
            hasher.combine(3)
            hasher.combine(customer)
            hasher.combine(channel)
        case .reply(let reply):
            hasher.combine(4)
            hasher.combine(reply)
        case .token(let token):
            hasher.combine(5)
            hasher.combine(token)
        case .held(let agent, _, let ticket):
            hasher.combine(6)
            hasher.combine(agent)
            hasher.combine(ticket)
        case .edit(let channel, let id, let revision):
            hasher.combine(7)
            hasher.combine(channel)
            id.hashBytes(into: &hasher)
            switch revision {
            case .named(let text), .words(let text): text.hashBytes(into: &hasher)
            }
        case .signal(let channel, let id):
            hasher.combine(8)
            hasher.combine(channel)
            id.hashBytes(into: &hasher)
        case .feedback(let channel, let id):
            hasher.combine(9)
            hasher.combine(channel)
            id.hashBytes(into: &hasher)
        }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool { left.isSameBytes(as: right) }

    private static func isSame(_ left: Revision, _ right: Revision) -> Bool {
        switch (left, right) {
        case (.named(let left), .named(let right)), (.words(let left), .words(let right)): isSame(left, right)
        case (.named, .words), (.words, .named): false
        }
    }
}
