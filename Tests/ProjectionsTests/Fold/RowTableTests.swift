import Testing

@testable import Projections

@Suite("Rows by what names them")
struct RowTableTests {
    private struct Row: Identifiable, Hashable, Sendable {
        let id: String
        var value: Int
    }

    /// What is done to a table, and to a dictionary beside it.
    private enum Step: Sendable {
        case set(String, Int)
        case change(String, Int)
        case keep(atLeast: Int)
    }

    @Test("finds each row by its name, whatever was put in, changed and left out before")
    func steps() {
        let steps: [Step] = [
            .keep(atLeast: 0), .set("a", 1), .set("b", 2), .set("c", 3), .set("d", 4), .set("b", 5), .change("a", 9),
            .keep(atLeast: 4), .set("c", 7), .change("d", 1), .keep(atLeast: 2), .set("a", 0), .keep(atLeast: 100),
            .set("e", 1),
        ]
        var table = RowTable<Row>()
        var expected: [String: Int] = [:]
        for step in steps {
            switch step {
            case .set(let id, let value):
                table.set(Row(id: id, value: value))
                expected[id] = value
            case .change(let id, let value):
                if let place = table.place(of: id) { table.values[place].value = value }
                expected[id] = value
            case .keep(let least):
                table.keep { $0.value >= least }
                expected = expected.filter { $0.value >= least }
            }
            #expect(table.byID.mapValues(\.value) == expected)
            #expect(table.count == expected.count && Set(table.keys) == Set(expected.keys))
            for id in ["a", "b", "c", "d", "e", "f"] { #expect(table[id]?.value == expected[id]) }
        }
    }
}
