import JSON
import Wire

extension Samples {
    /// Of what kind tickets are.
    static func visitClasses(_ visitor: some SampleVisitor) throws {
        for priority in WirePriority.allCases {
            try visitor.request(
                TicketPrioritise(commandID: command, ticket: "t1", priority: priority),
                [TicketVersion(position: 41, version: 7, ticket: "t2")])
        }
        for priority in WirePriorityFilter.allCases {
            try visitor.request(InboxList(view: .all, priority: priority), [page])
        }
        try visitor.request(AuditInbox(asOf: 41, priority: .urgent), [page])
        try visitor.request(
            TicketClassify(
                commandID: command, ticket: "t1", cause: "late", outcome: "refunded", product: "parcel", clear: []),
            [TicketVersion(position: 41, version: 7, ticket: "t2")])
        try visitor.request(
            TicketClassify(commandID: command, ticket: "t1", clear: WireTicketClass.allCases), [])
        let done = DocumentVersion(position: 41, version: 2)
        try visitor.request(
            DocumentCommand(commandID: command, WireClassTree<WireTreeKinds.Cause>(classNodes)), [done])
        try visitor.request(DocumentCommand(commandID: command, WireClassTree<WireTreeKinds.Product>([])), [done])
        let list = ClassListResult(
            nodes: classNodes.enumerated().map { ClassListResult.Node($1, tickets: Int64($0)) }, version: 3, asOf: 41)
        try visitor.request(ClassList<WireTreeKinds.Cause>(atLeast: 41), [list])
        try visitor.request(
            ClassList<WireTreeKinds.Product>(), [ClassListResult(nodes: [], version: 0, asOf: -1)])
    }

    static let classNodes = [
        WireClassNode(id: "delivery", name: "Lieferung \"A\""),
        WireClassNode(id: "late", name: "zu spät", parent: "delivery", isRetired: true),
    ]
}
