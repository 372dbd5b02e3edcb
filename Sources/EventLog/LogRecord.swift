package import Identity

/// An event as it is stored.
package struct LogRecord: Hashable, Sendable {
    package let position: LogPosition
    /// The bytes that are hashed and exported.
    package let entry: [UInt8]
    /// What is personal, encrypted; nil if nothing is, or if it was not asked for.
    package let sealed: [UInt8]?

    package init(position: LogPosition, entry: [UInt8], sealed: [UInt8]?) {
        self.position = position
        self.entry = entry
        self.sealed = sealed
    }
}

/// A workspace's log, as it was made.
package struct LogWorkspace: Hashable, Sendable {
    package let id: WorkspaceID
    package let name: String
    /// Names this history; it changes if a restore or a lossy failover cut the log.
    package let epoch: UniqueID
    /// Wrapped; opaque here.
    package let secret: [UInt8]

    package init(id: WorkspaceID, name: String, epoch: UniqueID, secret: [UInt8]) {
        self.id = id
        self.name = name
        self.epoch = epoch
        self.secret = secret
    }
}

/// What is remembered of a command that was done.
package struct LogCommand: Hashable, Sendable {
    package let fingerprint: [UInt8]
    package let first: LogPosition
    package let last: LogPosition
    package let receipt: [UInt8]

    package init(fingerprint: [UInt8], first: LogPosition, last: LogPosition, receipt: [UInt8]) {
        self.fingerprint = fingerprint
        self.first = first
        self.last = last
        self.receipt = receipt
    }
}

/// Who holds a claim.
package struct LogClaim: Hashable, Sendable {
    package let stream: String
    /// The event that took it.
    package let position: LogPosition

    package init(stream: String, position: LogPosition) {
        self.stream = stream
        self.position = position
    }
}
