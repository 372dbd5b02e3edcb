internal import Identity
internal import Postgres
internal import Support
internal import Testing

@testable internal import EventLog

@Suite("Who asks for claims together", .timeLimit(.minutes(1)))
struct LateClaimTests {
    private static let holder = LogClaim(stream: "ticket/1", position: LogPosition(7))

    /// A database that answers whoever still has time, and takes a while for it.
    private let reader = ClaimReader { keys in
        for _ in 0..<20 { await Task.yield() }
        if Task.isCancelled || PostgresDeadline.current.map({ $0 <= .now }) ?? false {
            return .failure(EventLogError(.unavailable, "too late"))
        }
        return .success(Dictionary(keys.map { ($0, LateClaimTests.holder) }) { first, _ in first })
    }

    @Test("does not fail because another's time is up, or another has left")
    func lateNeighbours() async {
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<300 {
                let key = ClaimReader.Key(workspace: acme, key: [UInt8(caller % 256)])
                let asking = Task { () -> ClaimReader.Answer in
                    // A third has no time left, and a third leaves; both may happen to be those who ask for all.
                    await PostgresDeadline.with(caller % 3 == 0 ? .now : nil) {
                        do throws(EventLogError) {
                            return .success(try await reader.claims([key]))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                if caller % 3 == 1 { asking.cancel() }
                guard caller % 3 == 2 else { continue }
                group.addTask {
                    let answer = await asking.value
                    #expect((try? answer.get())?[key] == LateClaimTests.holder, "caller \(caller)")
                }
            }
        }
    }
}
