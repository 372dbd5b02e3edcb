internal import Wire

/// A `message.receive` that was encoded once; only its ids change, in place.
struct MessageTemplate: Sendable {
    /// One request is in flight on each connection, so all may have the same id.
    private static let requestID = RequestID.int(1)
    private static let commandMark = "00000000-0000-4000-8000-00000000000a"
    private static let messageMark = "00000000-0000-4000-8000-00000000000b"
    private static let handleMark = "00000000-0000-4000-8000-00000000000c"

    /// What most answers begin and end with; anything else is looked at properly.
    private static let resultStart = Array(#"{"jsonrpc":"2.0","id":1,"result":{"#.utf8)
    private static let resultEnd = Array(#""duplicate":false}}"#.utf8)

    /// The frame with the ids of the last `fill`.
    private(set) var frame: [UInt8]
    private let command: Int
    private let message: Int
    private let handle: Int

    init() {
        frame = MessageEncoder.request(
            id: Self.requestID,
            MessageReceive(
                commandID: Self.commandMark, channel: "x:@bench", externalID: Self.messageMark,
                author: WireAuthor(handle: Self.handleMark),
                text: "My parcel has been on its way for nine days now and nobody answers the phone. Where is it?"))
        command = Self.offset(of: Self.commandMark, in: frame)
        message = Self.offset(of: Self.messageMark, in: frame)
        handle = Self.offset(of: Self.handleMark, in: frame)
    }

    /// Makes it the message of a customer, with new ids.
    mutating func fill(customer: (UInt64, UInt64), using random: inout SeededRandom) {
        write((random.next(), random.next()), at: command)
        write((random.next(), random.next()), at: message)
        write(customer, at: handle)
    }

    /// Whether a frame is the answer that says that the message is in the log; false for a notification.
    /// **Errors**: it was refused, or there before.
    static func isAcknowledgement(_ body: UnsafeRawBufferPointer) throws -> Bool {
        if body.starts(with: resultStart), body.suffix(resultEnd.count).elementsEqual(resultEnd) { return true }
        guard case .response(let response) = try Envelope(parsing: Array(body), limits: Limits.jsonClient) else {
            return false
        }
        let result = try response.decode(as: MessageReceiveResult.self)
        if result.duplicate { throw BenchFailure("a new message was taken for one that had come before") }
        return true
    }

    /// 36 characters of a random UUID.
    private mutating func write(_ bits: (UInt64, UInt64), at start: Int) {
        let high = bits.0 & ~0xf000 | 0x4000
        let low = bits.1 & ~(3 << 62) | 1 << 63
        frame.withUnsafeMutableBufferPointer { buffer in
            var index = start
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { index += 1 }
                let half = nibble < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (nibble % 16))) & 0xf
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                index += 1
            }
        }
    }

    private static func offset(of mark: String, in frame: [UInt8]) -> Int {
        let mark = Array(mark.utf8)
        let found = (0...(frame.count - mark.count)).first { frame[$0..<$0 + mark.count].elementsEqual(mark) }
        guard let found else { preconditionFailure("the encoder writes texts as they are") }
        return found
    }
}
