internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// Of what kind tickets are.
extension Dispatcher {
    func prioritise(_ params: TicketPrioritise) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .prioritise(TicketPriority(params.priority)))
    }

    func classify(_ params: TicketClassify) throws(RPCError) -> DeskCommand {
        var change = ClassChange(TicketClasses())
        change.sets.cause = try Params.optional(params.cause) { text throws(RPCError) in try Params.skill(text, "cause")
        }
        change.sets.outcome = try Params.optional(params.outcome) { text throws(RPCError) in
            try Params.skill(text, "outcome")
        }
        change.sets.product = try Params.optional(params.product) { text throws(RPCError) in
            try Params.skill(text, "product")
        }
        change.clears = Set((params.clear ?? []).compactMap { TicketClass(rawValue: $0.rawValue) })
        return .ticket(try Params.ticket(params.ticket), .classify(change))
    }

    func setCauses(_ params: DocumentCommand<WireClassTree<WireTreeKinds.Cause>>) throws(RPCError) -> DeskCommand {
        .setting(.setTree(.cause, try Self.tree(params.document.nodes)))
    }

    func setProducts(_ params: DocumentCommand<WireClassTree<WireTreeKinds.Product>>) throws(RPCError) -> DeskCommand {
        .setting(.setTree(.product, try Self.tree(params.document.nodes)))
    }

    private static func tree(_ nodes: [WireClassNode]) throws(RPCError) -> ClassTree {
        var tree: [ClassNode] = []
        for (index, node) in nodes.enumerated() {
            guard node.name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
                throw Params.invalid("params.nodes[\(index)].name", "must have no control characters")
            }
            let parent = try Params.optional(node.parent) { text throws(RPCError) in
                try Params.skill(text, "nodes[\(index)].parent")
            }
            tree.append(
                ClassNode(
                    id: try Params.skill(node.id, "nodes[\(index)].id"), parent: parent, name: node.name,
                    isRetired: node.isRetired))
        }
        return ClassTree(tree)
    }

    func listCauses(
        _ params: ClassList<WireTreeKinds.Cause>, _ context: RequestContext
    ) async throws(RPCError) -> ClassListResult {
        try await classes(.cause, params.atLeast, context, .causeList)
    }

    func listProducts(
        _ params: ClassList<WireTreeKinds.Product>, _ context: RequestContext
    ) async throws(RPCError) -> ClassListResult {
        try await classes(.product, params.atLeast, context, .productList)
    }

    private func classes(
        _ kind: ClassKind, _ atLeast: Int64?, _ context: RequestContext, _ method: Method
    ) async throws(RPCError) -> ClassListResult {
        let atLeast = try await self.atLeast(atLeast, context)
        do {
            let answer = try await desk.classes(
                kind, atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return ClassListResult(
                nodes: answer.tree.nodes.map {
                    ClassListResult.Node(WireClassNode($0), tickets: Int64(answer.counts[$0.id] ?? 0))
                }, version: Int64(answer.version.value), asOf: answer.asOf.value)
        } catch {
            throw RPCError(error, repeating: method)
        }
    }
}

extension WireClassNode {
    init(_ node: ClassNode) {
        self.init(id: node.id.name, name: node.name, parent: node.parent?.name, isRetired: node.isRetired)
    }
}

extension TicketPriority {
    /// The same word on both sides.
    init(_ priority: WirePriority) {
        switch priority {
        case .low: self = .low
        case .normal: self = .normal
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}

extension TicketPriority {
    /// The same word on both sides.
    init(_ filter: WirePriorityFilter) {
        switch filter {
        case .low: self = .low
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}

extension WirePriority {
    /// The same word on both sides.
    init(_ priority: TicketPriority) {
        switch priority {
        case .low: self = .low
        case .normal: self = .normal
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}
