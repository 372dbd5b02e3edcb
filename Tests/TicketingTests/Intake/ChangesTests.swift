internal import Identity
internal import Testing
internal import Ticketing

@Suite("What a decision carries")
struct ChangesTests {
    @Test("an event with nothing to seal is about nobody")
    func emptySeal() {
        let new = NewEvent(.ticketClaimed, on: .ticket(ticket), sealing: Personal(), about: .customer(customer))
        #expect(new.personal == nil && new.subject == nil)
        #expect(new == NewEvent(.ticketClaimed, on: .ticket(ticket)))
    }

    @Test(
        "anything personal is sealed, an empty text too",
        arguments: [
            Personal(text: ""), Personal(externalId: "1"), Personal(handle: "h"), Personal(name: "n"),
            Personal(reason: "r"),
        ])
    func seal(personal: Personal) {
        let new = NewEvent(.ticketClaimed, on: .ticket(ticket), sealing: personal, about: .customer(customer))
        #expect(new.personal == personal && new.subject == .customer(customer))
    }

    // "é" as one scalar and as two: equal to Swift's `String ==`, different bytes to the keyed hash of a claim.
    @Test("claims are one if their bytes are: handles that only look alike are two people")
    func canonicallyEquivalentHandles() {
        let composed = "ren\u{e9}"
        let decomposed = "rene\u{301}"
        #expect(composed == decomposed, "otherwise this test shows nothing")
        let pairs: [(Claim, Claim)] = [
            (.customer(network: "x", handle: composed), .customer(network: "x", handle: decomposed)),
            (.author(network: "x", handle: composed), .author(network: "x", handle: decomposed)),
            (.external(channel, id: composed), .external(channel, id: decomposed)),
            (.signal(channel, id: composed), .signal(channel, id: decomposed)),
            (.edit(channel, id: composed, .named("1")), .edit(channel, id: decomposed, .named("1"))),
            (.edit(channel, id: "1", .named(composed)), .edit(channel, id: "1", .named(decomposed))),
            (.edit(channel, id: "1", .words(composed)), .edit(channel, id: "1", .words(decomposed))),
        ]
        for (left, right) in pairs {
            #expect(left != right)
            #expect(Set([left, right, left]).count == 2)
        }
    }

    @Test("claims of different kinds, or of different things, are different")
    func differentClaims() {
        let claims: [Claim] = [
            .customer(network: "x", handle: "a"), .customer(network: "x", handle: "b"),
            .customer(network: "y", handle: "a"), .author(network: "x", handle: "a"),
            .author(network: "x", handle: "b"), .author(network: "y", handle: "a"), .external(channel, id: "a"),
            .external(channel, id: "b"), .external(ChannelID("y:@acme")!, id: "a"), .unresolved(customer, channel),
            .unresolved(stranger, channel), .unresolved(customer, ChannelID("y:@acme")!), .reply(reply(1)),
            .reply(reply(2)), .token(TokenID(reply(1).id)), .token(TokenID(reply(2).id)),
            .signal(channel, id: "a"), .signal(channel, id: "b"), .signal(ChannelID("y:@acme")!, id: "a"),
            .edit(channel, id: "a", .named("1")), .edit(channel, id: "a", .named("2")),
            .edit(channel, id: "a", .words("1")), .edit(channel, id: "b", .named("1")),
            .edit(ChannelID("y:@acme")!, id: "a", .named("1")),
            // What would be the same if the parts were only joined.
            .customer(network: "xa", handle: "b"), .customer(network: "x", handle: "ab"),
        ]
        for (index, left) in claims.enumerated() {
            for (other, right) in claims.enumerated() { #expect((left == right) == (index == other)) }
        }
        #expect(Set(claims + claims).count == claims.count)
    }
}
