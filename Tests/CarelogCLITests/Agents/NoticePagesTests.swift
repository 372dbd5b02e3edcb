internal import Identity
internal import Testing
internal import Vault
internal import Wire

@testable internal import CarelogCLI

@Suite("The pages of a notice")
struct NoticePagesTests {
    private static let ids = (0..<4).map { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | UInt64($0)) }

    private static func pages(_ command: UniqueID) -> NoticePages {
        NoticePages(
            first: ProblemNotify(
                commandID: command.description, problem: ids[3].description, text: "Tomorrow.", resolve: true))
    }

    @Test("are the same commands whenever the first one is sent again")
    func again() {
        let (pages, other) = (Self.pages(Self.ids[0]), Self.pages(Self.ids[1]))
        #expect(pages.page(after: nil).commandID == Self.ids[0].description)
        let after = Self.ids[2].description
        let page = pages.page(after: after)
        #expect(page.commandID == Self.pages(Self.ids[0]).page(after: after).commandID)
        #expect(page.after == after && page.text == "Tomorrow." && page.resolve == true)
        #expect(WireText.uuid(page.commandID) != nil)
        // Each page is a command of its own, and so is each notice.
        let ids = [nil, after, Self.ids[3].description].flatMap { after in
            [pages.page(after: after).commandID, other.page(after: after).commandID]
        }
        #expect(Set(ids).count == 6)
        // And not what is done to the last ticket of the page before.
        let told = UniqueID.version8(Digest.sha256(Self.ids[0].bytes + Self.ids[2].bytes))
        #expect(page.commandID != told.description)
    }
}
