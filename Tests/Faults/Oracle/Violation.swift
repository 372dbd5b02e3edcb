/// A promise that was not kept, and where.
package struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// The promises.
    package enum Rule: String, Sendable, CaseIterable {
        /// Acknowledged, and not in the log.
        case lost
        /// In the log, and not what was asked.
        case altered
        /// In the log, and nobody asked.
        case uninvited
        /// The client was told that nothing was written, and it was.
        case refusedButWritten
        /// One command id, or one message of a channel, with two effects.
        case doubled
        /// Positions are not 0, 1, 2, ….
        case positions
        /// Versions of a stream are not 1, 2, 3, ….
        case versions
        /// The answer names another position than the log.
        case wrongAnswer
        /// The same command was answered in two ways.
        case retryDiffers
        /// What was acknowledged before another was asked stands behind it.
        case order
        /// Ranges of a follower leave a hole or overlap.
        case ranges
        /// A follower was shown something else than the log holds.
        case delivery
        /// The projections are not what a fresh replay gives.
        case projection
        /// What is sealed is not what the entry vouches for.
        case seal
        /// The table of commands and the log contradict each other.
        case commandTable
        /// The log contradicts the rules of tickets.
        case domain
        /// Somebody answered what a colleague had answered, or what the customer had added to, and had not seen it.
        case doubleAnswer
        /// Somebody was given more than they can hold.
        case capacity
        /// A draft went out twice, or after its end, or by its author alone.
        case draft
        /// A ticket is in no queue, in two, or in another than the log says.
        case lostTicket
        /// The answer came after the deadline.
        case late
        /// A condition of the scenario itself.
        case scenario
    }

    package var rule: Rule
    package var place: String
    package var message: String

    package init(_ rule: Rule, at place: String, _ message: String) {
        self.rule = rule
        self.place = place
        self.message = message
    }

    package var description: String { "\(rule.rawValue) at \(place): \(message)" }
}
