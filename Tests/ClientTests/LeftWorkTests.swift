import Testing

@testable internal import Client
@testable internal import Wire

@Suite("Replies that were left")
struct LeftWorkTests {
    private static func item(_ reply: String, _ text: String?) -> WireOutboxItem {
        WireOutboxItem(
            reply: reply, attempt: 1, ticket: "t", channel: "x:@acme", delivery: .requested,
            to: WireCustomer(id: "c"), text: text, position: 1, at: .max)
    }

    @Test("go out as they are when they are tried again, under the same commands; what was sent is only told")
    func renewed() {
        var left = Outbox.LeftWork()
        let erased = Outbox.Work(Self.item("erased", "Hello Ann"), wasThere: true)
        let gone = Outbox.Work(Self.item("gone", "Hello"), wasThere: true)
        var sent = Outbox.Work(Self.item("sent", "Hello"), wasThere: true)
        sent.outcome = .sent(externalID: "1")
        for work in [erased, gone, sent] { left.add(work) }
        #expect(left.unsent == ["erased/1", "gone/1"])
        left.renew(with: ["erased/1": Self.item("erased", nil)])
        let (first, second) = (left.removeFirst(), left.removeFirst())
        #expect(first?.takingID == erased.takingID && first?.words.text == nil)
        #expect(second?.tellingID == sent.tellingID && second?.words.text == "Hello" && left.isEmpty)
    }
}
