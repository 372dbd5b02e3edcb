/// Rows by what names them, side by side in memory.
///
/// A dictionary of rows spreads them over twice the memory that they need and moves all of them when it grows: rows are some
/// hundred bytes, and a rebuild touches tens of thousands in each batch.
///
/// Rows that were put by stay where they are and as they are, until they are asked for to be changed: whoever holds a copy of
/// the table from then may read it elsewhere, and nothing is moved for that.
package struct RowTable<Row: Identifiable & Sendable>: Sendable where Row.ID: Sendable {
    /// Those that came, or were asked for, since rows were put by. Whoever changes a row leaves its name as it is.
    var rows: ContiguousArray<Row> = []
    private var places: [Row.ID: Int] = [:]
    /// Those that were put by, also if they are in `rows` by now.
    private var earlier: ContiguousArray<Row> = []
    private var earlierPlaces: [Row.ID: Int] = [:]

    /// All of them.
    package var values: [Row] { rows + earlier.filter { places[$0.id] == nil } }
    package var keys: [Row.ID] { values.map(\.id) }
    package var count: Int { values.count }
    /// How many are in memory, of which some may be there twice.
    var heldCount: Int { rows.count + earlier.count }

    package subscript(id: Row.ID) -> Row? {
        if let place = places[id] { return rows[place] }
        return earlierPlaces[id].map { earlier[$0] }
    }

    /// Where in `rows` a row stands, until rows are put by.
    mutating func place(of id: Row.ID) -> Int? {
        if let place = places[id] { return place }
        guard let place = earlierPlaces[id] else { return nil }
        return add(earlier[place])
    }

    /// Adds a row, or puts it in the place of the one of its name.
    mutating func set(_ row: Row) {
        if let place = places[row.id] { rows[place] = row } else { _ = add(row) }
    }

    private mutating func add(_ row: Row) -> Int {
        places[row.id] = rows.count
        rows.append(row)
        return rows.count - 1
    }

    /// Forgets the rows that were put by.
    mutating func forgetEarlier() { (earlier, earlierPlaces) = ([], [:]) }

    /// Puts all rows by, and forgets those that were put by before and have not been asked for since.
    mutating func putBy() {
        (earlier, earlierPlaces) = (rows, places)
        (rows, places) = ([], Dictionary(minimumCapacity: earlier.count))
        rows.reserveCapacity(earlier.count)
    }
}
