import JSON
import Testing
import Wire

@Suite("Hostile frames")
struct FuzzTests {
    /// Gathers every sample as the frame's body that carries it.
    private final class Bodies: SampleVisitor {
        var all: [[UInt8]] = []

        func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) {
            all.append(Array(MessageEncoder.request(id: .int(1), request).dropFirst(Frame.prefixBytes)))
        }

        func notification<Notification: WireNotification>(_ notification: Notification) {
            all.append(Array(MessageEncoder.notification(notification).dropFirst(Frame.prefixBytes)))
        }
    }

    @Test(
        "mutated requests never trap, and are refused only with errors of the registry",
        arguments: [21, 22] as [UInt64])
    func survives(seed: UInt64) throws {
        // A linear congruential generator (Knuth's constants); its upper bits are good enough to choose bytes.
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let visitor = Bodies()
        try Samples.visit(visitor)
        let interesting = Array("{}[]\",:\\0-".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        var decoded = 0
        for round in 0..<10_000 {
            var body = visitor.all[round % visitor.all.count]
            for _ in 0...random(2) where !body.isEmpty {
                let index = random(body.count)
                switch random(8) {
                case 0: body.removeSubrange(index...)
                case 1: body.remove(at: index)
                case 2: body.insert(interesting[random(interesting.count)], at: index)
                case 3: body[index] = UInt8(random(256))
                default: body[index] = UInt8(ascii: "a") + UInt8(random(26))
                }
            }
            do throws(EnvelopeError) {
                guard case .request(let request) = try Envelope(parsing: body) else { continue }
                do throws(RPCError) {
                    try Samples.decode(request)
                    decoded += 1
                } catch { #expect(error.kind == .invalidParams || error.kind == .methodNotFound, "seed \(seed)") }
            } catch {
                #expect(error.error.kind == .parseError || error.error.kind == .invalidRequest, "seed \(seed)")
            }
        }
        #expect(decoded > 100, "seed \(seed): mutations should leave some requests valid")
    }
}
