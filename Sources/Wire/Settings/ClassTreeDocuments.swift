package import JSON

/// What a channel can demand of a ticket before it is resolved.
package enum WireRequirement: String, Sendable, CaseIterable {
    case cause, outcome, product, tag
}

/// One name of a tree, by which tickets are told apart.
package struct WireClassNode: WireValue {
    /// What tickets name; it means the same for ever.
    package var id: String
    package var name: String
    /// What it is a part of.
    package var parent: String?
    /// Whether tickets can be given it no more.
    package var isRetired: Bool

    package init(id: String, name: String, parent: String? = nil, isRetired: Bool = false) {
        self.id = id
        self.name = name
        self.parent = parent
        self.isRetired = isRetired
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        try self.init(reading: &object)
        try object.finish()
    }

    init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        id = try object.id("id")
        name = try object.string("name", utf8Max: Limits.classNameBytesMax, utf8Min: 1)
        parent = try object.optionalID("parent")
        isRetired = try object.optionalBool("retired") ?? false
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(to: &writer)
        writer.endObject()
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member(ifPresent: "parent", parent)
        if isRetired { writer.member("retired", true) }
    }
}

/// What kind of names a tree has.
package protocol WireTreeKind: Sendable, Equatable {
    static var set: Method { get }
    static var list: Method { get }
}

/// The kinds, by what they are called on the wire.
package enum WireTreeKinds {
    /// Why customers complain.
    package enum Cause: WireTreeKind {
        package static let set = Method.causesSet
        package static let list = Method.causeList
    }
    /// What tickets are about.
    package enum Product: WireTreeKind {
        package static let set = Method.productsSet
        package static let list = Method.productList
    }
}

/// All names of a kind. Those that were there before have to be there: one that is not to be used any more is retired.
package struct WireClassTree<Kind: WireTreeKind>: WireDocument {
    package static var method: Method { Kind.set }

    package var nodes: [WireClassNode]

    package init(_ nodes: [WireClassNode]) { self.nodes = nodes }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        nodes = []
        for element in try object.array("nodes", countMax: Limits.classNodesMax) {
            nodes.append(try WireClassNode(json: element))
        }
    }

    package func writeMembers(to writer: inout JSONWriter) { writer.member("nodes", nodes) }
}

/// The names of a kind, and how many tickets have each.
package struct ClassList<Kind: WireTreeKind>: WireRequest {
    package static var method: Method { Kind.list }
    package typealias Response = ClassListResult

    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(atLeast: Int64? = nil) { self.atLeast = atLeast }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// The names as they are called now, in the order of whoever set them.
package struct ClassListResult: WireValue {
    /// A name with its tickets.
    package struct Node: WireValue {
        package var node: WireClassNode
        /// How many have it, whatever their state; what is kept apart as spam is not counted.
        package var tickets: Int64

        package init(_ node: WireClassNode, tickets: Int64) {
            self.node = node
            self.tickets = tickets
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            node = try WireClassNode(reading: &object)
            tickets = try object.count("tickets")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            node.writeMembers(to: &writer)
            writer.member("tickets", tickets)
            writer.endObject()
        }
    }

    package var nodes: [Node]
    /// Of the settings.
    package var version: Int64
    package var asOf: Int64

    package init(nodes: [Node], version: Int64, asOf: Int64) {
        self.nodes = nodes
        self.version = version
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        nodes = try object.decodeArray("nodes")
        version = try object.count("version")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("nodes", nodes)
        writer.member("version", version)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}
