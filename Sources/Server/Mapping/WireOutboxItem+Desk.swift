internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

extension WireDelivery {
    /// The same word on both sides.
    init(_ delivery: Delivery) {
        switch delivery {
        case .requested: self = .requested
        case .attempted: self = .attempted
        case .unknown: self = .unknown
        case .sent: self = .sent
        case .failed: self = .failed
        case .delivered: self = .delivered
        case .read: self = .read
        }
    }
}

extension Delivery {
    /// The same word on both sides.
    init(_ delivery: WireDelivery) {
        switch delivery {
        case .requested: self = .requested
        case .attempted: self = .attempted
        case .unknown: self = .unknown
        case .sent: self = .sent
        case .failed: self = .failed
        case .delivered: self = .delivered
        case .read: self = .read
        }
    }
}

extension WireOutboxItem {
    /// What the desk has for a connector.
    init(_ item: OutboxItem) {
        self.init(
            reply: item.reply.description, attempt: item.attempt, ticket: item.ticket.description,
            channel: item.channel.name, delivery: WireDelivery(item.delivery), taker: item.taker.map { WireAgent($0) },
            isIdempotent: item.isIdempotent ? true : nil,
            to: WireCustomer(
                id: item.to.id.description, handle: item.to.handle, name: item.to.name,
                erased: item.to.isErased ? true : nil),
            inReplyTo: item.inReplyTo, text: item.text, position: item.position.value, at: WireTime(item.at))
    }
}
