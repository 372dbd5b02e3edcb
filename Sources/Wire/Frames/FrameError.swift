/// Why a stream of bytes is no sequence of frames; nothing after it can be read, so the connection ends.
package enum FrameError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The prefix announces more than the limit. **Units**: bytes, without the prefix.
    case tooLarge(length: Int, limit: Int)
    /// The prefix announces nothing.
    case empty
    /// The stream ended inside a frame, so many bytes after its start.
    case truncated(received: Int)

    package var description: String {
        switch self {
        case .tooLarge(let length, let limit): "a frame of \(length) bytes is over the limit of \(limit)"
        case .empty: "a frame must not be empty"
        case .truncated(let received): "the connection ended \(received) bytes into a frame"
        }
    }
}
