internal import Identity
internal import Ticketing

/// What an event of a ticket found of its row, and left of it. Read while the row is changed where it is: to copy a row costs more
/// than to change it.
struct RowChange {
    let customer: CustomerID
    let channel: ChannelID
    /// Of the last event before.
    let before: LogPosition
    let wasSpam: Bool
    let isSpam: Bool
    /// Who had it before.
    let assignee: AgentID?
    let changesDetail: Bool
    /// Whether it was shown under a filter before, or is.
    let concernsFilters: Bool
    let isLinked: Bool
    let isPart: Bool
    /// Who is told of words on it if it is part of no other; who follows it. Both only of words of its customer.
    let listeners: [AgentID]
    let followers: [AgentID]

    init(of row: inout TicketRow, by recorded: RecordedEvent) {
        (customer, channel, before) = (row.customer, row.channel, row.position)
        (wasSpam, assignee) = (row.isSpam, row.assignee)
        let (wasFiltered, detail) = (row.isFiltered, row.detail)
        row.apply(recorded)
        isSpam = row.isSpam
        changesDetail = row.detail !== detail
        concernsFilters = wasFiltered || row.isFiltered
        (isLinked, isPart) = (row.isLinked, row.isPart)
        guard case .messageReceived = recorded.event else {
            (listeners, followers) = ([], [])
            return
        }
        (listeners, followers) = (row.listeners, row.detail?.facts.followers ?? [])
    }
}
