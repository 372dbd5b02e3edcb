import Foundation
import JSON
import Testing
import Wire

/// One `frames/*.hex`: a comment line a fact, then the stream in hex.
struct FrameVector: Sendable, CustomTestStringConvertible {
    let name: String
    var limit = 0
    var frames: [[UInt8]] = []
    var error: String?
    var stream: [UInt8] = []

    var testDescription: String { name }

    init(name: String, text: String) {
        self.name = name
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# limit: ") {
                limit = Int(line.dropFirst(9)) ?? 0
            } else if line.hasPrefix("# expect: frame ") {
                frames.append(Self.bytes(hex: line.dropFirst(16)))
            } else if line.hasPrefix("# expect: error ") {
                error = String(line.dropFirst(16))
            } else if !line.hasPrefix("#") {
                stream += Self.bytes(hex: line)
            }
        }
    }

    static func bytes(hex: some StringProtocol) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static let all: [FrameVector] = {
        let directory = Schema.directory.appendingPathComponent("vectors/frames")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".hex") }.sorted().compactMap { name in
            (try? Schema.text("vectors/frames/\(name)")).map { FrameVector(name: name, text: $0) }
        }
    }()
}

@Suite("Golden vectors")
struct VectorTests {
    @Test("there are vectors to check")
    func exist() {
        #expect(FrameVector.all.count >= 15)
        #expect(Schema.cases("json.json").count >= 150)
        #expect(Schema.cases("envelopes.json").count >= 50)
        #expect(Schema.cases("params.json").count >= 90)
    }

    @Test("a stream of bytes gives the frames and the error its vector says", arguments: FrameVector.all)
    func frames(vector: FrameVector) throws {
        #expect(vector.name.hasPrefix(vector.error == nil ? "y_" : "n_"))
        // All at once, then byte by byte.
        for step in [max(1, vector.stream.count), 1] {
            var reader = FrameReader(limit: vector.limit)
            var frames: [[UInt8]] = []
            var error: FrameError?
            do throws(FrameError) {
                for start in stride(from: 0, to: vector.stream.count, by: step) {
                    reader.append(vector.stream[start..<min(start + step, vector.stream.count)])
                    while let frame = try reader.next() { frames.append(frame) }
                }
                try reader.finish()
            } catch let thrown { error = thrown }
            #expect(frames == vector.frames)
            #expect(error.map(describe) == vector.error)
        }
    }

    private func describe(_ error: FrameError) -> String {
        switch error {
        case .tooLarge(let length, let limit): "too_large \(length) \(limit)"
        case .empty: "empty"
        case .truncated(let received): "truncated \(received)"
        }
    }

    @Test("a JSON document is accepted or refused as its vector says", arguments: Schema.cases("json.json"))
    func documents(vector: JSONValue) throws {
        let bytes =
            try vector["text"]?.stringValue.map { Array($0.utf8) }
            ?? FrameVector.bytes(hex: #require(vector["hex"]?.stringValue))
        do throws(JSONError) {
            _ = try JSONDocument(bytes)
            #expect(vector["accept"]?.boolValue == true)
        } catch {
            #expect(vector["accept"]?.boolValue == false)
            #expect(error.code.rawValue == vector["error"]?.stringValue)
            if let offset = vector["at"]?.intValue { #expect(error.offset == Int(offset)) }
        }
    }

    @Test("a frame's body is the envelope its vector says", arguments: Schema.cases("envelopes.json"))
    func envelopes(vector: JSONValue) throws {
        let expected = try vector.need("expect")
        let text = try #require(vector["text"]?.stringValue)
        #expect(summary(of: Array(text.utf8)) == expected)
    }

    private func summary(of body: [UInt8]) -> JSONValue {
        do throws(EnvelopeError) {
            switch try Envelope(parsing: body) {
            case .request(let request):
                return [
                    "kind": "request", "id": value(request.id), "method": .string(request.methodName),
                    "known": .bool(request.method != nil),
                ]
            case .notification(let notification):
                return [
                    "kind": "notification", "method": .string(notification.methodName),
                    "known": .bool(notification.method != nil),
                ]
            case .response(let response):
                switch response.outcome {
                case .result: return ["kind": "response", "id": value(response.id), "outcome": "result"]
                case .error(let error):
                    return ["kind": "response", "id": value(response.id), "outcome": .string(error.kindName)]
                }
            }
        } catch {
            return ["kind": "error", "error": .string(error.error.kindName), "id": value(error.id)]
        }
    }

    private func value(_ id: RequestID?) -> JSONValue {
        switch id {
        case .string(let text): .string(text)
        case .int(let number): .int(number)
        case nil: .null
        }
    }

    @Test(
        "parameters are accepted or refused with the path and reason of their vector",
        arguments: Schema.cases("params.json"))
    func params(vector: JSONValue) throws {
        let method = try #require(Method(name: vector["method"]?.stringValue ?? ""))
        let frame = MessageEncoder.request(id: .int(1), method: method.rawValue, params: try vector.need("params"))
        guard case .request(let request) = try Envelope(parsing: Array(frame.dropFirst(Frame.prefixBytes))) else {
            Issue.record("not a request")
            return
        }
        var refusal: RPCError?
        do throws(RPCError) { try Samples.decode(request) } catch { refusal = error }
        #expect((refusal == nil) == vector["accept"]?.boolValue)
        #expect(refusal?["path"] == vector["path"])
        #expect(refusal?["reason"] == vector["reason"])
        if let refusal { #expect(refusal.kind == .invalidParams) }
    }
}
