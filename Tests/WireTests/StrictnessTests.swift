import JSON
import Testing
import Wire

@Suite("Strictness")
struct StrictnessTests {
    /// Takes members away from every sample of parameters, and adds one.
    private struct Strictness: SampleVisitor {
        let methods: [JSONValue]

        /// The error that the members would meet as parameters; nil if they are accepted.
        func refusal<Request: WireRequest>(of members: [JSONMember], as type: Request.Type) throws -> RPCError? {
            let frame = MessageEncoder.request(id: .int(1), method: Request.method.rawValue, params: .object(members))
            guard case .request(let request) = try Envelope(parsing: Array(frame.dropFirst(Frame.prefixBytes))) else {
                return RPCError(.invalidRequest)
            }
            do throws(RPCError) {
                _ = try request.decode(as: Request.self)
                return nil
            } catch { return error }
        }

        func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) throws {
            let name = Request.method.rawValue
            let members = try #require(JSONValue(parsing: request.jsonBytes()).objectValue)
            #expect(try refusal(of: members, as: Request.self) == nil, "\(name)")

            let added = try refusal(of: members + [JSONMember("zzz", nil)], as: Request.self)
            #expect((added == nil) == (Request.method == .sessionHello), "\(name) with an unknown member")
            #expect(added == nil || added?["path"] == "params.zzz", "\(name)")

            let schema = methods.first { $0["name"]?.stringValue == name }
            let required = schema?["params"]?["required"]?.strings ?? []
            // Of which there must be exactly one.
            let alternatives = (schema?["params"]?["oneOf"]?.arrayValue ?? []).flatMap { $0["required"]?.strings ?? [] }
            for member in members where !alternatives.contains(member.key) {
                let without = try refusal(of: members.filter { $0.key != member.key }, as: Request.self)
                if required.contains(member.key) {
                    #expect(without?["reason"] == "missing", "\(name) without \(member.key)")
                    #expect(without?["path"] == .string("params.\(member.key)"), "\(name)")
                } else {
                    #expect(without == nil, "\(name) without \(member.key)")
                }
                let replaced = members.map { $0.key == member.key ? JSONMember($0.key, [[]]) : $0 }
                #expect(try refusal(of: replaced, as: Request.self)?.kind == .invalidParams, "\(name).\(member.key)")
            }
        }

        func notification<Notification: WireNotification>(_ notification: Notification) throws {
            var members = try #require(JSONValue(parsing: notification.jsonBytes()).objectValue)
            members.append(JSONMember("zzz", 1))
            let document = try JSONDocument(JSONValue.object(members).jsonBytes())
            #expect(try Notification(json: document.root) == notification)
        }
    }

    @Test("parameters lose no required member and gain no unknown one; notifications may gain some")
    func strictness() throws {
        let methods = try Schema.json("methods.json")["methods"]?.arrayValue ?? []
        try Samples.visit(Strictness(methods: methods))
    }

    /// A value one past its limit must be refused where the limit itself passes.
    @Test(
        "limits of length hold to the byte",
        arguments: [
            ("text", Limits.textBytesMax), ("externalId", Limits.externalIDBytesMax),
            ("inReplyTo", Limits.externalIDBytesMax), ("channel", Limits.channelBytesMax),
        ])
    func limits(member: String, bytesMax: Int) throws {
        let start = member == "channel" ? "x:" : "é"
        for (bytes, passes) in [(bytesMax, true), (bytesMax + 1, false)] {
            let value = start + String(repeating: "a", count: bytes - start.utf8.count)
            var members: [JSONMember] = [
                JSONMember("commandId", .string(Samples.command)), JSONMember("channel", "x:@acme"),
                JSONMember("externalId", "e"), JSONMember("author", ["handle": "h"]), JSONMember("text", ""),
            ]
            members.removeAll { $0.key == member }
            members.append(JSONMember(member, .string(value)))
            let document = try JSONDocument(JSONValue.object(members).jsonBytes())
            if passes {
                #expect(throws: Never.self) { try MessageReceive(json: document.root) }
            } else {
                let error = #expect(throws: JSONFieldError.self) { try MessageReceive(json: document.root) }
                #expect(error?.path == member)
                #expect(error?.code == .tooLong)
            }
        }
    }
}
