internal import Ticketing

/// What a page can be narrowed to by team, tag, channel and priority, in one word: any of them, but not a channel alone.
///
/// A tag is one of many that a ticket has, so no index of tickets has a stretch for it; and two filters that are common may
/// have next to nothing in common. So tables keep a row for each combination that finds a ticket: most tickets have none, one
/// with a team or a tag has two, one with a team and three tags fourteen; twice as many and two more if it is not of the
/// normal priority, which alone has no filter.
///
/// **Shape**: `tag=`, `team=`, `channel=` and `priority=` with their names, in this order, between them U+001F, which no name
/// holds.
enum TicketFilter {
    /// Nil if nothing is asked for but a channel, which tickets have indexes for.
    static func key(channel: ChannelID?, team: TeamID?, tag: Tag?, priority: TicketPriority? = nil) -> String? {
        if team == nil && tag == nil && priority == nil { return nil }
        let parts = [
            tag.map { "tag=\($0)" }, team.map { "team=\($0)" }, channel.map { "channel=\($0)" },
            priority.map { "priority=\($0.rawValue)" },
        ]
        return parts.compactMap { $0 }.joined(separator: "\u{1f}")
    }
}

extension TicketRow {
    /// Whether any filter but its channel finds it.
    var isFiltered: Bool { team != nil || !tags.isEmpty || filteredPriority != nil }

    /// What a filter finds it by; the normal one is none.
    private var filteredPriority: TicketPriority? {
        detail.flatMap { $0.facts.priority == .normal ? nil : $0.facts.priority }
    }

    /// Every filter that finds it.
    var filters: [String] {
        guard isFiltered else { return [] }
        let teams = team == nil ? [nil] : [nil, team]
        let priorities = filteredPriority == nil ? [nil] : [nil, filteredPriority]
        return ([nil] + tags.map(Optional.some)).flatMap { tag in
            teams.flatMap { team in
                priorities.flatMap { priority in
                    [nil, channel].compactMap {
                        TicketFilter.key(channel: $0, team: team, tag: tag, priority: priority)
                    }
                }
            }
        }
    }
}
