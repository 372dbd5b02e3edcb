import JSON
import Testing
import Wire

@Suite("Session messages")
struct SessionTests {
    private func parse(_ text: String) throws -> Envelope { try Envelope(parsing: Array(text.utf8)) }

    @Test("the hello of the design is understood")
    func readsHello() throws {
        let envelope = try parse(
            #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[1],"token":"cl_x","#
                + #""client":{"name":"desk","version":"1.2"}}}"#)
        guard case .request(let request) = envelope else {
            Issue.record("not a request: \(envelope)")
            return
        }
        #expect(request.id == .int(1))
        #expect(request.method == .sessionHello)
        let hello = try request.decode(as: SessionHello.self)
        #expect(hello == SessionHello(token: "cl_x", client: WireProduct(name: "desk", version: "1.2")))
        #expect(hello.agreedVersion == 1)
    }

    @Test("a hello from the future is understood as far as it speaks our version")
    func readsFutureHello() throws {
        let envelope = try parse(
            #"{"jsonrpc":"2.0","id":"a","method":"session.hello","params":{"protocol":[1,9],"token":"t","resume":{},"#
                + #""client":{"name":"n","version":"v","os":"plan9"}}}"#)
        guard case .request(let request) = envelope else {
            Issue.record("not a request: \(envelope)")
            return
        }
        #expect(try request.decode(as: SessionHello.self).agreedVersion == 1)
        #expect(
            SessionHello(protocolVersions: [9], token: "t", client: WireProduct(name: "n", version: "v")).agreedVersion
                == nil)
    }
}
