internal import Identity
internal import Ticketing

/// The office's books: what is so, kept by hand from the events alone, by somebody who has never seen the rules' code.
///
/// It asks none of `TicketState`, `AgentState`, `Rulebook`, `Roster` or `Changes`: what they say is compared with this.
struct Books {
    var tickets: [TicketID: Sheet] = [:]
    var people: [AgentID: Person] = [:]
    var customers: [CustomerID: Client] = [:]
    /// Who is called what on the networks.
    var names: [CustomerIdentity: Name] = [:]
    var rules = Rules()
    var materials: [MaterialID: Prepared] = [:]
    var troubles: [CrisisID: Trouble] = [:]
    /// Commands and external ids that were recorded, and attempts that were taken.
    var done = Done()
    /// What who approves says that they have seen, which the event does not say.
    var vouched: LogPosition?
    /// What the one who asks calls a customer, which the event does not say either.
    var asked: CustomerIdentity?
    /// The reply that feedback was named to be about.
    var named: ReplyID?
    /// What is told to whom, if it is for a problem.
    var telling: Telling?
    var told: Set<Telling> = []
    /// Whether each is over.
    var problems: [ProblemID: Bool] = [:]
    /// How often customers said how content they are, and were asked to go elsewhere.
    var voices = 0
    var switches = 0

    struct Done {
        var commands: Set<CommandID> = []
        var messages: Set<MessageID> = []
        /// The last command that wrote, whose events may go on.
        var last: CommandID?
        /// Assignments that it has made by a rule, in order.
        var given: [(agent: AgentID, network: String)] = []
        /// Tickets that it opened, or opened again.
        var opened: Set<TicketID> = []
        /// Drafts that it ended because of a message.
        var lapsed: [(ticket: TicketID, message: MessageID)] = []
        /// Tickets that it split off, from what, until that says so.
        var detached: [TicketID: TicketID] = [:]
        /// Customers that it made one with another, or two again, until that one says so.
        var joined: [CustomerID: CustomerID] = [:]
        /// What is to ask a customer to go elsewhere.
        var promised: ReplyID?
        /// Where it began.
        var first = LogPosition.beforeAll
    }

    struct Rules {
        var version = 0
        var policy = PolicySettings()
        var teams: [TeamID: TeamSettings] = [:]
        var channels: [ChannelID: ChannelSettings] = [:]
    }

    /// What is prepared under a name; nil once it is retired.
    struct Prepared {
        var version = 0
        var document: MaterialDocument?
    }

    struct Person {
        var profile: AgentProfile?
        var chosen: AgentAvailability?
        var isHere = false
        var goneSince: Instant?
        var lastGiven: LogPosition?
    }

    /// One ticket.
    struct Sheet {
        let customer: CustomerID
        let channel: ChannelID
        var status = "open"
        var holder: AgentID?
        var team: TeamID?
        var isSpam = false
        /// Whether somebody called it spam, and not only a block.
        var isJudged = false
        /// From 0 for low to 3 for urgent.
        var urgency = 1
        /// Which crisis made it so urgent.
        var raise: Raise?
        var tags: Set<Tag> = []
        /// Those that it had at any time.
        var everTagged: Set<Tag> = []
        var outcome: Skill?
        let language: Language?
        var declined: Set<AgentID> = []
        var wakes: Instant?
        /// Where the customer last spoke.
        var heard = LogPosition.beforeAll
        /// Where the words stand that were said last.
        var words = LogPosition.beforeAll
        /// Where each agent last spoke.
        var spoken: [AgentID: LogPosition] = [:]
        var papers: [ReplyID: Paper] = [:]
        /// Drafts that wait, in their order.
        var waiting: [ReplyID] = []
        var followers: Set<AgentID> = []
        var last = LogPosition.beforeAll
        var version = 0
        /// Whether anything has come behind what opened it.
        var isBegun = false
        /// What it is part of, and what is part of it.
        var into: TicketID?
        var parts: Set<TicketID> = []
        /// Whether it ever was one with another.
        var wasMerged = false
        /// How often the customer wrote.
        var messages = 0
        /// How often they wrote to it, whatever became of that.
        var received = 0
        /// Of what it is, and of what it is not.
        var problem: ProblemID?
        var left: Set<ProblemID> = []
        /// What was said on it, the first first.
        var lines: [Line] = []
        /// What it was split from.
        var from: TicketID?

        /// Whether anybody but one has spoken after a position.
        func isNews(after seen: LogPosition, to agent: AgentID) -> Bool {
            heard > seen || spoken.contains { $0.key != agent && $0.value > seen }
        }
    }

    /// One reply.
    struct Paper {
        let author: AgentID
        let seen: LogPosition?
        /// `draft`, `rejected`, `lapsed`, or how far it has come.
        var stage: String
        var words: LogPosition
        var attempt: Int
        var taken: Set<Int> = []
        /// Who answers for it, when and where they said it; nil of what waits.
        var answers: AgentID?
        var said: Instant?
        var saidAt = LogPosition.beforeAll
        var isByPerson = false
        var isOut: Bool { attempt > 0 }
    }

    /// How much somebody holds, by counting.
    func load(of agent: AgentID, on network: String? = nil) -> Int {
        tickets.count { id, sheet in
            sheet.holder == agent && fillsHands(id) && (network == nil || sheet.channel.network == network)
        }
    }

    /// Whether somebody waits behind what a ticket stands for; it may be nobody's.
    func fillsHands(_ ticket: TicketID) -> Bool {
        tickets[ticket]?.into == nil && members(of: ticket).contains { $0.status == "open" && !$0.isSpam }
    }

    /// What stands for a ticket.
    func root(of ticket: TicketID) -> TicketID {
        var root = ticket
        for _ in 0...tickets.count {
            guard let into = tickets[root]?.into else { break }
            root = into
        }
        return root
    }

    /// Whether a ticket is one of these, or merged with one of them.
    func isNear(_ ticket: TicketID, _ others: Set<TicketID>) -> Bool {
        let root = root(of: ticket)
        return others.contains { self.root(of: $0) == root }
    }

    /// Everything that the same ticket stands for.
    func members(of ticket: TicketID) -> [Sheet] {
        let root = root(of: ticket)
        return tickets.filter { $0.value.into == nil ? $0.key == root : self.root(of: $0.key) == root }.map(\.value)
    }

    /// Whether all of a conversation is kept apart.
    func shownAsSpam(_ root: TicketID) -> Bool { shownSheets(of: root).allSatisfy(\.isSpam) }

    /// What a conversation is shown by: those that are kept apart are not looked at unless all of them are.
    func shownSheets(of root: TicketID) -> [Sheet] {
        let all = tickets.filter { self.root(of: $0.key) == root }.values
        let heard = all.filter { !$0.isSpam }
        return heard.isEmpty ? Array(all) : heard
    }

    func shownStatus(of root: TicketID) -> String {
        let heard = shownSheets(of: root)
        return ["open", "snoozed", "pending"].first { status in heard.contains { $0.status == status } } ?? "resolved"
    }

    /// What a channel says of who answers alone.
    func mayAnswerAlone(_ kind: AgentKind, _ roles: [Role], on channel: ChannelID) -> Bool {
        if kind == .bot, isFrozen(.automation, on: channel) { return false }
        let alone = rules.channels[channel]?.alone ?? [.agent, .supervisor]
        if kind == .bot { return alone.contains(.bot) }
        if roles.contains(.trainee) { return alone.contains(.trainee) }
        return alone.contains { roles.contains($0) }
    }
}
