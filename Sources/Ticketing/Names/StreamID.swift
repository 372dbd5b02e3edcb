package import Identity

/// What a stream is about; its name is the `stream` of every entry in it.
///
/// **Shape**: `ticket/<id>`, `customer/<id>`, `agent/<id>`, `channel/<kind>:<account>`, `workspace/<id>`, `template/<name>`,
/// `article/<name>`, `macro/<name>`, `problem/<id>`.
package enum StreamID: Hashable, Sendable, CustomStringConvertible {
    case workspace(WorkspaceID)
    case agent(AgentID)
    case channel(ChannelID)
    case customer(CustomerID)
    case ticket(TicketID)
    case material(MaterialID)
    case problem(ProblemID)

    package var description: String {
        switch self {
        case .workspace(let id): "workspace/\(id)"
        case .agent(let id): "agent/\(id)"
        case .channel(let id): "channel/\(id)"
        case .customer(let id): "customer/\(id)"
        case .ticket(let id): "ticket/\(id)"
        case .material(let id): id.description
        case .problem(let id): "problem/\(id)"
        }
    }

    /// Reads the name of a stream; an unknown kind or a malformed id is nil.
    package init?(_ name: String) {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        let rest = name[name.index(after: slash)...]
        let stream: StreamID?
        switch name[..<slash] {
        case "workspace": stream = WorkspaceID(rest).map(StreamID.workspace)
        case "agent": stream = AgentID(rest).map(StreamID.agent)
        case "channel": stream = ChannelID(String(rest)).map(StreamID.channel)
        case "customer": stream = CustomerID(rest).map(StreamID.customer)
        case "ticket": stream = TicketID(rest).map(StreamID.ticket)
        case "problem": stream = ProblemID(rest).map(StreamID.problem)
        case let kind:
            let kind = MaterialID.Kind(rawValue: String(kind))
            stream = kind.flatMap { kind in Skill(String(rest)).map { .material(MaterialID(kind, $0)) } }
        }
        guard let stream else { return nil }
        self = stream
    }
}

/// The person that sealed data is about, and under whose key it is sealed.
///
/// **Shape**: `customer/<id>` or `agent/<id>`, as the `subject` of an entry.
package enum Subject: Hashable, Sendable, CustomStringConvertible {
    case customer(CustomerID)
    case agent(AgentID)

    package var description: String {
        switch self {
        case .customer(let id): "customer/\(id)"
        case .agent(let id): "agent/\(id)"
        }
    }

    /// Reads a subject's name; anything but a customer or an agent is nil.
    package init?(_ name: String) {
        switch StreamID(name) {
        case .customer(let id): self = .customer(id)
        case .agent(let id): self = .agent(id)
        case .workspace, .channel, .ticket, .material, .problem, nil: return nil
        }
    }

    /// The person's id without the kind: ids are random, so one key table serves both kinds.
    package var id: UniqueID {
        switch self {
        case .customer(let customer): customer.id
        case .agent(let agent): agent.id
        }
    }
}
