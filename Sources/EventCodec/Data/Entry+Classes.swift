internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: ClassEvent) {
        switch event {
        case .prioritised: self = .ticketPrioritised
        case .classified: self = .ticketClassified
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: ClassEvent, to writer: inout JSONWriter) {
        switch event {
        case .prioritised(let fact):
            writer.member(ifPresent: "crisis", fact.crisis?.description)
            writer.member("priority", fact.priority.rawValue)
        case .classified(let fact):
            writer.member(ifPresent: "cause", fact.classes.cause?.name)
            writer.member(ifPresent: "outcome", fact.classes.outcome?.name)
            writer.member(ifPresent: "product", fact.classes.product?.name)
            writer.member("tree", fact.tree.value)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readClassEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> ClassEvent {
        switch type {
        case .ticketPrioritised:
            .prioritised(
                TicketPrioritised(priority: try data.word("priority"), crisis: try data.idIfPresent("crisis")))
        default: .classified(try readClassified(&data))
        }
    }

    private static func readClassified(_ data: inout JSONObjectReader) throws(JSONFieldError) -> TicketClassified {
        let classes = TicketClasses(
            cause: try data.nameIfPresent("cause") { Skill($0) },
            outcome: try data.nameIfPresent("outcome") { Skill($0) },
            product: try data.nameIfPresent("product") { Skill($0) })
        return TicketClassified(classes, tree: StreamVersion(try data.int("tree")))
    }

    static func write(_ tree: ClassTree, to writer: inout JSONWriter) {
        writer.key("nodes")
        writer.beginArray()
        for node in tree.nodes {
            writer.beginObject()
            writer.member("id", node.id.name)
            writer.member("name", node.name)
            writer.member(ifPresent: "parent", node.parent?.name)
            if node.isRetired { writer.member("retired", true) }
            writer.endObject()
        }
        writer.endArray()
    }

    /// Reads a tree as `write` wrote it.
    static func readTree(_ kind: ClassKind, from data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        var nodes: [ClassNode] = []
        for element in try data.array("nodes") {
            var object = try JSONObjectReader(element)
            let id = try object.name("id") { Skill($0) }
            let name = try object.string("name")
            let parent = try object.nameIfPresent("parent") { Skill($0) }
            let isRetired = try object.boolIfPresent("retired") ?? false
            nodes.append(ClassNode(id: id, parent: parent, name: name, isRetired: isRetired))
            try object.finish()
        }
        return .setting(.treeSet(kind, ClassTree(nodes)))
    }
}
