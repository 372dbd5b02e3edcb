internal import Identity
internal import Ticketing

// Swift Testing and Swift itself have types of these names; in these tests ours are meant.
typealias Actor = Ticketing.Actor
typealias Tag = Ticketing.Tag

let alice = AgentID(.numbered(0xa1))
let carol = AgentID(.numbered(0xca))
let customer = CustomerID(.numbered(0xc1))
let ticket = TicketID(.numbered(0x7a))
let otherTicket = TicketID(.numbered(0x72))
let channel = ChannelID("x:@Acme/\u{e9}")!
let noon = Instant("2026-11-21T12:00:00Z")!

/// Tags by name; a malformed one is the test's own mistake.
func tags(_ names: String...) -> [Tag] { names.map { Tag($0)! } }

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}
