/// The rows of a table that has one only where there is something: those that a batch wrote, and those that it took away.
///
/// Events say all that such a row holds, so none has to be loaded before it is changed.
package struct SideRows<ID: Hashable & Sendable, Row: Hashable & Sendable>: Hashable, Sendable {
    /// As the batch left them.
    package private(set) var written: [ID: Row] = [:]
    /// Those of the written ones that nobody has written before.
    package private(set) var new: Set<ID> = []
    /// Not there any more, if they ever were.
    package private(set) var gone: Set<ID> = []

    /// `isNew`: no event before this one can have written a row of this id.
    mutating func write(_ row: Row, as id: ID, isNew: Bool = false) {
        written[id] = row
        if isNew { new.insert(id) } else { gone.remove(id) }
    }

    mutating func remove(_ id: ID) {
        written[id] = nil
        if new.remove(id) == nil { gone.insert(id) }
    }
}
