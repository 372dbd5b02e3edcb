internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static let tree = ClassTree([
        ClassNode(id: Skill("delivery")!, name: "Lieferung \"A\""),
        ClassNode(id: Skill("late")!, parent: Skill("delivery"), name: "zu sp\u{e4}t", isRetired: true),
    ])

    /// Of what kind tickets are, and of what kinds they can be.
    static func classFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let workspace = StreamID.workspace(WorkspaceID(.numbered(0xaa)))
        switch type {
        case .causesSet: return (workspace, .setting(.treeSet(.cause, tree)), nil)
        case .productsSet: return (workspace, .setting(.treeSet(.product, ClassTree())), nil)
        case .ticketClassified:
            let classes = TicketClasses(cause: Skill("late"), outcome: Skill("refunded"), product: Skill("parcel"))
            return (.ticket(ticket), .classed(.classified(TicketClassified(classes, tree: StreamVersion(7)))), nil)
        default: return (.ticket(ticket), .classed(.prioritised(TicketPrioritised(priority: .low))), nil)
        }
    }
}
