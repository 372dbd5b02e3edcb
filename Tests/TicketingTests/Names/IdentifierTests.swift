internal import Identity
internal import Testing
internal import Ticketing

@Suite("Ids of our kinds of things")
struct IdentifierTests {
    @Test("every kind of id is read from the same text and wraps the same bits")
    func kinds() {
        let id = UniqueID.numbered(7)
        let text = id.description
        #expect(CustomerID(text)?.id == id && AgentID(text)?.id == id && MessageID(text)?.id == id)
        #expect(ReplyID(text)?.id == id && NoteID(text)?.id == id && PostID(text)?.id == id)
        #expect(TokenID(text)?.id == id && TokenID("7")?.id == nil)
        #expect(TicketID(.zero) < TicketID(id) && !(TicketID(id) < TicketID(id)))
    }
}
