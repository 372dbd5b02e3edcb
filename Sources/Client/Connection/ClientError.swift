package import Wire

/// Why a call has no result.
package enum ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server said why; its error says what to do.
    case rpc(RPCError)
    /// There is no connection: nothing was sent.
    case notConnected(String)
    /// The connection broke before the answer came; the request may have been carried out.
    case connectionLost(String)
    /// The server does not keep to the protocol; the connection was closed.
    case protocolViolation(String)
    /// The server's log is another one than before: positions of the old history mean nothing in it.
    case historyChanged(expected: String, found: String)
    /// No answer in time; the request may have been carried out.
    case timeout
    /// The caller does not wait any more; the request may have been carried out.
    case cancelled

    /// What to do before the same command is sent again.
    package var retry: ErrorKind.Retry {
        switch self {
        case .rpc(let error): error.retry
        case .notConnected, .connectionLost: .reconnect
        case .timeout: .sameCommand
        case .protocolViolation, .historyChanged, .cancelled: .never
        }
    }

    /// Whether a command that got this error is in the log.
    package var committed: ErrorKind.Committed {
        switch self {
        case .rpc(let error): error.committed
        case .notConnected, .historyChanged: .no
        case .connectionLost, .protocolViolation, .timeout, .cancelled: .unknown
        }
    }

    package var description: String {
        switch self {
        case .rpc(let error): error.message
        case .notConnected(let reason): "not connected: \(reason)"
        case .connectionLost(let reason): "the connection was lost: \(reason)"
        case .protocolViolation(let reason): "the server broke the protocol: \(reason)"
        case .historyChanged(let expected, let found):
            "the server's log is another one than before (epoch \(found), not \(expected)): start again from its beginning"
        case .timeout: "no answer in time"
        case .cancelled: "cancelled"
        }
    }
}
