import JSON
import Testing

/// SplitMix64: the same seed gives the same run on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Properties")
struct PropertyTests {
    /// Characters that have gone wrong in somebody's parser.
    private static let pieces: [String] = [
        "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{1}", "\u{1f}", "\u{7f}", "é", "e\u{301}", "€", "\u{d7ff}",
        "\u{e000}", "\u{fffd}", "😀", "\u{10fffd}", "12345678", "{", "]", ":", ",",
    ]

    private func string(using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
        }.joined()
    }

    private func value(depth: Int, using random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int64.random(in: -JSONLimits.integerMax...JSONLimits.integerMax, using: &random))
        case 3: return .int(Int64.random(in: -9...9, using: &random))
        case 4: return .string(string(using: &random))
        case 5, 6:
            var members: [JSONMember] = []
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let key = string(using: &random)
                if members.contains(where: { $0.key.utf8.elementsEqual(key.utf8) }) { continue }
                members.append(JSONMember(key, value(depth: depth - 1, using: &random)))
            }
            return .object(members)
        default:
            return .array(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in value(depth: depth - 1, using: &random) })
        }
    }

    @Test("what is written is read again, in every form", arguments: [1, 2, 3, 4] as [UInt64])
    func roundTrips(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<250 {
            let value = value(depth: 3, using: &random)
            let context: Comment = "seed \(seed), round \(round)"
            let compact = try JSONDocument(value.jsonBytes())
            #expect(JSONValue(compact.root) == value, context)
            let canonical = value.canonicalBytes()
            #expect(try JSONDocument(canonical).isCanonical, context)
            #expect(try JSONValue(parsing: canonical).canonicalBytes() == canonical, context)
            #expect(try JSONValue(parsing: value.prettyText()) == value, context)
        }
    }

    @Test("mutated documents never trap, and what passes is stable", arguments: [11, 12, 13, 14, 15] as [UInt64])
    func survivesMutation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let interesting: [UInt8] =
            Array("{}[]\",:\\u0123eEdD8.-+tfn \n".utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        var originals: [[UInt8]] = []
        while originals.count < 40 {
            let bytes = value(depth: 2, using: &random).jsonBytes()
            if (2...200).contains(bytes.count) { originals.append(bytes) }
        }
        var accepted = 0
        for round in 0..<10_000 {
            var bytes = originals[round % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes.removeSubrange(index...)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(interesting[Int.random(in: 0..<interesting.count, using: &random)], at: index)
                case 3: bytes[index] = UInt8.random(in: 0...255, using: &random)
                default: bytes[index] = interesting[Int.random(in: 0..<interesting.count, using: &random)]
                }
            }
            guard let document = try? JSONDocument(bytes) else { continue }
            accepted += 1
            // Whatever passes is UTF-8 and means the same after a round trip.
            let value = JSONValue(document.root)
            if try JSONValue(parsing: value.canonicalBytes()) != value {
                Issue.record("seed \(seed), round \(round): \(bytes) changed its meaning")
            }
        }
        #expect(accepted > 100, "seed \(seed): mutations should leave some documents valid")
    }
}
