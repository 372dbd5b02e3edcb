package import Identity
package import Projections
package import Ticketing

/// The tables of a generation as a database would hold them: a batch sees only the rows that it asked for.
package struct Tables: Equatable {
    /// As they are shown.
    package var tickets: [TicketID: TicketRow] = [:]
    /// Of those that are merged, each by itself.
    package var parts: [TicketID: PartRow] = [:]
    package var customers: [CustomerID: CustomerRow] = [:]
    package var tokens: [TokenID: TokenRow] = [:]
    /// By id.
    package var agents: [AgentRow] = []
    package var timeline: [TimelineRow] = []
    package var notifications: [NotificationRow] = []
    package var notificationsRead: [AgentID: LogPosition] = [:]
    package var tally = Tally()
    package var drafts: [ReplyID: DraftRow] = [:]
    package var materials: [MaterialID: MaterialRow] = [:]
    package var problems: [ProblemID: ProblemRow] = [:]
    package var outbox: [ReplyID: OutboxRow] = [:]
    package var links: [CustomerID: LinkRow] = [:]
    package var feedback: [FeedbackRow] = []
    package var switches: [SwitchKind: Int] = [:]
    package var checkpoint = LogPosition.beforeAll

    package init() {}

    /// Folds one batch as the projector does: load what it needs, apply, write what it touched.
    package mutating func fold(_ batch: some Collection<RecordedEvent>) {
        let needs = ViewFold.Needs(of: batch)
        var fold = ViewFold(after: checkpoint)
        let roots = Set(needs.tickets.compactMap { parts[$0]?.root })
        let own = parts.values.filter { roots.contains($0.root) }.map(\.row)
        fold.load(
            tickets: needs.tickets.filter { parts[$0] == nil }.compactMap { tickets[$0] } + own,
            customers: needs.customers.compactMap { customers[$0] },
            tokens: needs.tokens.compactMap { tokens[$0] }, agents: agents.filter { needs.agents.contains($0.id) },
            tally: tally)
        for event in batch { fold.apply(event) }
        for id in fold.touchedTickets { tickets[id] = fold.shown(id) }
        for id in fold.touchedParts { parts[id] = nil }
        for part in fold.partRows { parts[part.row.id] = part }
        for id in fold.touchedCustomers { customers[id] = fold.customers[id] }
        for id in fold.touchedTokens { tokens[id] = fold.tokens[id] }
        agents.removeAll { fold.touchedAgents.contains($0.id) }
        agents += fold.touchedAgents.compactMap { fold.agents[$0] }
        agents.sort { $0.id < $1.id }
        timeline += fold.newTimeline
        materials.merge(fold.touchedMaterials) { _, new in new }
        problems.merge(fold.touchedProblems) { _, new in new }
        notifications = (notifications + fold.newNotifications).sorted {
            ($0.agent, $0.position) < ($1.agent, $1.position)
        }
        notificationsRead.merge(fold.notificationsRead) { max($0, $1) }
        tally = fold.tally
        for reply in fold.drafts.gone { drafts[reply] = nil }
        drafts.merge(fold.drafts.written) { _, new in new }
        for reply in fold.outbox.gone { outbox[reply] = nil }
        outbox.merge(fold.outbox.written) { _, new in new }
        for customer in fold.links.gone { links[customer] = nil }
        feedback += fold.newFeedback
        switches.merge(fold.newSwitches) { $0 + $1 }
        links.merge(fold.links.written) { _, new in new }
        checkpoint = fold.position
    }
}
