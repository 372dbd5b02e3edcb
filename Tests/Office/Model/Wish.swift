internal import Identity
internal import Ticketing

/// What somebody wants of the office, with the ids that it would bring.
enum Wish: Sendable {
    case write(Letter)
    case record(Letter, by: AgentID, as: ReplyID)
    case edit(externalId: String, ChannelID, revision: String)
    case withdraw(externalId: String, ChannelID)
    case ticket(TicketID, TicketCommand)
    case merge(TicketID, into: TicketID)
    case unmerge(TicketID)
    /// Sets what is prepared under a name; nil retires it.
    case prepare(MaterialDocument?, as: MaterialID)
    case answer(TicketID, with: Skill, as: ReplyID, isDraft: Bool, seen: LogPosition?)
    case run(Skill, on: TicketID, as: ReplyID, seen: LogPosition?)
    case see(to: CrisisStep, for: Crisis)
    case customer(LinkWish)
    case signal(Sign)
    case feedback(Opinion)
    case problem(OfProblem)
    case tell(TicketID, Telling)
    case split(TicketID, [MessageID], into: TicketID)
    case block(CustomerID, Bool)
    case setting(SettingCommand)
    case agent(AgentID, AgentCommand)
    /// The rule of a team gives out what waits in its queue.
    case giveOut(TeamID)
    /// What somebody holds who is gone goes back to the queue.
    case takeBack

    /// Something that somebody did on a network.
    struct Sign: Sendable {
        let channel: ChannelID
        let externalId: String
        let handle: String
        /// On what; nil if on nothing that was written.
        let object: Claim?
        /// The id that is new if it needs one.
        let customer: CustomerID
    }

    /// How content somebody is, with what was said on a ticket, or with a reply.
    struct Opinion: Sendable {
        let channel: ChannelID
        let externalId: String
        let ticket: TicketID
        let reply: ReplyID?
    }

    enum OfProblem: Sendable {
        case open(ProblemID)
        case close(ProblemID)
        case notice(ProblemID, resolves: Bool)
    }

    /// What the customer of one ticket is told.
    struct Telling: Sendable {
        let problem: ProblemID
        let noticed: ProblemNoticed
        /// Where that was said.
        let at: LogPosition
        let reply: ReplyID
    }

    /// Something that is written on a network.
    struct Letter: Sendable {
        let channel: ChannelID
        let handle: String
        let externalId: String
        let answers: String?
        let language: Language?
        /// The ids that are new if it needs them.
        let customer: CustomerID
        let ticket: TicketID
        let message: MessageID
    }

    /// Who is told what.
    var told: Books.Telling? {
        guard case .tell(let ticket, let telling) = self else { return nil }
        return Books.Telling(
            ticket: ticket, problem: telling.problem, notice: telling.at, resolves: telling.noticed.resolves)
    }

    /// Of whom it speaks as a network does.
    var identity: CustomerIdentity? {
        switch self {
        case .write(let letter), .record(let letter, _, _):
            CustomerIdentity(network: letter.channel.network, handle: letter.handle)
        case .signal(let sign): CustomerIdentity(network: sign.channel.network, handle: sign.handle)
        case .customer(.link(_, let identity)), .customer(.unlink(_, let identity)): identity
        default: nil
        }
    }

    /// Whether a supervisor may do it though it is more than somebody can hold.
    var mayExceed: Bool {
        if case .ticket(_, .assign(agent: .some, _)) = self { return true }
        return false
    }
}
