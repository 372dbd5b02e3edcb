internal import Identity
internal import Testing
internal import Ticketing

@Suite("Names of streams and subjects")
struct StreamIDTests {
    @Test("a stream is read and written by its name", arguments: streams)
    func stream(name: String, stream: StreamID) {
        #expect(stream.description == name)
        #expect(StreamID(name) == stream)
    }

    static let streams: [(String, StreamID)] = [
        ("workspace/\(text)", .workspace(WorkspaceID(id))), ("agent/\(text)", .agent(AgentID(id))),
        ("customer/\(text)", .customer(CustomerID(id))), ("ticket/\(text)", .ticket(TicketID(id))),
        ("problem/\(text)", .problem(ProblemID(id))),
        ("channel/x:@acme", .channel(channel)), ("channel/web:a/b", .channel(ChannelID("web:a/b")!)),
    ]

    @Test(
        "anything else is no stream",
        arguments: [
            "", "/", "ticket", "ticket/", "ticket/1", "/\(text)", "tickets/\(text)", "Ticket/\(text)",
            "ticket/\(text)/", "ticket//\(text)", " ticket/\(text)", "ticket/\(text) ", "channel/", "channel/x",
            "channel/@acme", "channel/X:@acme", "post/\(text)", text,
        ])
    func noStream(name: String) { #expect(StreamID(name) == nil) }

    @Test("a ticket's stream is not a customer's of the same bits")
    func kinds() {
        #expect(Set(Self.streams.map(\.1)).count == Self.streams.count)
    }

    @Test("a subject is a customer or an agent, by the name of their stream")
    func subjects() {
        #expect(Subject("customer/\(text)") == .customer(CustomerID(id)))
        #expect(Subject("agent/\(text)") == .agent(AgentID(id)))
        #expect(Subject.customer(CustomerID(id)).description == "customer/\(text)")
        #expect(Subject.agent(AgentID(id)).description == "agent/\(text)")
        #expect(Subject.customer(CustomerID(id)).id == id && Subject.agent(AgentID(id)).id == id)
    }

    @Test(
        "nobody else is a subject",
        arguments: ["", "ticket/\(text)", "workspace/\(text)", "channel/x:@acme", "customer/", "customer", text])
    func noSubject(name: String) { #expect(Subject(name) == nil) }
}

private let text = "01928aef-0c4d-7bcd-af01-23456789abcd"
private let id = UniqueID(high: 0x0192_8aef_0c4d_7bcd, low: 0xaf01_2345_6789_abcd)
