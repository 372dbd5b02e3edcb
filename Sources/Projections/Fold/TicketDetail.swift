package import Identity
package import Ticketing

/// What the views know of the few tickets of which there is more to know. A class, because rows are copied often and nearly
/// none of them has one.
///
/// **Shape**: a row of `view_<n>.ticket_detail`.
package final class TicketDetail: Hashable, Sendable {
    /// What it says. Nothing is set in one that would say nothing.
    package struct Facts: Hashable, Sendable {
        /// The language of what opened the ticket; nil if nobody said.
        package var language: Language?
        /// How often a message was edited or withdrawn, or some were given to another ticket.
        package var revisions = 0
        /// Who wants to know when the customer writes. Sorted, each once.
        package var followers: [AgentID] = []
        package var priority = TicketPriority.normal
        package var classes = TicketClasses()
        /// How many of its replies are a template's words and nobody's own.
        package var canned = 0
        /// Of which ticket it is a part; nil if of none.
        package var mergedInto: TicketID?
        /// What was merged into it, and not what was merged into those. Sorted, each once.
        package var parts: [TicketID] = []
        package var problem: ProblemID?
        /// From which problems it was taken. Sorted, each once.
        package var leftProblems: [ProblemID] = []

        package init(language: Language? = nil) { self.language = language }
    }

    /// Where the last event stands that changed it.
    package let position: LogPosition
    package let facts: Facts

    package init(position: LogPosition, facts: Facts) {
        self.position = position
        self.facts = facts
    }

    convenience init(position: LogPosition, language: Language) {
        self.init(position: position, facts: Facts(language: language))
    }

    package static func == (left: TicketDetail, right: TicketDetail) -> Bool {
        left === right || left.position == right.position && left.facts == right.facts
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(position)
        hasher.combine(facts)
    }
}
