internal import Identity
package import Ticketing

// Tickets that are merged. Rows at hand are each ticket's own; whatever is written of a conversation is made of all of them, so
// all of them are at hand or none is.
extension ViewFold {
    /// A ticket as the views show it.
    package func shown(_ id: TicketID) -> TicketRow? {
        guard var row = tickets[id], row.isLinked else { return tickets[id] }
        if row.isPart {
            // Where it waits says that another stands for it, and has no room for more.
            row.isSpam = false
            return row
        }
        return row.combined(with: conversation(of: id).dropFirst().compactMap { tickets[$0] })
    }

    /// All tickets as the views show them.
    package var shownTickets: [TicketRow] { tickets.keys.compactMap { shown($0) } }

    /// Of the tickets that were merged with others when the batch changed one of them, or have been since, those that are.
    package var partRows: [PartRow] {
        touchedParts.compactMap { id in
            guard let row = tickets[id], row.isLinked else { return nil }
            return PartRow(row: row, root: root(of: id))
        }
    }

    /// What stands for a ticket in all views.
    func root(of id: TicketID) -> TicketID {
        var root = id
        while let into = tickets[root]?.detail?.facts.mergedInto { root = into }
        return root
    }

    /// The root and all that is part of it.
    func conversation(of id: TicketID) -> [TicketID] {
        var members = [root(of: id)]
        var next = 0
        while next < members.count {
            members += tickets[members[next]]?.detail?.facts.parts ?? []
            next += 1
        }
        return members
    }

    /// The facts of both ends at once, by the event that comes first: nobody sees one without the other.
    mutating func link(_ event: MergeEvent, of id: TicketID, at position: LogPosition) {
        switch event {
        case .merged(let into):
            change(id, at: position) { $0.mergedInto = into }
            change(into, at: position) { $0.parts = Set($0.parts).union([id]).sorted() }
        case .unmerged(let from):
            // As long as they belong together.
            touchConversation(of: id)
            change(id, at: position) { $0.mergedInto = nil }
            change(from, at: position) { $0.parts.removeAll { $0 == id } }
        case .absorbed, .expelled: break
        }
    }
}
