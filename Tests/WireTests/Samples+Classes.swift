import JSON
import Wire

extension Samples {
    /// Of what kind tickets are.
    static func visitClasses(_ visitor: some SampleVisitor) throws {
        for priority in WirePriority.allCases {
            try visitor.request(
                TicketPrioritise(commandID: command, ticket: "t1", priority: priority),
                [TicketVersion(position: 41, version: 7)])
        }
        for priority in WirePriorityFilter.allCases {
            try visitor.request(InboxList(view: .all, priority: priority), [page])
        }
        try visitor.request(AuditInbox(asOf: 41, priority: .urgent), [page])
    }
}
