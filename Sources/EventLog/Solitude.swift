/// Whether commands come one at a time, and have for a while.
struct Solitude {
    /// So many in a row: of a few callers now and then one is alone, and to move for it costs more than it saves.
    static let enough = 16

    private var inARow = 0

    var isLasting: Bool { inARow >= Self.enough }

    /// A batch of so many commands was appended; `waiting` came meanwhile.
    mutating func appended(_ count: Int, waiting: Int) {
        inARow = count == 1 && waiting == 0 ? min(inARow + 1, Self.enough) : 0
    }
}
