import Testing

@testable import CarelogCLI

@Suite("terminal")
struct TerminalTests {
    static let widths: [(String, Int)] = [
        ("", 0), ("abc", 3), ("äöü", 3), ("e\u{301}", 1), ("日本語", 6), ("한국", 4), ("ＡＢ", 4), ("👍", 2), ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("नमस्ते", 4), ("مرحبا", 5), ("\u{200B}", 0), ("ｱ", 1), ("…", 1), ("⏎", 1), ("1️⃣", 2),
    ]

    @Test("widths are those of common terminals", arguments: widths)
    func width(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    static let controls: [(String, String)] = [
        ("plain", "plain"), ("a\nb\r\nc", "a⏎b⏎c"), ("a\tb", "a b"), ("\u{1B}[2J\u{7}", "␛[2J␇"), ("a\rb", "a␍b"),
        ("a\r", "a␍"),
        ("\u{9B}31m", "<U+009B>31m"), ("\u{7F}\u{0}", "␡␀"), ("\u{202E}evil\u{2069}", "<U+202E>evil<U+2069>"),
        ("👨‍👩‍👧 नमस्ते", "👨‍👩‍👧 नमस्ते"), ("a\u{2028}b", "a<U+2028>b"),
    ]

    @Test("controls are shown and do nothing", arguments: controls)
    func visible(_ text: String, _ expected: String) {
        #expect(VisibleText.line(text) == expected)
    }

    @Test("one thing is not called many", arguments: [(0, "0 tickets"), (1, "1 ticket"), (2, "2 tickets")])
    func counting(_ count: Int, _ expected: String) {
        #expect(Console.counted(count, "ticket") == expected)
    }

    @Test("line ends stay where there are several lines")
    func visibleLines() {
        #expect(VisibleText.lines("a\r\nb\n\n\u{1B}c") == ["a", "b", "", "␛c"])
    }

    static let wrapped: [(String, Int, [String])] = [
        ("one two three", 8, ["one two", "three"]), ("one two three", 80, ["one two three"]), ("", 10, [""]),
        ("a  b", 3, ["a", "b"]), ("abcdefgh", 3, ["abc", "def", "gh"]), ("go abcdefgh", 4, ["go", "abcd", "efgh"]),
        ("one\n\ntwo", 10, ["one", "", "two"]), ("日本語です", 4, ["日本", "語で", "す"]), ("日本語です", 5, ["日本", "語で", "す"]),
        ("ok 日本語", 5, ["ok 日", "本語"]), ("exactly ten", 11, ["exactly ten"]), ("hello\u{1B}[2J", 20, ["hello␛[2J"]),
        ("👍👍👍", 4, ["👍👍", "👍"]), ("  in", 10, ["  in"]),
    ]

    @Test("texts are broken between words and anywhere in CJK", arguments: wrapped)
    func wraps(_ text: String, _ columns: Int, _ lines: [String]) {
        #expect(TextWrap.lines(text, columns: columns) == lines)
    }

    @Test("an indent counts, and empty lines need none")
    func indent() {
        #expect(TextWrap.lines("one two\n\nx", columns: 6, indent: "> ") == ["> one", "> two", "", "> x"])
    }

    static let ages: [(Int, String)] = [
        (0, "0s"), (59, "59s"), (60, "1m"), (3_599, "59m"), (3_600, "1h"), (86_400, "24h"), (172_799, "47h"),
        (172_800, "2d"),
        (1_209_600, "2w"), (63_072_000, "2y"), (-10_800, "in 3h"),
    ]

    @Test("ages have one unit", arguments: ages)
    func age(_ seconds: Int, _ text: String) {
        #expect(Age.text(.seconds(seconds)) == text)
    }

    @Test("colours are left out where nobody wants or sees them")
    func colours() {
        #expect(Screen.terminal(columns: 100, environment: [:]) == Screen(columns: 100, hasColour: true))
        #expect(Screen.terminal(columns: 100, environment: ["NO_COLOR": "1"]).hasColour == false)
        #expect(Screen.terminal(columns: 100, environment: ["NO_COLOR": ""]).hasColour)
        #expect(
            Screen.terminal(columns: nil, environment: ["TERM": "dumb", "COLUMNS": "60"])
                == Screen(columns: 60, hasColour: false))
        #expect(Screen.terminal(columns: 3, environment: [:]).columns == 20)
        #expect(TerminalStyle.red.paint("x", .plain) == "x")
        #expect(TerminalStyle.red.paint("x", Screen(columns: 80, hasColour: true)) == "\u{1B}[31mx\u{1B}[0m")
    }

    static func table() -> TextTable {
        var table = TextTable([
            .init(title: "AGE", alignment: .right), .init(title: "CUSTOMER", columnsMin: 8),
            .init(title: "LAST", columnsMin: 6),
        ])
        table.add([.init("12m", .red), "@ada", "My order\nis late \u{1B}[31m"])
        table.add(["3h", "@漢字の人", "नमस्ते"])
        return table
    }

    @Test("a table lines up its columns, wide characters too")
    func table() {
        #expect(
            Self.table().lines(for: .plain) == [
                "AGE  CUSTOMER   LAST",
                "12m  @ada       My order⏎is late ␛[31m",
                " 3h  @漢字の人  नमस्ते",
            ])
    }

    @Test("a table is cut to the screen, the widest column first, and says where it is cut")
    func narrow() {
        let lines = Self.table().lines(for: Screen(columns: 30, hasColour: false))
        #expect(
            lines == [
                "AGE  CUSTOMER   LAST",
                "12m  @ada       My order⏎is l…",
                " 3h  @漢字の人  नमस्ते",
            ])
        let tight = Self.table().lines(for: Screen(columns: 21, hasColour: false))
        #expect(tight == ["AGE  CUSTOMER  LAST", "12m  @ada      My or…", " 3h  @漢字の…  नमस्ते"])
    }

    @Test("colours do not disturb the columns")
    func coloured() {
        let lines = Self.table().lines(for: Screen(columns: 80, hasColour: true))
        #expect(lines[0] == "\u{1B}[1mAGE\u{1B}[0m  \u{1B}[1mCUSTOMER\u{1B}[0m   \u{1B}[1mLAST\u{1B}[0m")
        #expect(lines[1].hasPrefix("\u{1B}[31m12m\u{1B}[0m  @ada       My"))
    }

    @Test("a wide character that does not fit is left out whole")
    func cutWide() {
        #expect(TextTable.cut("日本語", to: 5) == "日本…")
        #expect(TextTable.cut("日本語", to: 4) == "日…")
        #expect(TextTable.cut("日本語", to: 6) == "日本語")
        #expect(TextTable.cut("abc", to: 0) == "")
    }
}
