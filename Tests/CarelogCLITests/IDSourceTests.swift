internal import Identity
internal import Testing

@testable internal import CarelogCLI

@Suite("Ids of the server")
struct IDSourceTests {
    @Test("are never the same, whoever asks, and of version 7")
    func distinct() async {
        let ids = IDSource()
        let moment = Instant(microseconds: 1_700_000_000_000_000)
        let made = await withTaskGroup(of: [UniqueID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<1_000).map { _ in ids.next(at: moment) } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(made.count == 8_000 && Set(made).count == made.count)
        // Neither half of the randomness is left out.
        #expect(Set(made.map { $0.high & 0xfff }).count > 2_000)
        #expect(made.allSatisfy { $0.high >> 16 == 1_700_000_000_000 && $0.high >> 12 & 0xf == 7 && $0.low >> 62 == 2 })
    }
}
