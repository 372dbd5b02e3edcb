/// Everything the demonstration replays; the same in every run, with times that hang on the moment it is replayed at.
enum DemoConversations {
    /// Every conversation, by language.
    static let all: [DemoConversation] =
        englishOrders + englishProducts + englishEverythingElse + german + french + spanishAndPortuguese + europe + asia

    /// One thing to replay.
    struct Operation: Sendable {
        /// Which conversation it belongs to: an index of ``DemoConversations/all``.
        let conversation: Int
        /// Unique, and the same in every run: deduplicates a second replay.
        let externalId: String
        /// **Units** before now; never negative.
        let age: Duration
        /// What is to be done.
        let action: DemoStep.Action
    }

    /// The steps of all conversations in order of time, those of one conversation in their own order.
    static let operations: [Operation] = {
        var operations: [Operation] = []
        for (index, conversation) in all.enumerated() {
            var minutesAgo = conversation.startedMinutesAgo
            for (number, step) in conversation.steps.enumerated() {
                minutesAgo -= step.after
                // Seconds that look like life: within a minute steps keep their order by their number.
                let age = max(0, minutesAgo * 60 + 30 - number * 2 - index % 7)
                operations.append(
                    Operation(
                        conversation: index, externalId: "demo-\(index + 1)-\(number + 1)", age: .seconds(age),
                        action: step.action))
            }
        }
        // A stable sort would do; naming the place makes it one.
        return operations.enumerated().sorted { ($0.element.age, -$0.offset) > ($1.element.age, -$1.offset) }.map(
            \.element)
    }()
}
