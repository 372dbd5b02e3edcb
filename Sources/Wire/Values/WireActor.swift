package import JSON

/// What kind of somebody did something.
package enum WireActorKind: String, Sendable, CaseIterable {
    /// Wrote from outside; `id` is the customer's.
    case customer
    /// An agent who is a person.
    case human
    /// An agent that is a program.
    case bot
    /// An agent that carries messages.
    case connector
    /// Carelog itself, such as when a snooze ends.
    case system
}

/// Who did something. A name is missing if it is not known, not yet read, or erased.
package struct WireActor: WireValue {
    /// Of the customer or agent.
    package var id: String
    /// What kind of somebody it is.
    package var kind: WireActorKind
    /// What to call them.
    package var name: String?

    package init(id: String, kind: WireActorKind, name: String? = nil) {
        self.id = id
        self.kind = kind
        self.name = name
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        id = try object.id("id")
        kind = try object.choice("kind")
        name = try object.optionalString("name")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("kind", kind.rawValue)
        writer.member(ifPresent: "name", name)
        writer.endObject()
    }
}

/// An agent, named where one is referred to.
package struct WireAgent: WireValue {
    /// Of the agent.
    package var id: String
    /// What to call them.
    package var name: String?

    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        id = try object.id("id")
        name = try object.optionalString("name")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member(ifPresent: "name", name)
        writer.endObject()
    }
}
