internal import Testing

@testable internal import EventLog

@Suite("When others are told of what was appended silently")
struct NoticeTests {
    enum Step: Sendable { case silently, told, looked }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let given: [Step]
        let isDue: Bool
        /// Whether there is one to give at the end.
        let isLast: Bool

        init(_ description: String, _ given: [Step], isDue: Bool, isLast: Bool) {
            (testDescription, self.given, self.isDue, self.isLast) = (description, given, isDue, isLast)
        }
    }

    static let cases = [
        Case("nothing", [], isDue: false, isLast: false),
        Case("a look, and nothing to tell", [.looked], isDue: false, isLast: false),
        Case("something, and no look yet", [.silently], isDue: false, isLast: true),
        Case("something, and a look", [.silently, .looked], isDue: true, isLast: true),
        Case("more of it meanwhile puts nothing off", [.silently, .looked, .silently], isDue: true, isLast: true),
        Case("everybody was told otherwise", [.silently, .told, .looked], isDue: false, isLast: false),
        Case("told while it was due", [.silently, .looked, .told], isDue: false, isLast: false),
        Case("something after that", [.silently, .told, .silently], isDue: false, isLast: true),
    ]

    @Test("given what happened, it is due or not, and given once", arguments: cases)
    func rule(of rule: Case) {
        for isLast in [false, true] {
            var notice = Notice()
            for step in rule.given {
                switch step {
                case .silently: notice.appendedSilently()
                case .told: notice.told()
                case .looked: notice.looked()
                }
            }
            #expect(notice.isDue == rule.isDue)
            #expect(notice.take(isLast: isLast) == (isLast ? rule.isLast : rule.isDue))
            #expect(!notice.isDue)
            #expect(!notice.take(isLast: true) || !isLast && rule.isLast && !rule.isDue)
        }
    }
}
