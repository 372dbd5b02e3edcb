/// Rows by what names them, side by side in memory in the order in which they came.
///
/// A dictionary of rows spreads them over twice the memory that they need and moves all of them when it grows: rows are some
/// hundred bytes, and a rebuild touches tens of thousands in each batch. What it has room for stays with it.
package struct RowTable<Row: Identifiable & Sendable>: Sendable where Row.ID: Sendable {
    /// Whoever changes a row leaves its name as it is.
    package internal(set) var values: ContiguousArray<Row> = []
    private var places: [Row.ID: Int] = [:]

    package var count: Int { values.count }
    package var keys: some Sequence<Row.ID> { values.lazy.map(\.id) }

    /// Where in `values` a row stands, until some are left out.
    func place(of id: Row.ID) -> Int? { places[id] }

    package subscript(id: Row.ID) -> Row? { places[id].map { values[$0] } }

    /// Adds a row, or puts it in the place of the one of its name.
    mutating func set(_ row: Row) {
        if let place = places[row.id] {
            values[place] = row
        } else {
            places[row.id] = values.count
            values.append(row)
        }
    }

    /// Leaves out all others.
    mutating func keep(where isKept: (Row) -> Bool) {
        places.removeAll(keepingCapacity: true)
        var kept = 0
        for place in values.indices where isKept(values[place]) {
            if kept != place { values.swapAt(kept, place) }
            places[values[kept].id] = kept
            kept += 1
        }
        values.removeLast(values.count - kept)
    }
}
