/// A random identifier of one kind of thing, so that a ticket's id is never taken for a customer's.
package protocol Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bits that it wraps.
    var id: UniqueID { get }
    /// Wraps bits that are known to name such a thing.
    init(_ id: UniqueID)
}

extension Identifier {
    /// Reads the 36-character form; anything else is nil.
    package init?(_ text: some StringProtocol) {
        guard let id = UniqueID(text) else { return nil }
        self.init(id)
    }

    package var description: String { id.description }

    package static func < (left: Self, right: Self) -> Bool { left.id < right.id }
}

/// A brand or company: the tenant, and the owner of one log.
package struct WorkspaceID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// One event, in whatever log it stands.
package struct EventID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// One request of a client; the same id always means the same request.
package struct CommandID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}
