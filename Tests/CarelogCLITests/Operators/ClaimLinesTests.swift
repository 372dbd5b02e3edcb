import Identity
import Testing

@testable import CarelogCLI
@testable import Desk

@Suite("what `carelog claims` prints")
struct ClaimLinesTests {
    private static let repairable = ClaimReport.Difference(kind: .missing, stream: "ticket/1", found: nil)
    private static let disputed = ClaimReport.Difference(kind: .disputed, stream: "ticket/2", found: "ticket/3")

    private static let cases: [(differences: [ClaimReport.Difference], last: String)] = [
        ([], "demo: 5 claims, 1 of which events do not tell, all of them what 9 events say"),
        ([repairable], "demo: DIFFERENT: 1 of 5 claims; do it"),
        ([repairable, disputed], "demo: DIFFERENT: 2 of 5 claims; do it; what is disputed no command puts right"),
        ([disputed], "demo: DIFFERENT: 1 of 5 claims; what is disputed no command puts right"),
    ]

    @Test("says what to do where something can be done", arguments: cases.indices)
    func hints(index: Int) {
        let (differences, last) = Self.cases[index]
        let report = ClaimReport(asOf: LogPosition(8), claims: 5, unseen: 1, differences: differences)
        #expect(ClaimsCommand.lines(report, of: "demo", hint: "do it").last == last)
    }
}
