package import Identity
package import Ticketing

/// Why a client does not get what it asked for. Nothing was recorded unless `committed` says otherwise.
package struct DeskError: Error, Hashable, Sendable {
    /// The closed set of reasons.
    package enum Code: Hashable, Sendable {
        /// The token opens nothing.
        case unauthenticated
        /// None of the agent's roles allows this; it needs one of these.
        case forbidden(needs: [Role])
        /// There is no such thing in this workspace; says of which kind.
        case notFound(Kind)
        /// A parameter cannot be meant as it is; says which.
        case invalid(path: String)
        /// Somebody else has the ticket.
        case alreadyClaimed(by: PersonName)
        /// Only who holds the ticket can release it; nil if nobody holds it.
        case notClaimed(heldBy: PersonName?)
        /// The ticket is a team's of which the agent is not.
        case notInTeam(TeamID)
        /// The agent holds as much as they can.
        case atCapacity(PersonName, capacity: Int)
        /// The ticket lacks what its channel demands before it is resolved.
        case incomplete([ClassRequirement])
        /// A template has fields for which there is nothing.
        case missingFields([Skill])
        /// A crisis has it stand still.
        case frozen(CrisisID)
        /// The customer or a colleague has spoken since.
        case staleReply(missed: [ThreadItem])
        /// The ticket's status, or the reply's, does not allow it; says which it is.
        case invalidState(String)
        /// The customer has another ticket on this channel that is not resolved.
        case unresolvedElsewhere(TicketID)
        /// Only a person may do this.
        case personRequired
        /// A connector has this attempt of a reply already; nil if nobody knows which.
        case alreadyTaken(by: PersonName?)
        /// Whoever wrote a draft cannot let it go out.
        case ownDraft
        /// It was merged into another, and this is for what was not.
        case merged(into: UniqueID)
        /// Somebody else has the identity.
        case identityTaken(by: CustomerID)
        /// The external id belongs to something of another kind.
        case externalIdTaken
        /// The command id was used for another request.
        case commandReused
        /// Whom it is about was erased: nothing can be said of them any more.
        case erased
        /// Others kept changing the same thing.
        case contended
        /// The projection did not reach the position in time.
        case notYetVisible
        case unavailable
        case overloaded
        /// It may have been recorded: only repeating the same command tells.
        case outcomeUnknown
        /// The server is stopping.
        case closed
        /// A fault of ours; the log of the server says more.
        case `internal`
    }

    /// What was not found.
    package enum Kind: String, Hashable, Sendable {
        case ticket, customer, reply, agent, workspace, token, team, template, article, macro, crisis
        case message
        case problem
    }

    package let code: Code
    /// One sentence for the person at the client: what is wrong and what to do. Holds nothing personal.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
