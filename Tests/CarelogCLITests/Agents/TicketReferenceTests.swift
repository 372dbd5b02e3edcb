import Testing

@testable import CarelogCLI

@Suite("the end of a ticket's id")
struct TicketReferenceTests {
    /// An id with this end.
    private static func id(_ end: String) -> String { "01a20289-7231-7a2b-a1e0-089d\(end)" }

    private func resolve(
        _ text: String, page: (_ cursor: String?) -> (ids: [String], next: String?)
    ) async throws -> String {
        try await #require(TicketReference(argument: text)).resolve(from: page)
    }

    @Test("leads to the one ticket that has it, on whichever page")
    func found() async throws {
        let pages = ["": ([Self.id("4ddf7fa0")], "2"), "2": ([Self.id("00000001"), Self.id("00000002")], nil)]
        for end in ["4ddf7fa0", "00000001", "0002"] {
            let whole = try await resolve(end) { pages[$0 ?? ""] ?? ([], nil) }
            #expect(whole.hasSuffix(end))
        }
        #expect(try await resolve(Self.id("00000009")) { _ in ([], nil) } == Self.id("00000009"))
    }

    @Test("leads to it although it moves to the front while the pages behind are read")
    func moving() async throws {
        let moving = Self.id("4ddf7fa0")
        var pages = [[Self.id("00000001")], [Self.id("00000002")], [moving]]
        var isMoved = false
        let whole = try await resolve("4ddf7fa0") { cursor in
            let number = Int(cursor ?? "") ?? 0
            defer {
                if number == 1, !isMoved {
                    isMoved = true
                    pages[2] = []
                    pages[0].insert(moving, at: 0)
                }
            }
            return (pages[number], number < 2 ? "\(number + 1)" : nil)
        }
        #expect(whole == moving)
    }

    @Test("is refused where no ticket or several have it")
    func refused() async throws {
        for end in ["0000", "4ddf7fa0"] {
            await #expect(throws: ClientOptions.Failure.self) {
                _ = try await resolve(end) { _ in ([Self.id("00010000"), Self.id("00020000")], nil) }
            }
        }
    }
}
