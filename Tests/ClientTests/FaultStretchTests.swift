import Testing

@testable internal import Client
@testable internal import Wire

@Suite("Faults that may be about one reply")
struct FaultStretchTests {
    private static let fault = ClientError.rpc(RPCError(.internalError))
    private static let lost = ClientError.connectionLost("x")
    private static let away = ClientError.notConnected("x")

    /// What goes wrong in which second, and whether the last of it is too much where ten seconds are borne.
    private static let cases: [(name: String, errors: [(second: Int, ClientError)], isOver: Bool)] = [
        ("one", [(0, fault)], false),
        ("for long enough", [(0, fault), (4, lost), (10, fault)], true),
        ("not long enough", [(0, fault), (9, fault)], false),
        ("while the server was away in between", [(0, fault), (5, away), (11, fault)], false),
        ("again for long enough", [(0, fault), (5, away), (11, fault), (21, lost)], true),
        ("only away", [(0, away), (60, away)], false),
        ("no answer in between", [(0, lost), (5, .timeout), (10, lost)], false),
    ]

    @Test("are too much once they have lasted, and nothing else went wrong meanwhile", arguments: cases.indices)
    func stretches(index: Int) {
        let (name, errors, isOver) = Self.cases[index]
        let start = ContinuousClock.now
        var (stretch, answer) = (FaultStretch(), false)
        for (second, error) in errors {
            answer = stretch.isOver(with: error, bearing: .seconds(10), now: start + .seconds(second))
        }
        #expect(answer == isOver, "\(name)")
    }

    @Test("at once, where none is borne")
    func none() {
        var stretch = FaultStretch()
        let isOver = stretch.isOver(with: Self.fault, bearing: .zero, now: .now)
        let isAwayOver = stretch.isOver(with: Self.away, bearing: .zero, now: .now)
        #expect(isOver && !isAwayOver)
    }
}
