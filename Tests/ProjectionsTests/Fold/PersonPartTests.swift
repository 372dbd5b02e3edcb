internal import Identity
internal import Testing
internal import Ticketing

@testable internal import Projections

@Suite("A batch's part of a timeline")
struct PersonPartTests {
    private static func events(_ customers: [UInt64]) -> [TimelineRow] {
        customers.enumerated().map { position, customer in
            TimelineRow(customer: CustomerID(.numbered(customer)), position: LogPosition(Int64(position)))
        }
    }

    @Test("is a row for each customer, in order")
    func byCustomer() {
        let parts = PersonPart.parts(of: Self.events([2, 1, 2, 3, 1]))
        #expect(parts.map(\.person) == [1, 2, 3].map { UniqueID.numbered($0) })
        #expect(parts.map { $0.positions.map(\.value) } == [[1, 4], [0, 2], [3]])
        #expect(PersonPart.parts(of: [TimelineRow]()).isEmpty)
    }

    @Test("of a busy customer is cut into rows of bounded length", arguments: [1, 99, 100, 101, 250])
    func bounded(count: Int) {
        let parts = PersonPart.parts(of: Self.events(Array(repeating: 1, count: count)))
        #expect(parts.allSatisfy { (1...PersonPart.positionsMax).contains($0.positions.count) })
        #expect(parts.count == (count + PersonPart.positionsMax - 1) / PersonPart.positionsMax)
        #expect(parts.flatMap(\.positions).map(\.value) == (0..<Int64(count)).map { $0 })
    }
}
