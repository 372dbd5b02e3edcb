internal import EventLog
internal import Logging
internal import Postgres
import Testing

@testable internal import Desk

@Suite("What a use case failed of is told")
struct FailureLevelTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let given: any Error
        let then: Logger.Level?
        var testDescription: String { "\(given)" }
    }

    private static let refused = PostgresError(.server, "permission denied", sqlState: .insufficientPrivilege)

    private static let cases = [
        Case(given: refused, then: .error),
        Case(given: EventLogError(.unavailable, "refused", underlying: refused), then: .error),
        Case(given: PostgresError(.decoding, "no number"), then: .error),
        Case(given: PostgresError(.server, "deadlock", sqlState: .deadlockDetected), then: .debug),
        Case(given: PostgresError(.server, "going down", sqlState: .adminShutdown), then: .debug),
        Case(given: PostgresError(.connectionFailed, "nobody listens"), then: .debug),
        Case(given: PostgresError(.timeout, "too late"), then: .debug),
        Case(given: EventLogError(.unavailable, "the database cannot be reached"), then: .debug),
        Case(given: DeskError(.notFound(.ticket), "no such ticket"), then: nil),
        Case(given: CancellationError(), then: nil),
    ]

    @Test("as loudly as somebody has to look at it", arguments: cases)
    private func level(_ example: Case) {
        #expect(Desk.level(of: example.given, as: DeskError(translating: example.given).code) == example.then)
    }
}
