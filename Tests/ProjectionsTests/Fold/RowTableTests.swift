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
        case putBy
    }

    @Test("finds each row by its name, whatever was put in, changed and put by before")
    func steps() {
        let steps: [Step] = [
            .putBy, .set("a", 1), .set("b", 2), .set("c", 3), .set("d", 4), .set("b", 5), .change("a", 9),
            .putBy, .set("c", 7), .change("d", 1), .set("e", 1), .putBy, .set("a", 0), .putBy, .putBy,
            .set("e", 1), .putBy, .change("e", 2), .change("e", 3), .putBy, .set("f", 1),
        ]
        var table = RowTable<Row>()
        var expected: [String: Int] = [:]
        // Of these nothing was asked for since rows were put by: then they are forgotten.
        var untouched: Set<String> = []
        for step in steps {
            switch step {
            case .set(let id, let value):
                table.set(Row(id: id, value: value))
                expected[id] = value
                untouched.remove(id)
            case .change(let id, let value):
                guard let place = table.place(of: id) else {
                    #expect(expected[id] == nil)
                    continue
                }
                table.rows[place].value = value
                expected[id] = value
                untouched.remove(id)
            case .putBy:
                let copy = table
                table.putBy()
                #expect(copy.byID.mapValues(\.value) == expected)
                for id in untouched { expected[id] = nil }
                untouched = Set(expected.keys)
            }
            #expect(table.byID.mapValues(\.value) == expected)
            #expect(table.count == expected.count && Set(table.keys) == Set(expected.keys))
            for id in ["a", "b", "c", "d", "e", "f"] { #expect(table[id]?.value == expected[id]) }
        }
    }
}
