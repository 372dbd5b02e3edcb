import Testing

@testable import CarelogCLI

@Suite("demonstration")
struct DemoConversationsTests {
    let all = DemoConversations.all

    @Test("there are many conversations, in many languages and on every channel")
    func variety() {
        #expect(all.count >= 40)
        let languages = Set(all.map(\.language))
        #expect(languages.isSuperset(of: ["en", "de", "fr", "es", "pt", "it", "ja", "ar", "tr", "pl", "hi"]))
        for channel in DemoChannel.allCases { #expect(all.count { $0.channel == channel } >= 5, "\(channel)") }
        let actors = Set(all.flatMap(\.steps).compactMap(\.action.agent))
        #expect(actors == Set(DemoAgent.allCases))
    }

    @Test("some are resolved, some wait for hours, some are put off, and some go back and forth")
    func states() {
        let ends = all.compactMap(\.steps.last?.action)
        #expect(ends.count { $0.isResolve } >= 10)
        #expect(ends.count { $0.isSnooze } >= 2)
        let waiting = all.filter { conversation in
            !conversation.steps.contains { $0.action.isReply || $0.action.isResolve }
                && conversation.startedMinutesAgo > 120
        }
        #expect(waiting.count >= 5)
        #expect(all.count { $0.steps.count { $0.action.isMessage } >= 2 } >= 20)
        #expect(all.flatMap(\.steps).count { $0.action.isNote } >= 5)
    }

    @Test(
        "every conversation begins with its customer, and only people answer", arguments: DemoConversations.all.indices)
    func begins(_ index: Int) throws {
        let conversation = all[index]
        let first = try #require(conversation.steps.first)
        #expect(first.action.isMessage)
        #expect(first.after == 0)
        #expect(
            conversation.steps.reduce(0) { $0 + $1.after } <= conversation.startedMinutesAgo,
            "it reaches into the future")
        for step in conversation.steps {
            #expect(step.after >= 0)
            guard case .reply(let agent, _) = step.action else { continue }
            #expect(!agent.isBot)
        }
    }

    @Test("no two customers share a handle on a channel, and a post fits its network")
    func fits() {
        #expect(Set(all.map { "\($0.channel.rawValue) \($0.customer.handle)" }).count == all.count)
        for conversation in all where conversation.channel == .x {
            for step in conversation.steps {
                guard case .message(let text) = step.action else { continue }
                #expect(text.count <= 280)
            }
        }
    }

    @Test("operations come in order of time, those of a conversation in their own, each with an id of its own")
    func operations() {
        let operations = DemoConversations.operations
        #expect(operations.count == all.reduce(0) { $0 + $1.steps.count })
        #expect(Set(operations.map(\.externalId)).count == operations.count)
        #expect(zip(operations, operations.dropFirst()).allSatisfy { $0.age >= $1.age })
        #expect(operations.allSatisfy { $0.age >= .zero })
        for (index, conversation) in all.enumerated() {
            let actions = operations.filter { $0.conversation == index }.map(\.action)
            #expect(actions == conversation.steps.map(\.action))
        }
    }
}

extension DemoStep.Action {
    fileprivate var agent: DemoAgent? {
        switch self {
        case .message: nil
        case .reply(let agent, _), .note(let agent, _), .tag(let agent, _), .claim(let agent), .assign(let agent, _),
            .snooze(let agent, _), .resolve(let agent):
            agent
        }
    }

    fileprivate var isMessage: Bool { agent == nil }
    fileprivate var isReply: Bool { if case .reply = self { true } else { false } }
    fileprivate var isNote: Bool { if case .note = self { true } else { false } }
    fileprivate var isSnooze: Bool { if case .snooze = self { true } else { false } }
    fileprivate var isResolve: Bool { if case .resolve = self { true } else { false } }
}
