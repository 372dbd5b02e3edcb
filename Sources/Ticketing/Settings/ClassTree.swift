/// By what a workspace tells its tickets apart, as a tree of names.
package enum ClassKind: String, Hashable, Sendable, CaseIterable {
    /// Why the customer complains.
    case cause
    /// What it is about.
    case product
}

/// One name of a tree.
package struct ClassNode: Hashable, Sendable {
    /// What tickets and events name; it means the same for ever.
    package let id: Skill
    /// What it is a part of; nil at the top.
    package var parent: Skill?
    /// What people call it now. **Range**: 1 to 80 bytes, no control characters.
    package var name: String
    /// Whether tickets can be given it no more; those that have it keep it.
    package var isRetired: Bool

    package init(id: Skill, parent: Skill? = nil, name: String, isRetired: Bool = false) {
        self.id = id
        self.parent = parent
        self.name = name
        self.isRetired = isRetired
    }
}

/// Why a tree cannot be.
package enum ClassFlaw: Hashable, Sendable {
    /// Two nodes have this id.
    case twice(Skill)
    /// The node's parent is not in the tree.
    case parentMissing(Skill)
    /// The node is a part of itself.
    case circular(Skill)
    /// It was there before. A node never goes, so that its id never means something else: it is retired.
    case missing(Skill)
    case tooLarge
}

/// The names of one kind, in the order in which somebody gave them.
package struct ClassTree: Hashable, Sendable {
    package let nodes: [ClassNode]
    private let places: [Skill: Int]

    /// A tree has at most so many nodes.
    package static let nodesMax = 400
    /// An entry has to stay below 65,535 bytes. **Units**: bytes of ids, and of names twice, since each byte of those may have
    /// to be escaped; 400 nodes take 20,000 more.
    package static let bytesMax = 44_000

    package init(_ nodes: [ClassNode] = []) {
        self.nodes = nodes
        places = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    package subscript(id: Skill) -> ClassNode? { places[id].map { nodes[$0] } }

    /// Whether tickets can be given it: neither it nor what it is a part of is retired.
    package func isOpen(_ id: Skill) -> Bool {
        var next: Skill? = id
        // As many steps as there are nodes, in case of a circle.
        for _ in nodes {
            guard let current = next else { return true }
            guard let node = self[current], !node.isRetired else { return false }
            next = node.parent
        }
        return next == nil
    }

    /// What is wrong with it as the successor of another tree; nil if nothing is.
    package func flaw(after before: ClassTree) -> ClassFlaw? {
        let bytes = nodes.reduce(0) {
            $0 + $1.id.name.utf8.count + ($1.parent?.name.utf8.count ?? 0) + 2 * $1.name.utf8.count
        }
        if nodes.count > Self.nodesMax || bytes > Self.bytesMax { return .tooLarge }
        var seen: Set<Skill> = []
        for node in nodes where !seen.insert(node.id).inserted { return .twice(node.id) }
        for node in nodes { if let parent = node.parent, self[parent] == nil { return .parentMissing(node.id) } }
        for node in nodes where isCircular(node.id) { return .circular(node.id) }
        for node in before.nodes where self[node.id] == nil { return .missing(node.id) }
        return nil
    }

    private func isCircular(_ id: Skill) -> Bool {
        var next = self[id]?.parent
        for _ in nodes {
            guard let current = next else { return false }
            if current == id { return true }
            next = self[current]?.parent
        }
        // It leads into a circle that it is not part of: whoever is part of it is found as such.
        return false
    }
}
