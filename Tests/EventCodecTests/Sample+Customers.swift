internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static func customerFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let other = CustomerID(.numbered(0xc2))
        let (event, personal): (CustomerEvent, Personal?) =
            switch type {
            case .customerIdentified:
                (.identified(CustomerIdentified(network: "email")), Personal(handle: "\u{e9}milie@example.com"))
            case .customerUnidentified:
                (
                    .unidentified(CustomerUnidentified(network: "email", identity: LogPosition(40))),
                    Personal(handle: "\u{e9}milie@example.com")
                )
            case .customerMerged: (.merged(into: other), nil)
            case .customerAbsorbed: (.absorbed(CustomerAbsorbed(other, count: 3)), nil)
            case .customerUnmerged: (.unmerged(from: other), nil)
            default: (.expelled(other), nil)
            }
        return (.customer(customer), .customer(event), personal)
    }
}
