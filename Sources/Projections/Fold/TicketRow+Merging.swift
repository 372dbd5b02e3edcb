internal import Identity
package import Ticketing

extension TicketRow {
    /// Whether it is merged with any other.
    package var isLinked: Bool {
        guard let facts = detail?.facts else { return false }
        return facts.mergedInto != nil || !facts.parts.isEmpty
    }

    /// Whether it is part of another, which stands for it in all views.
    package var isPart: Bool { detail?.facts.mergedInto != nil }

    /// The ticket as it is shown while others are part of it: what waits on any of them waits on it.
    ///
    /// Who has it, and whose it is, is its own; version and detail, too. Parts that are kept apart are not looked at.
    func combined(with parts: [TicketRow]) -> TicketRow {
        let all = [self] + parts
        let heard = [self] + parts.filter { !$0.isSpam }
        var row = self
        row.status =
            [.open, .snoozed, .pending].first { status in heard.contains { $0.status == status } } ?? .resolved
        row.snoozedUntil = row.status == .snoozed ? heard.compactMap(\.snoozedUntil).min() : nil
        row.tags = heard.dropFirst().reduce(into: Set(tags)) { $0.formUnion($1.tags) }.sorted()
        row.openedAt = heard.map(\.openedAt).min() ?? openedAt
        row.lastAt = heard.map(\.lastAt).max() ?? lastAt
        row.waitingSince = heard.compactMap(\.waitingSince).min()
        row.spokenAt = heard.compactMap(\.spokenAt).max()
        row.messages = heard.reduce(0) { $0 + $1.messages }
        row.replies = heard.reduce(0) { $0 + $1.replies }
        row.notes = heard.reduce(0) { $0 + $1.notes }
        // Whatever changes any of them changes how this is shown: it must never seem the same.
        row.position = all.map(\.position).max() ?? position
        return row
    }
}

extension TicketRow {
    /// Some messages are on another ticket from now on, or come from one.
    mutating func apply(_ event: SplitEvent, at position: LogPosition) {
        switch event {
        case .split(let split):
            messages -= split.messages.count
            if waitingSince != nil { waitingSince = split.waitingSince }
            spokenAt = split.spoken
            // What becomes of those is told elsewhere: whoever shows them looks there.
            change(at: position) { $0.revisions += 1 }
        case .detached(let detached):
            messages += detached.messages.count
            openedAt = min(openedAt, detached.openedAt)
            lastAt = detached.lastAt
            waitingSince = detached.waitingSince
            spokenAt = detached.messages.last.map { $0.words ?? $0.position }
        }
    }
}

/// A ticket that is merged with others, as it is by itself; `ticket` has it as it is shown.
///
/// **Shape**: a row of `view_<n>.ticket_part`.
package struct PartRow: Hashable, Sendable {
    package let row: TicketRow
    /// What stands for all of them.
    package let root: TicketID

    package init(row: TicketRow, root: TicketID) {
        self.row = row
        self.root = root
    }
}

extension Sequence<PartRow> {
    /// What stands for all of them, as it is shown; nil if it is not among them.
    package var shown: TicketRow? {
        guard let root = first(where: { $0.row.id == $0.root })?.row else { return nil }
        return root.combined(with: compactMap { $0.row.id == root.id ? nil : $0.row })
    }
}
