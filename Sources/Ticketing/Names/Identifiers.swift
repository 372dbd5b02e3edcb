package import Identity

/// One conversation with one customer on one channel.
package struct TicketID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// A person who writes to the brand.
package struct CustomerID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// Who acts: a human, a bot or a connector.
package struct AgentID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// What a customer wrote.
package struct MessageID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// What was written to a customer.
package struct ReplyID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// What colleagues wrote to each other on a ticket.
package struct NoteID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// What a brand published without answering anybody.
package struct PostID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// Something that many customers complain about at once.
package struct ProblemID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// A time in which much is different; what is raised by it says so.
package struct CrisisID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}

/// One access token, never its secret.
package struct TokenID: Identifier {
    package let id: UniqueID
    package init(_ id: UniqueID) { self.id = id }
}
