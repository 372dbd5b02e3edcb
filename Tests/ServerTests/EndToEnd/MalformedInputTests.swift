internal import Client
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

/// One thing that nobody should send.
struct Malformed: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// The kinds of the errors that come back, in order.
    let errors: [String]
    /// Whether the connection goes on.
    var goesOn = false

    var testDescription: String { name }

    static func frame(_ name: String, _ body: [UInt8], _ errors: String..., goesOn: Bool = false) -> Malformed {
        Malformed(name: name, bytes: Frame.wrap(body), errors: errors, goesOn: goesOn)
    }

    static func text(_ name: String, _ body: String, _ errors: String..., goesOn: Bool = false) -> Malformed {
        Malformed(name: name, bytes: Frame.wrap(Array(body.utf8)), errors: errors, goesOn: goesOn)
    }

    private static func claim(_ params: String) -> String {
        #"{"jsonrpc":"2.0","id":9,"method":"ticket.claim","params":\#(params)}"#
    }

    static let afterHello: [Malformed] = [
        Malformed(name: "an oversized frame", bytes: [0, 0x10, 0, 1] + Array("{".utf8), errors: ["too_large"]),
        Malformed(name: "four gigabytes announced", bytes: [0xff, 0xff, 0xff, 0xff], errors: ["too_large"]),
        Malformed(name: "an empty frame", bytes: [0, 0, 0, 0], errors: ["invalid_request"]),
        Malformed(name: "HTTP", bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8), errors: ["too_large"]),
        .frame("bytes that are not UTF-8", Array(#"{"a":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8), "parse_error"),
        .text("no JSON", "hello there", "parse_error"),
        .text("half of JSON", #"{"jsonrpc":"2.0","id":9"#, "parse_error"),
        .text(
            "thirty-three levels", String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "parse_error"),
        .text("a key twice", #"{"jsonrpc":"2.0","id":9,"id":9,"method":"inbox.list"}"#, "parse_error"),
        .text("a fraction", #"{"jsonrpc":"2.0","id":1.5,"method":"inbox.list"}"#, "parse_error"),
        .text("a batch", "[]", "invalid_request"),
        .text("no object", "7", "invalid_request"),
        .text("no version", #"{"id":9,"method":"inbox.list"}"#, "invalid_request", goesOn: true),
        .text("a null id", #"{"jsonrpc":"2.0","id":null,"method":"inbox.list"}"#, "invalid_request"),
        .text("parameters by place", claim("[]"), "invalid_request", goesOn: true),
        .text("a command without an id", #"{"jsonrpc":"2.0","method":"ticket.claim","params":{}}"#, "invalid_request"),
        .text(
            "an unknown method", #"{"jsonrpc":"2.0","id":9,"method":"ticket.burn"}"#, "method_not_found", goesOn: true),
        .text("missing parameters", claim("{}"), "invalid_params", goesOn: true),
        .text(
            "a wrong type", claim(#"{"commandId":7,"ticket":"t"}"#), "invalid_params", goesOn: true),
        .text(
            "an unknown parameter",
            claim(#"{"commandId":"00000000-0000-4000-8000-000000000001","ticket":"t","force":true}"#),
            "invalid_params", goesOn: true),
        .text(
            "an id that is none of ours",
            claim(#"{"commandId":"00000000-0000-4000-8000-000000000001","ticket":"t"}"#), "invalid_params", goesOn: true
        ),
        .text(
            "a ticket that is not there",
            claim(
                #"{"commandId":"00000000-0000-4000-8000-000000000001","ticket":"00000000-0000-7000-8000-000000000002"}"#
            ),
            "not_found", goesOn: true),
        .text(
            "a method of another role",
            #"{"jsonrpc":"2.0","id":9,"method":"log.read","params":{"after":-1}}"#, "forbidden", goesOn: true),
        .text(
            "a connector's command",
            #"{"jsonrpc":"2.0","id":9,"method":"post.record","params":{}}"#, "forbidden", goesOn: true),
        .text("a second hello", RawConnection.hello("cl_x"), "invalid_request", goesOn: true),
    ]

    static let beforeHello: [Malformed] = [
        Malformed(name: "an oversized frame", bytes: [0, 0, 0x40, 1], errors: ["too_large"]),
        Malformed(name: "an empty frame", bytes: [0, 0, 0, 0], errors: ["invalid_request"]),
        .text("no JSON", "hello there", "parse_error"),
        .text(
            "a call", #"{"jsonrpc":"2.0","id":9,"method":"inbox.list","params":{"view":"open"}}"#, "hello_required"),
        .text("a ping", #"{"jsonrpc":"2.0","method":"session.ping","params":{}}"#, "hello_required"),
        .text("a wrong token", RawConnection.hello("cl_wrong"), "unauthenticated"),
        .text(
            "a protocol of the future",
            #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[2],"token":"t","client":{"name":"t","version":"1"}}}"#,
            "unsupported_protocol"),
        .text(
            "hello without a token",
            #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[1],"client":{"name":"t","version":"1"}}}"#,
            "invalid_params", goesOn: true),
    ]
}

@Suite("Malformed input", .timeLimit(.minutes(5)))
struct MalformedInputTests {
    @Test(
        "after hello gets its documented error, the server goes on, and nothing is written",
        arguments: Malformed.afterHello)
    func afterHello(input: Malformed) async throws {
        let team = try await Team.create()
        let before = try await team.head()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.agent))
            await raw.send(bytes: input.bytes)
            for kind in input.errors { #expect(try await raw.next()?.errorKind == kind) }
            await raw.send(#"{"jsonrpc":"2.0","id":"after","method":"workspace.stats","params":{}}"#)
            let after = try await raw.next()
            #expect((after?["result"] != nil) == input.goesOn)
            if !input.goesOn { #expect(after == nil, "the connection is closed") }
        }
        #expect(try await team.head() == before)
        let client = try await team.connect(.agent)
        #expect(try await client.call(InboxList(view: .open)).tickets.isEmpty)
        await client.close()
    }

    @Test("before hello gets its documented error, and the server goes on", arguments: Malformed.beforeHello)
    func beforeHello(input: Malformed) async throws {
        let team = try await Team.create()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            await raw.send(bytes: input.bytes)
            for kind in input.errors { #expect(try await raw.next()?.errorKind == kind) }
            if input.goesOn {
                try await raw.hello(team.token(.agent))
            } else {
                #expect(try await raw.next() == nil, "the connection is closed")
            }
        }
        try await team.connect(.agent).close()
    }

    @Test("cut off in the middle of a frame harms nobody")
    func truncated() async throws {
        let team = try await Team.create()
        let before = try await team.head()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.connector))
            await raw.send(bytes: [0, 0, 1, 0] + Array(#"{"jsonrpc":"2.0","id":1,"method":"message.re"#.utf8))
        }
        #expect(try await team.head() == before)
        try await team.connect(.agent).close()
    }

    @Test("names the parameter at fault")
    func path() async throws {
        let team = try await Team.create()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.agent))
            let params = #"{"commandId":"00000000-0000-4000-8000-000000000001","ticket":"t","tags":["a","B c"]}"#
            await raw.send(#"{"jsonrpc":"2.0","id":1,"method":"ticket.tag","params":\#(params)}"#)
            #expect(try await raw.next()?["error"]?["data"]?["path"]?.stringValue == "params.tags[1]")
        }
    }

    @Test("in the shape of many frames at once, sent byte by byte, is read all the same")
    func dribble() async throws {
        let team = try await Team.create()
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.agent))
            let one = #"{"jsonrpc":"2.0","id":1,"method":"workspace.stats"}"#
            let two = #"{"jsonrpc":"2.0","id":2,"method":"workspace.stats"}"#
            for byte in Frame.wrap(Array(one.utf8)) { await raw.send(bytes: [byte]) }
            await raw.send(bytes: Frame.wrap(Array(two.utf8)) + Frame.wrap(Array(one.utf8)))
            var ids: [Int64?] = []
            for _ in 0..<3 { ids.append(try await raw.next()?["id"]?.intValue) }
            #expect(ids.compactMap { $0 }.sorted() == [1, 1, 2])
        }
    }
}
