package import NIOCore

/// Cuts a channel's bytes into frames.
///
/// **Shape**: unsigned 32-bit big-endian length N, then N bytes, 1 <= N <= `limit`. The length is judged as soon as its
/// four bytes are there; a frame over the limit ends the channel before any of its body is gathered. Nothing is ever
/// reserved on the word of a length.
///
/// **Isolation**: the channel's event loop. A class, so that the session can raise the limit once hello is answered.
/// **Errors**: `FrameError`; the connection cannot be used afterwards.
package final class FrameDecoder: NIOSingleStepByteToMessageDecoder {
    package typealias InboundOut = [UInt8]

    /// The longest body accepted from now on. **Range**: 1 ... `Limits.frameBytesMax`.
    package var limit: Int {
        didSet { precondition((1...Limits.frameBytesMax).contains(limit), "a frame limit lies in 1...8 MiB") }
    }

    /// Starts with the limit of a connection that has not said hello.
    package init(limit: Int = Limits.frameBytesBeforeHello) {
        precondition((1...Limits.frameBytesMax).contains(limit), "a frame limit lies in 1...8 MiB")
        self.limit = limit
    }

    package func decode(buffer: inout ByteBuffer) throws -> [UInt8]? {
        guard let prefix = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        let length = try Frame.checkedLength(prefix, limit: limit)
        guard buffer.readableBytes >= Frame.prefixBytes + length else { return nil }
        buffer.moveReaderIndex(forwardBy: Frame.prefixBytes)
        // A copy: a slice would pin the whole receive buffer for as long as the request lives.
        return buffer.readBytes(length: length)
    }

    package func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> [UInt8]? {
        if let frame = try decode(buffer: &buffer) { return frame }
        if seenEOF, buffer.readableBytes > 0 { throw FrameError.truncated(received: buffer.readableBytes) }
        return nil
    }
}
