package import Identity

/// Who is one person, as far as somebody said so. Each stands on the customer's own stream; a merge and its end stand on the
/// streams of both.
package enum CustomerEvent: Hashable, Sendable {
    /// They have one more identity. **Sealed**: handle.
    case identified(CustomerIdentified)
    /// That identity is not theirs any more. **Sealed**: handle.
    case unidentified(CustomerUnidentified)
    /// They are the same person as another, and are shown as one from now on.
    case merged(into: CustomerID)
    /// The other side of it.
    case absorbed(CustomerAbsorbed)
    /// They are a person of their own again.
    case unmerged(from: CustomerID)
    /// The other side of it.
    case expelled(CustomerID)
}

/// What is written under a handle on a network is theirs from now on.
package struct CustomerIdentified: Hashable, Sendable {
    /// Where the sealed handle is theirs.
    package let network: String

    package init(network: String) { self.network = network }
}

/// What is written under a handle on a network is somebody else's from now on.
package struct CustomerUnidentified: Hashable, Sendable {
    package let network: String
    /// Where it was said that it is theirs.
    package let identity: LogPosition

    package init(network: String, identity: LogPosition) {
        self.network = network
        self.identity = identity
    }
}

/// Another customer was merged into this one.
package struct CustomerAbsorbed: Hashable, Sendable {
    package let customer: CustomerID
    /// How many came with them, themselves included. **Range**: from 1.
    package let count: Int

    package init(_ customer: CustomerID, count: Int) {
        self.customer = customer
        self.count = count
    }
}
