internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: CustomerEvent) {
        switch event {
        case .identified: self = .customerIdentified
        case .unidentified: self = .customerUnidentified
        case .merged: self = .customerMerged
        case .absorbed: self = .customerAbsorbed
        case .unmerged: self = .customerUnmerged
        case .expelled: self = .customerExpelled
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: CustomerEvent, to writer: inout JSONWriter) {
        switch event {
        case .identified(let fact): writer.member("network", fact.network)
        case .unidentified(let fact):
            writer.member("identity", fact.identity.value)
            writer.member("network", fact.network)
        case .merged(let into): writer.member("into", into.description)
        case .absorbed(let fact):
            writer.member("count", fact.count)
            writer.member("customer", fact.customer.description)
        case .unmerged(let from): writer.member("from", from.description)
        case .expelled(let customer): writer.member("customer", customer.description)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readCustomerEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> CustomerEvent {
        switch type {
        case .customerIdentified: .identified(CustomerIdentified(network: try data.string("network")))
        case .customerUnidentified:
            .unidentified(
                CustomerUnidentified(network: try data.string("network"), identity: try data.place("identity")))
        case .customerMerged: .merged(into: try data.id("into"))
        case .customerAbsorbed:
            .absorbed(
                CustomerAbsorbed(
                    try data.id("customer"), count: Int(try data.int64("count", in: 1...JSONLimits.integerMax))))
        case .customerUnmerged: .unmerged(from: try data.id("from"))
        default: .expelled(try data.id("customer"))
        }
    }
}
