internal import Identity
internal import Ticketing

// Swift Testing and Swift itself have types of these names; in these tests ours are meant.
typealias Actor = Ticketing.Actor
typealias Tag = Ticketing.Tag

/// A person who answers customers.
let alice = Actor(id: AgentID(.numbered(0xa1)), kind: .human)
/// A colleague of Alice.
let bob = Actor(id: AgentID(.numbered(0xb0)), kind: .human)
/// A new colleague, whose replies are looked at.
let theo = Actor(id: AgentID(.numbered(0x7e0)), kind: .human)
/// A bot that drafts.
let robo = Actor(id: AgentID(.numbered(0xb07)), kind: .bot)
/// The connector that carries messages in and receipts back.
let hook = Actor(id: AgentID(.numbered(0xc0)), kind: .connector)
/// Somebody who answers outside Carelog.
let carol = AgentID(.numbered(0xca))

/// Whose ticket it is.
let customer = CustomerID(.numbered(0xc1))
/// Somebody else who writes to the brand.
let stranger = CustomerID(.numbered(0xc2))

/// The ticket that the rules are tried on.
let ticket = TicketID(.numbered(0x71))
/// Another ticket, of whoever the test says.
let otherTicket = TicketID(.numbered(0x72))
/// The id that a new ticket would get.
let newTicket = TicketID(.numbered(0x73))

/// Where the ticket's conversation is held.
let channel = ChannelID("x:@acme")!

/// The teams that tickets are given to.
let billing = TeamID("billing")!
let shipping = TeamID("shipping")!

/// The time of day, unless a test says another.
let noon = Instant("2026-11-21T12:00:00Z")!

/// The claim that a ticket holds until it is resolved.
let unresolved = Claim.unresolved(customer, channel)

/// The claim of who has the ticket while it waits for us.
func held(by agent: AgentID) -> Claim { .held(agent, network: "x", ticket) }

/// Why a rule of this team gave something to somebody; what it compared is left out.
func decision(for team: TeamID) -> AssignmentDecision {
    AssignmentDecision(
        team: team, rule: [.knows], language: .ignored, policy: StreamVersion(1), asOf: at(1), at: noon, skills: [],
        speaks: nil, declined: [], eligible: 1, candidates: [])
}

/// An agent of whom a test says what they can do; online, with a session.
func agent(
    _ actor: Actor, teams: [TeamID] = [billing], skills: [String] = [], languages: [String] = [], capacity: Int? = nil,
    networks: [String: Int] = [:]
) -> AgentState {
    var state = AgentState(
        id: actor.id, kind: actor.kind, roles: [.agent], version: StreamVersion(2), position: at(1))
    state.profile = AgentProfile(
        teams: teams, skills: skills.map { Skill($0)! }, languages: languages.map { Language($0)! },
        capacity: Capacity(
            all: capacity, networks: networks.sorted { $0.key < $1.key }.map { .init(network: $0.key, max: $0.value) }))
    state.availability = AgentAvailability(.online)
    state.isConnected = true
    return state
}

/// The reply of this number.
func reply(_ number: UInt64) -> ReplyID { ReplyID(.numbered(0x5e00 + number)) }
/// The message of this number.
func message(_ number: UInt64) -> MessageID { MessageID(.numbered(0x3e00 + number)) }
/// The note of this number.
func note(_ number: UInt64) -> NoteID { NoteID(.numbered(0x4e00 + number)) }
/// Tags by name; a malformed one is the test's own mistake.
func tags(_ names: String...) -> [Tag] { names.map { Tag($0)! } }
/// Where the event of this number stands in the given history; positions between belong to other streams.
func at(_ number: Int) -> LogPosition { LogPosition(Int64(number) * 10) }

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}

extension TicketState {
    /// What a ticket that is merged with none claims.
    var claims: Set<Claim> { Set([self].claims) }
}
