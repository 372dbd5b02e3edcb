/// Cuts bytes into frames without NIO, under the same rules as `FrameDecoder`.
package struct FrameReader: Sendable {
    /// The longest body accepted from now on. **Range**: 1 ... `Limits.frameBytesMax`.
    package var limit: Int
    private var pending: [UInt8] = []
    private var consumed = 0

    /// Starts with the limit of a connection that has not said hello.
    package init(limit: Int = Limits.frameBytesBeforeHello) { self.limit = limit }

    /// How many bytes wait for the rest of their frame. **Range**: 0 ... limit + 3, once `next()` has returned nil.
    package var pendingBytes: Int { pending.count - consumed }

    /// Takes in bytes as they arrive; call `next()` until it returns nil before taking in more.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if consumed > 0 {
            pending.removeFirst(consumed)
            consumed = 0
        }
        pending.append(contentsOf: bytes)
    }

    /// The next whole frame's body, if it is there. **Errors**: `tooLarge` and `empty`, as soon as the length is known.
    package mutating func next() throws(FrameError) -> [UInt8]? {
        guard pendingBytes >= Frame.prefixBytes else { return nil }
        var prefix: UInt32 = 0
        for byte in pending[consumed..<consumed + Frame.prefixBytes] { prefix = prefix << 8 | UInt32(byte) }
        let length = try Frame.checkedLength(prefix, limit: limit)
        guard pendingBytes >= Frame.prefixBytes + length else { return nil }
        let start = consumed + Frame.prefixBytes
        consumed = start + length
        return Array(pending[start..<consumed])
    }

    /// Call when no more bytes will come. **Errors**: `truncated`, inside a frame.
    package func finish() throws(FrameError) {
        guard pendingBytes == 0 else { throw .truncated(received: pendingBytes) }
    }
}
