internal import Identity
internal import Testing
internal import Ticketing

@Suite("Channels, tags and teams")
struct NamesTests {
    @Test(
        "a channel is a network and an account",
        arguments: [
            ("x:@AppleSupport", "x"), ("a:b", "a"), ("my_net-2:acct", "my_net-2"), ("email:care@acme.example", "email"),
            ("matrix:!room:server", "matrix"), ("x::", "x"), ("x:\u{65e5}\u{672c}", "x"), ("x:ren\u{e9}", "x"),
            (String(repeating: "n", count: 32) + ":a", String(repeating: "n", count: 32)),
            ("x:" + String(repeating: "a", count: 254), "x"), ("x:" + String(repeating: "\u{e9}", count: 127), "x"),
            // A colon that a combining mark follows is not a character of its own.
            ("x:\u{301}acme", "x"), ("x:\u{301}acme:b", "x"),
        ])
    func channel(name: String, network: String) throws {
        let channel = try #require(ChannelID(name))
        #expect(Array(channel.name.utf8) == Array(name.utf8))
        #expect(channel.network == network)
        #expect(channel.description == channel.name)
    }

    @Test(
        "anything else is no channel",
        arguments: [
            "", ":", "x", "x:", ":a", "X:a", "x.y:a", "x/y:a", "\u{e9}:a", "x y:a", "x:a b", "x: a", "x:a ", "x:a\tb",
            "x:a\n", "x:a\r\n", "x:\u{0}", "x:a\u{1f}", "x:a\u{7f}", "x:a\u{80}", "x:a\u{85}", "x:a\u{9f}",
            "x:a\u{a0}b", "x:a\u{2028}b", "x:a\u{3000}b", String(repeating: "n", count: 33) + ":a",
            "x:" + String(repeating: "a", count: 255), "x:" + String(repeating: "\u{e9}", count: 128),
        ])
    func noChannel(name: String) { #expect(ChannelID(name) == nil) }

    @Test("channels are one if their bytes are: names that only look alike are two")
    func canonicallyEquivalentNames() throws {
        let composed = try #require(ChannelID("x:ren\u{e9}"))
        let decomposed = try #require(ChannelID("x:rene\u{301}"))
        #expect(composed.name == decomposed.name, "otherwise this test shows nothing")
        #expect(composed != decomposed)
        #expect(composed == ChannelID("x:ren\u{e9}"))
        #expect(Set([composed, decomposed, composed]).count == 2)
        #expect(composed.hashValue == ChannelID("x:ren\u{e9}")?.hashValue)
        #expect(StreamID.channel(composed) != .channel(decomposed))
    }

    @Test("case tells channels apart")
    func caseOfAccounts() { #expect(ChannelID("x:@acme") != ChannelID("x:@Acme")) }

    @Test(
        "a tag or a team is a word of its alphabet",
        arguments: [
            "a", "z", "0", "9", "_", "-", ".", ":", "/", "vip", "billing/refund:late-1_2.0",
            String(repeating: "a", count: 64),
        ])
    func word(name: String) {
        #expect(Tag(name)?.name == name && Tag(name)?.description == name)
        #expect(TeamID(name)?.name == name && TeamID(name)?.description == name)
    }

    @Test(
        "what is empty, long, loud or blank is neither tag nor team",
        arguments: [
            "", " ", "A", "Z", "a b", "\u{c9}", "a\u{a0}b", "a\u{2028}", "a\n", "a\t", "\u{0}", "a\u{1f}b", "a\u{7f}",
            "a\u{85}", String(repeating: "a", count: 65), String(repeating: "\u{e9}", count: 33),
        ])
    func noWord(name: String) {
        #expect(Tag(name) == nil)
        #expect(TeamID(name) == nil)
    }

    @Test(
        "a tag may be of any script, a team may not",
        arguments: ["a,b", "`", "{", "@", ";", "a\\b", "gr\u{f6}\u{df}e", "\u{65e5}\u{672c}", "\u{1f600}", "\u{301}"])
    func anyScript(name: String) {
        #expect(Tag(name).map { Array($0.name.utf8) } == Array(name.utf8))
        #expect(TeamID(name) == nil)
    }

    @Test("tags are one if their bytes are: words that only look alike are two")
    func canonicallyEquivalentTags() throws {
        let composed = try #require(Tag("\u{e9}"))
        let decomposed = try #require(Tag("e\u{301}"))
        #expect(composed != decomposed && Set([composed, decomposed, composed]).count == 2)
        #expect([composed, decomposed].sorted() == [decomposed, composed])
    }

    @Test("tags and teams sort by their bytes")
    func order() {
        let names = ["_", "b", "a/b", "a", "9", "a-b", ":", "a.b", "-", "ab"]
        let sorted = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        #expect(names.compactMap { Tag($0) }.sorted().map(\.name) == sorted)
        #expect(names.compactMap { TeamID($0) }.sorted().map(\.name) == sorted)
    }

    @Test(
        "a language is a tag in lower case",
        arguments: ["de", "pt-br", "zh-hant-tw", "x-y-z", "a1", String(repeating: "a", count: 35)])
    func language(name: String) { #expect(Language(name)?.tag == name) }

    @Test(
        "anything else is no language",
        arguments: [
            "", "d", "DE", "-de", "de_at", "d\u{e9}", "de ", String(repeating: "a", count: 36),
        ])
    func noLanguage(name: String) { #expect(Language(name) == nil) }

    @Test("positions and versions count up from before the first")
    func counting() {
        #expect(LogPosition.beforeAll.next == LogPosition(0) && LogPosition.beforeAll < LogPosition(0))
        #expect(StreamVersion.none.next == StreamVersion(1) && StreamVersion.none < StreamVersion(1))
        #expect(LogPosition(41).description == "41" && StreamVersion(7).description == "7")
    }

    @Test("those who act without an agent of their own are nobody's id and no registrable kind")
    func actors() {
        #expect(Actor.operator == Actor(id: AgentID(.zero), kind: .operator))
        #expect(Actor.clock == Actor(id: AgentID(.zero), kind: .clock))
        #expect(AgentKind.registrable == [.human, .bot, .connector])
        #expect(AgentKind.allCases.map(\.rawValue) == ["human", "bot", "connector", "operator", "clock", "rule"])
    }

    @Test("roles sort by name, as entries list them")
    func roles() {
        #expect(
            Role.allCases.shuffled().sorted().map(\.rawValue) == [
                "admin", "agent", "auditor", "bot", "connector", "supervisor", "trainee",
            ])
    }
}
