internal import Wire

/// Which part of the log a `log.events` accounts for.
struct CoveredRange: Equatable {
    let after: Int64
    let upTo: Int64

    private static let method = Array(#""method":"log.events""#.utf8)
    private static let covers = Array(#""covers":{"after":"#.utf8)
    private static let upToKey = Array(#","upTo":"#.utf8)
    /// Where the range stands if it stands before the events.
    private static let headBytes = 256

    /// Reads a frame's body; nil for any other notification. **Errors**: it is no notification.
    ///
    /// The beginning of the frame is enough, since the whole would cost the reader more than the server.
    init?(_ body: UnsafeRawBufferPointer) throws {
        if let found = Self.read(UnsafeRawBufferPointer(rebasing: body.prefix(Self.headBytes))) {
            self = found
            return
        }
        switch try Envelope(parsing: Array(body), limits: Limits.jsonClient) {
        case .notification(let notification):
            guard notification.method == .logEvents else { return nil }
            let covers = try notification.decode(as: LogEvents.self).covers
            self.init(after: covers.after, upTo: covers.upTo)
        case .response(let response):
            if case .error(let error) = response.outcome {
                throw BenchFailure("the server refused: \(error.message)")
            }
            return nil
        case .request: throw BenchFailure("the server asked something")
        }
    }

    private init(after: Int64, upTo: Int64) {
        self.after = after
        self.upTo = upTo
    }

    private static func read(_ head: UnsafeRawBufferPointer) -> CoveredRange? {
        guard end(of: method, in: head, from: 0) != nil, let start = end(of: covers, in: head, from: 0),
            let (after, behind) = number(in: head, at: start), let next = end(of: upToKey, in: head, from: behind),
            next == behind + upToKey.count, let (upTo, _) = number(in: head, at: next)
        else { return nil }
        return CoveredRange(after: after, upTo: upTo)
    }

    /// The place behind the first occurrence.
    private static func end(of text: [UInt8], in bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
        var start = from
        while start + text.count <= bytes.count {
            if bytes[start] == text[0], bytes[start..<start + text.count].elementsEqual(text) {
                return start + text.count
            }
            start += 1
        }
        return nil
    }

    /// A number that ends within the bytes, and the place behind it.
    private static func number(in bytes: UnsafeRawBufferPointer, at start: Int) -> (Int64, Int)? {
        var index = start
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var value: Int64 = 0
        let first = index
        while index < bytes.count, case let digit = bytes[index],
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
        {
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            index += 1
        }
        guard index > first, index < bytes.count, index - first < 17 else { return nil }
        return (isNegative ? -value : value, index)
    }
}
