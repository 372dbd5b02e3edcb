package import JSON

/// The server will close; requests in flight are answered first, new ones are refused with `draining`.
package struct SessionGoAway: WireNotification {
    package static let method = Method.sessionGoAway

    /// One of `SessionEnd`, or one that newer servers have.
    package var reason: String
    /// Milliseconds until the server closes all the same.
    package var deadlineMs: Int

    package init(reason: String, deadlineMs: Int) {
        self.reason = reason
        self.deadlineMs = deadlineMs
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        reason = try object.string("reason")
        deadlineMs = try object.int("deadlineMs")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("reason", reason)
        writer.member("deadlineMs", deadlineMs)
        writer.endObject()
    }
}

/// Why a server ends a session.
package enum SessionEnd: String, Sendable, CaseIterable {
    /// It shuts down or is upgraded; connect anew, elsewhere if possible.
    case drain
    /// No hello came in time.
    case helloTimeout = "hello_timeout"
    /// Nothing came for too long.
    case heartbeatTimeout = "heartbeat_timeout"
    /// The client broke the framing or the envelope.
    case protocolError = "protocol_error"
    /// There are too many sessions; wait before connecting anew.
    case overloaded
    /// The token was revoked.
    case revoked
    /// The client did not read its answers.
    case slowReader = "slow_reader"
}
