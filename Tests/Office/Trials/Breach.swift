package import Identity

/// A rule that did not hold, and where.
package struct Breach: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Rule: String, Sendable, CaseIterable {
        /// A ticket has more than one holder, or was taken from one by whom may not.
        case oneHolder
        /// Somebody holds or was given what their team or profile does not allow.
        case membership
        /// Somebody was given more than they can hold.
        case capacity
        /// Somebody was refused what they could have held.
        case refusal
        /// A rule gave a ticket to somebody else than it says, or with other reasons.
        case choice
        /// A ticket went back to the queue though its holder was there, or not gone for long enough.
        case requeue
        /// A ticket came into a state to which nothing leads.
        case status
        /// A customer has two tickets that wait on one channel, or one thing was recorded twice.
        case once
        /// What a blocked customer opened is in sight.
        case blocked
        /// A ticket began in another queue than its channel's.
        case queue
        /// What is on its way to a customer was let go by nobody who may.
        case approval
        /// Somebody answered though others had spoken whom they had not seen.
        case stale
        /// A draft outlived a customer's message, or more wait than may.
        case draft
        /// A receipt moved a reply back, or an attempt was taken twice.
        case receipt
        /// Merged tickets do not know of each other, or in a ring, or somebody did to a part what is the root's.
        case conversation
        /// A message is on two tickets or on none, or what becomes of it goes elsewhere.
        case split
        /// A macro did some of what it says, or somebody answered with what is not prepared.
        case run
        /// What a crisis has stand still did not, or what it raised did not wait, or stays so behind its end.
        case crisis
        /// A name is two people's, or customers who are one do not know of each other, or in a ring.
        case person
        /// What somebody shows or says of how they were served stands with somebody else, or they are to go where they are.
        case voice
        /// Somebody was told twice of what many complain about, or whom it does not concern.
        case problem
        /// The log's claims are not those of the tickets' states.
        case claims
        /// What the rules fold a stream to is not what the books say.
        case state
        /// The settings contradict each other.
        case settings
        /// A command took effect twice, or its events do not stand together.
        case command
        /// A decision rests on the version of something at which nobody looks.
        case rest
        /// Live projections are not what a replay gives, or not what the books say.
        case projection
        /// Nothing can be done any more: what is refused stays so although nothing has changed.
        case stuck
    }

    package let rule: Rule
    package let position: LogPosition
    package let message: String

    package var description: String { "\(rule.rawValue) at \(position): \(message)" }
}
