internal import Testing

@testable internal import Desk

@Suite("A preview")
struct PreviewTests {
    @Test("has a bound in bytes as well as in characters, since one character can have any number of marks")
    func marks() {
        let heavy = "a" + String(repeating: "\u{301}", count: 20_000)
        #expect(Preview.of(heavy) == "…")
        #expect(Preview.of("see: " + heavy) == "see: …")
        let medium = String(repeating: "e" + String(repeating: "\u{301}", count: 50), count: 140)
        #expect(Preview.of(medium).utf8.count <= 1_024 + 3)
    }
}
