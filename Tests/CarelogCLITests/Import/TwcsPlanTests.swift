import Testing

@testable import CarelogCLI

@Suite("twcs plan")
struct TwcsPlanTests {
    /// A customer's tweet is `(id, "12", text)`, a brand's has a handle that begins with a letter; time runs with `at`,
    /// else with the id.
    static func tweet(_ id: UInt64, _ author: String, _ text: String, answers parent: UInt64? = nil, at: Int64? = nil)
        -> TwcsRecord
    {
        TwcsRecord(
            id: id, author: author, isInbound: author.first?.isNumber ?? false, writtenAt: at ?? Int64(id), text: text,
            parent: parent,
            line: Int(id) + 1)
    }

    /// `m 1 x:@Brand`, `r 2 x:@Brand ^1 >12` (answers 1, addressed to 12) or `p 3 x:@Brand`.
    static func lines(_ tweets: [TwcsRecord]) -> [String] {
        let plan = TwcsPlan(tweets)
        return (0..<plan.count).map { index in
            switch plan[index].request {
            case .message(let params):
                "m \(params.externalId) \(params.channel)" + (params.inReplyTo.map { " ^\($0)" } ?? "")
            case .reply(let params):
                "r \(params.externalId) \(params.channel)" + (params.inReplyTo.map { " ^\($0)" } ?? "")
                    + (params.toHandle.map { " >\($0)" } ?? "")
            case .post(let params):
                "p \(params.externalId) \(params.channel)"
            }
        }
    }

    @Test("a question and its answer make one ticket")
    func questionAndAnswer() {
        let tweets = [Self.tweet(1, "12", "@Brand help"), Self.tweet(2, "Brand", "@12 sure", answers: 1)]
        #expect(Self.lines(tweets) == ["m 1 x:@Brand", "r 2 x:@Brand ^1 >12"])
        #expect(TwcsPlan(tweets).counts == ImportCounts(customers: 1, tickets: 1, messages: 1, replies: 1, posts: 0))
    }

    @Test("what a brand says to nobody is a post, and so is its answer to its own post")
    func posts() {
        let tweets = [Self.tweet(1, "Brand", "We are open"), Self.tweet(2, "Brand", "and closed again", answers: 1)]
        #expect(Self.lines(tweets) == ["p 1 x:@Brand", "p 2 x:@Brand"])
        #expect(TwcsPlan(tweets).counts == ImportCounts(customers: 0, tickets: 0, messages: 0, replies: 0, posts: 2))
    }

    @Test("a brand that answers a post with a mention writes to the one it mentions")
    func mentionBelowPost() {
        let tweets = [
            Self.tweet(1, "Brand", "We are open"), Self.tweet(2, "Brand", " @12 and for you too", answers: 1),
        ]
        #expect(Self.lines(tweets) == ["p 1 x:@Brand", "r 2 x:@Brand ^1 >12"])
    }

    @Test("an answer to a tweet that is not in the file goes to the leading mention, else to nobody")
    func absentParent() {
        let tweets = [
            Self.tweet(1, "Brand", "@12 sure", answers: 99), Self.tweet(2, "Brand", "Sure, @12", answers: 99),
        ]
        #expect(Self.lines(tweets) == ["r 1 x:@Brand ^99 >12", "p 2 x:@Brand"])
        #expect(TwcsPlan(tweets).counts == ImportCounts(customers: 1, tickets: 1, messages: 0, replies: 1, posts: 1))
    }

    @Test("an answer without a mention goes to the customer whose tweet it answers")
    func noMention() {
        let tweets = [Self.tweet(1, "12", "help"), Self.tweet(2, "Brand", "Hello @12!", answers: 1)]
        #expect(Self.lines(tweets) == ["m 1 x:@Brand", "r 2 x:@Brand ^1 >12"])
    }

    @Test("a found parent decides the ticket, whoever is mentioned")
    func parentBeatsMention() {
        let tweets = [Self.tweet(1, "12", "@Brand help"), Self.tweet(2, "Brand", "@13 sure", answers: 1)]
        #expect(Self.lines(tweets) == ["m 1 x:@Brand", "r 2 x:@Brand ^1 >13"])
        #expect(TwcsPlan(tweets).counts.customers == 1)
    }

    @Test("a reply to a reply stays on its ticket")
    func replyToReply() {
        let tweets = [
            Self.tweet(1, "12", "@Brand help"), Self.tweet(2, "Brand", "@12 sure", answers: 1),
            Self.tweet(3, "Brand", "and done", answers: 2),
        ]
        #expect(Self.lines(tweets)[2] == "r 3 x:@Brand ^2")
        #expect(TwcsPlan(tweets).counts == ImportCounts(customers: 1, tickets: 1, messages: 1, replies: 2, posts: 0))
    }

    @Test("two brands in one thread have a channel each; the other's tweet is not found")
    func twoBrands() {
        let tweets = [
            Self.tweet(1, "Alpha", "@12 hello"), Self.tweet(2, "Beta", "@Alpha @12 what a day", answers: 1),
            Self.tweet(3, "Beta", "no mention", answers: 1), Self.tweet(4, "12", "you two!", answers: 2),
        ]
        #expect(
            Self.lines(tweets) == ["r 1 x:@Alpha >12", "r 2 x:@Beta ^1 >Alpha", "p 3 x:@Beta", "m 4 x:@Beta ^2"])
        #expect(TwcsPlan(tweets).counts == ImportCounts(customers: 2, tickets: 3, messages: 1, replies: 2, posts: 1))
        #expect(TwcsPlan(tweets).channelNames == ["x:@Alpha", "x:@Beta"])
    }

    @Test("a second brand that answers a customer's tweet on another channel opens a ticket of its own")
    func secondBrand() {
        let tweets = [
            Self.tweet(1, "12", "@Beta help"), Self.tweet(2, "Alpha", "may I?", answers: 1),
            Self.tweet(3, "Beta", "sure", answers: 1),
        ]
        #expect(Self.lines(tweets) == ["m 1 x:@Alpha", "r 2 x:@Alpha ^1 >12", "r 3 x:@Beta ^1 >12"])
        #expect(TwcsPlan(tweets).counts.tickets == 2)
    }

    @Suite("the brand of a message")
    struct Brand {
        typealias Plan = TwcsPlanTests

        @Test("is the nearest above it, before any below or mentioned")
        func above() {
            let tweets = [
                Plan.tweet(1, "Alpha", "@12 hi"), Plan.tweet(2, "13", "@Beta", answers: 1),
                Plan.tweet(3, "14", "@Beta", answers: 2),
                Plan.tweet(4, "Beta", "@14 hi", answers: 3),
            ]
            #expect(Plan.lines(tweets)[1...2] == ["m 2 x:@Alpha ^1", "m 3 x:@Alpha ^2"])
        }

        @Test("is else the one with the fewest steps below it")
        func below() {
            let tweets = [
                Plan.tweet(1, "12", "@Gamma"), Plan.tweet(2, "13", "me too", answers: 1),
                Plan.tweet(3, "Alpha", "@13 hi", answers: 2),
                Plan.tweet(4, "Beta", "@12 hi", answers: 1), Plan.tweet(5, "Gamma", "@99 hi"),
            ]
            #expect(Plan.lines(tweets)[0] == "m 1 x:@Beta")
        }

        @Test("is the oldest of those equally near")
        func oldestBelow() {
            let tweets = [
                Plan.tweet(1, "12", "hi"), Plan.tweet(2, "13", "x", answers: 1), Plan.tweet(3, "14", "y", answers: 1),
                Plan.tweet(4, "Late", "@14", answers: 3), Plan.tweet(5, "Early", "@13", answers: 2),
            ]
            // Breadth first: the answers to tweet 2 are met before those to tweet 3, whatever their time.
            #expect(Plan.lines(tweets)[0] == "m 1 x:@Early")
            let siblings = [
                Plan.tweet(1, "12", "hi"), Plan.tweet(9, "First", "@12", answers: 1, at: 5),
                Plan.tweet(3, "Second", "@12", answers: 1, at: 6),
            ]
            #expect(Plan.lines(siblings)[0] == "m 1 x:@First")
        }

        @Test("is else the first one it mentions, in any case of letters, and else unknown")
        func mentioned() {
            let tweets = [
                Plan.tweet(1, "Alpha", "open"), Plan.tweet(2, "Beta", "open"),
                Plan.tweet(3, "12", "@friend ask @bETA or @Alpha"),
                Plan.tweet(4, "13", "write to me@alpha"), Plan.tweet(5, "14", "@Alphabet?"),
                Plan.tweet(6, "15", "今日は@Alpha！"),
            ]
            #expect(
                Plan.lines(tweets)[2...] == ["m 3 x:@Beta", "m 4 x:unknown", "m 5 x:unknown", "m 6 x:@Alpha"])
        }
    }

    @Test("operations come in order of time, those of one second by number, and an answer behind its question")
    func order() {
        let tweets = [
            Self.tweet(10, "12", "a", at: 5), Self.tweet(9, "12", "b", at: 5), Self.tweet(2, "13", "c", at: 5),
            Self.tweet(1, "13", "answer in the same second", answers: 10, at: 5),
            Self.tweet(8, "12", "dated before its question", answers: 10, at: 1),
        ]
        #expect(Self.lines(tweets).map { $0.split(separator: " ")[1] } == ["2", "9", "10", "1", "8"])
    }

    @Test("tweets that answer one another in a ring are taken in order of age")
    func ring() {
        let tweets = [
            Self.tweet(1, "12", "@Brand a", answers: 3), Self.tweet(2, "Brand", "@12 b", answers: 1),
            Self.tweet(3, "12", "c", answers: 2), Self.tweet(4, "13", "d", answers: 4),
        ]
        #expect(
            Self.lines(tweets) == ["m 1 x:@Brand ^3", "r 2 x:@Brand ^1 >12", "m 3 x:@Brand ^2", "m 4 x:unknown ^4"])
    }

    @Test("an operation waits for the one it answers and for the one before it on its ticket")
    func dependencies() {
        let tweets = [
            Self.tweet(1, "12", "@Brand help"), Self.tweet(2, "13", "@Brand help", answers: 1),
            Self.tweet(3, "12", "hello?"),
            Self.tweet(4, "12", "@Brand anyone?"), Self.tweet(5, "Brand", "@12 yes", answers: 1),
            Self.tweet(6, "Brand", "open"),
            Self.tweet(7, "Brand", "@12 still", answers: 6), Self.tweet(8, "Other", "@12 hi", answers: 1),
        ]
        let dependencies = TwcsPlan(tweets).dependencies
        // 3 names no brand, so it is alone on x:unknown; 6 is a post; 7 answers a post, so only its ticket counts.
        let expected: [[Int]] = [[], [0], [], [0], [0, 3], [], [4], []]
        #expect((0..<dependencies.count).map { dependencies.before($0) } == expected)
    }

    @Test("command ids are name-based UUIDs and the same in every run")
    func commandIds() {
        let dns: [UInt8] = [
            0x6B, 0xA7, 0xB8, 0x10, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
        ]
        // The example of RFC 9562, appendix A.4.
        let example = ImportCommandID(nameSpace: dns, name: Array("www.example.com".utf8))
        #expect(example.description == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
        let tweets = [Self.tweet(1, "12", "@Brand help"), Self.tweet(2, "Brand", "@12 sure", answers: 1)]
        #expect(TwcsPlan(tweets)[0].commandId.description == "ddb48de5-e988-5c8b-9a6f-8c47407cfe10")
        #expect(TwcsPlan(tweets)[0].commandId == TwcsPlan(tweets.reversed())[0].commandId)
        #expect(TwcsPlan(tweets)[0].commandId != TwcsPlan(tweets)[1].commandId)
    }

    @Test("an operation knows the line its record begins on")
    func line() {
        #expect(TwcsPlan([Self.tweet(41, "12", "hi")])[0].line == 42)
    }

    @Test("a long chain of answers takes no deep recursion")
    func longChain() {
        let length: UInt64 = 20_000
        var chain = [Self.tweet(1, "12", "x")]
        for id in 2..<length { chain.append(Self.tweet(id, "12", "x", answers: id - 1)) }
        chain.append(Self.tweet(length, "Brand", "x", answers: length - 1))
        let plan = TwcsPlan(chain)
        #expect(plan.counts == ImportCounts(customers: 1, tickets: 1, messages: 19_999, replies: 1, posts: 0))
    }
}
