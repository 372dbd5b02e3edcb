package import Wire

/// How a server is set up; every limit has a name, a default, and a stated consequence.
package struct ServerConfiguration: Sendable {
    /// Where to listen. There is no encryption yet: anything but a loopback address exposes tokens and texts.
    package var host = "127.0.0.1"
    /// **Range**: 0 ... 65535; 0 takes any free port, which `Server.run` reports.
    package var port = 7411
    /// Connections at once. One more is told `overloaded` and closed; a further `refusalsMax` are closed at once.
    package var connectionsMax = 20_000
    /// Connections past the limit that still get to hear why.
    package var refusalsMax = 256
    /// Requests at once, over all sessions. One more is refused with `overloaded`; nothing was done.
    package var requestsMax = 8_192
    /// **Range**: 1 MiB ... 8 MiB; the longest single event has to fit.
    package var frameBytesMax = Limits.frameBytesDefault
    /// Each request is answered within it.
    package var requestDeadline = Duration.seconds(10)
    /// How long a revoked token may still be used by a session that is open.
    package var tokenCheckInterval = Duration.seconds(10)
    /// From the wish to stop to the last connection's end.
    package var drainDeadline = Duration.seconds(15)
    /// How often deadlines are looked at.
    package var sweepInterval = Duration.milliseconds(250)
    /// What clients are told about the program.
    package var product = WireProduct(name: "carelog", version: "0.1.0")
    /// Deadlines of a session; the protocol fixes their defaults.
    var session = SessionStateMachine.Settings()

    package init(host: String = "127.0.0.1", port: Int = 7411) {
        self.host = host
        self.port = port
    }
}
