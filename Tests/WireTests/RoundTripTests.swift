import JSON
import Testing
import Wire

@Suite("Round trips")
struct RoundTripTests {
    /// Sends every sample through its frame and envelope and back.
    private struct RoundTrip: SampleVisitor {
        func envelope(_ frame: [UInt8]) throws -> Envelope {
            var reader = FrameReader()
            reader.append(frame)
            return try Envelope(parsing: #require(try reader.next()))
        }

        func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) throws {
            let id = RequestID.string("r-1")
            guard case .request(let received) = try envelope(MessageEncoder.request(id: id, request)) else {
                Issue.record("\(Request.method.rawValue) came back as something else")
                return
            }
            #expect(received.id == id)
            #expect(received.method == Request.method)
            #expect(try received.decode(as: Request.self) == request)
            for result in results {
                guard case .response(let response) = try envelope(MessageEncoder.result(id: .int(7), result)) else {
                    Issue.record("a result of \(Request.method.rawValue) came back as something else")
                    return
                }
                #expect(response.id == .int(7))
                #expect(try response.decode(as: Request.Response.self) == result)
            }
        }

        func notification<Notification: WireNotification>(_ notification: Notification) throws {
            guard case .notification(let received) = try envelope(MessageEncoder.notification(notification)) else {
                Issue.record("\(Notification.method.rawValue) came back as something else")
                return
            }
            #expect(received.method == Notification.method)
            #expect(try received.decode(as: Notification.self) == notification)
        }
    }

    @Test("every parameter and result comes back as it went")
    func roundTrips() throws {
        try Samples.visit(RoundTrip())
    }

    @Test("a command without a command id cannot be encoded, and its id comes back in lower case")
    func lowersCommandIDs() throws {
        let claim = TicketClaim(commandID: Samples.command.uppercased(), ticket: "t1")
        #expect(try TicketClaim(json: JSONDocument(claim.jsonBytes()).root).commandID == Samples.command)
    }

    @Test("an entry crosses the wire byte for byte, whatever its white space")
    func keepsEntries() throws {
        let odd = Array(#"{ "b":1 , "a" : "\u0041" }"#.utf8)
        let event = LogEvent(position: 3, entry: JSONBytes(trusted: odd), personal: JSONBytes(trusted: odd))
        let back = try LogEvent(json: JSONDocument(event.jsonBytes()).root)
        #expect(back.entry.bytes == odd)
        #expect(back.personal?.bytes == odd)
        #expect(try back.entry.document().root["a"]?.string() == "A")
    }

    @Test("a notification in two parts is the same frame as in one", arguments: [0, 1, 3])
    func sharesTails(count: Int) {
        let covers = LogRange(after: 41, upTo: 44)
        let events = (0..<count).map { LogEvent(position: 42 + Int64($0), entry: Samples.entry) }
        let tail = LogEventsFrame.tail(covers: covers, events: events)
        for subscription in ["s1", "a-much-longer-subscription"] {
            let whole = MessageEncoder.notification(
                LogEvents(subscription: subscription, covers: covers, events: events))
            #expect(LogEventsFrame.head(subscription: subscription, tailBytes: tail.count) + tail == whole)
        }
    }

    @Test("results may gain members, which a client of today ignores")
    func ignoresNewMembers() throws {
        let json = Array(#"{"position":1,"version":2,"mood":"good"}"#.utf8)
        #expect(try TicketVersion(json: JSONDocument(json).root) == TicketVersion(position: 1, version: 2))
    }

    @Test("a result of the wrong shape is the server's fault, and says where")
    func refusesWrongResults() throws {
        let body = Array(#"{"jsonrpc":"2.0","id":1,"result":{"position":"x","version":1}}"#.utf8)
        guard case .response(let response) = try Envelope(parsing: body) else {
            Issue.record("not a response")
            return
        }
        let error = #expect(throws: RPCError.self) { try response.decode(as: TicketVersion.self) }
        #expect(error?.kind == .internalError)
        #expect(error?.message.contains("result.position") == true)
    }
}
