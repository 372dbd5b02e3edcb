package import Identity

/// A workspace began; the first event of its log.
package struct WorkspaceCreated: Hashable, Sendable {
    /// What operators and clients call it: 1 to 64 of `a-z0-9-`.
    package let name: String

    package init(name: String) {
        self.name = name
    }
}

/// An agent may act from now on. **Sealed**: name; handle if it writes on a network.
package struct AgentRegistered: Hashable, Sendable {
    package let kind: AgentKind
    /// Sorted, each once; none for somebody who is only known from a network.
    package let roles: [Role]
    /// Where the sealed handle is theirs; nil for an agent of ours.
    package let network: String?

    package init(kind: AgentKind, roles: [Role], network: String?) {
        self.kind = kind
        self.roles = roles
        self.network = network
    }
}

/// An agent got a token.
package struct TokenIssued: Hashable, Sendable {
    package let token: TokenID
    /// SHA-256 of the token: 32 bytes, useless to whoever reads them.
    package let sha256: [UInt8]

    package init(token: TokenID, sha256: [UInt8]) {
        self.token = token
        self.sha256 = sha256
    }
}

/// A token opens nothing any more.
package struct TokenRevoked: Hashable, Sendable {
    package let token: TokenID

    package init(token: TokenID) {
        self.token = token
    }
}

/// A brand published something that answers nobody. **Sealed**: text, externalId; about the author.
package struct PostRecorded: Hashable, Sendable {
    package let post: PostID
    /// Who wrote it on the network.
    package let author: AgentID
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?

    package init(post: PostID, author: AgentID, occurredAt: Instant?) {
        self.post = post
        self.author = author
        self.occurredAt = occurredAt
    }
}
