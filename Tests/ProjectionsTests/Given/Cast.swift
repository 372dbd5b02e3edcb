internal import Identity
internal import Ticketing

// Swift Testing and Swift itself have types of these names; in these tests ours are meant.
typealias Actor = Ticketing.Actor
typealias Tag = Ticketing.Tag

let alice = Actor(id: AgentID(.numbered(0xa1)), kind: .human)
let bob = Actor(id: AgentID(.numbered(0xb0)), kind: .human)
let robo = Actor(id: AgentID(.numbered(0xb07)), kind: .bot)
let hook = Actor(id: AgentID(.numbered(0xc0)), kind: .connector)

let customer = CustomerID(.numbered(0xc1))
let ticket = TicketID(.numbered(0x71))
let channel = ChannelID("x:@acme")!
let billing = TeamID("billing")!
let shipping = TeamID("shipping")!

/// The time of day, unless a test says another.
let noon = Instant("2026-11-21T12:00:00Z")!

/// So many seconds after noon; in a given history, when the event at that position was recorded.
func second(_ number: Int64) -> Instant { noon.advanced(bySeconds: number) }
/// The reply of this number.
func reply(_ number: UInt64) -> ReplyID { ReplyID(.numbered(0x5e00 + number)) }
/// Tags by name; a malformed one is the test's own mistake.
func tags(_ names: String...) -> [Tag] { names.map { Tag($0)! } }

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}
