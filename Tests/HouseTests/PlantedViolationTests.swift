internal import Testing

@Suite("The rules of the house bite")
struct PlantedViolationTests {
    /// A file as somebody might write it, and what must be found in it.
    struct Planted: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        let text: String
        /// Lines and a part of each message, in order.
        let found: [(line: Int?, says: String)]

        init(_ sentence: String, _ path: String, _ text: String, _ found: [(line: Int?, says: String)] = []) {
            self.testDescription = sentence
            self.path = path
            self.text = text
            self.found = found
        }
    }

    @Test("found:", arguments: imports + words)
    func planted(file: Planted) {
        let violations = House.violations(in: file.path, text: file.text)
        #expect(violations.map(\.line) == file.found.map(\.line))
        #expect(violations.allSatisfy { $0.path == file.path })
        for (violation, expected) in zip(violations, file.found) {
            #expect(violation.message.contains(expected.says), "\(violation.message)")
        }
    }

    static let imports: [Planted] = [
        Planted(
            "rules that know the database", "Sources/Ticketing/Tickets/Intake.swift", "internal import Postgres\n",
            [(1, "Ticketing may not import Postgres")]),
        Planted(
            "rules that know the time of day", "Sources/Ticketing/A.swift", "\n\ninternal import FoundationEssentials",
            [(3, "Ticketing may not import FoundationEssentials")]),
        Planted(
            "a log that knows events", "Sources/EventLog/A.swift",
            "package import Postgres\ninternal import Ticketing\n", [(2, "EventLog may not import Ticketing")]),
        Planted(
            "a server that knows the database", "Sources/Server/A.swift", "internal import Postgres",
            [(1, "Server may not import Postgres")]),
        Planted(
            "full Foundation outside of the command line", "Sources/Desk/A.swift", "internal import Foundation",
            [(1, "Desk may not import Foundation")]),
        Planted(
            "a declaration of a forbidden module", "Sources/Wire/A.swift", "internal import struct Desk.Feed",
            [(1, "Wire may not import Desk")]),
        Planted(
            "a submodule of a forbidden module", "Sources/Wire/A.swift", "internal import Glibc.stdlib",
            [(1, "Wire may not import Glibc")]),
        Planted(
            "a forbidden module behind attributes", "Sources/Wire/A.swift",
            "@preconcurrency @_spi(Raw) private import Desk", [(1, "Wire may not import Desk")]),
        Planted(
            "a forbidden module in back-quotes", "Sources/Wire/A.swift", "internal import `Desk`",
            [(1, "Wire may not import Desk")]),
        Planted(
            "a forbidden module behind a condition", "Sources/JSON/A.swift",
            "#if canImport(Glibc)\n    internal import Glibc\n#endif", [(2, "JSON may not import Glibc")]),
        Planted(
            "a forbidden module behind another statement", "Sources/JSON/A.swift",
            "let a = 1; internal import Glibc", [(1, "JSON may not import Glibc")]),
        Planted(
            "a forbidden module behind a comment", "Sources/JSON/A.swift", "/* so */ internal import Glibc // why",
            [(1, "JSON may not import Glibc")]),
        Planted(
            "a forbidden module in a file of another system's lines", "Sources/JSON/A.swift",
            "// a\r\ninternal import Glibc\r\n", [(2, "JSON may not import Glibc")]),
        Planted(
            "an import without an access level", "Sources/EventLog/A.swift", "internal import Logging\nimport Postgres",
            [(2, "say `internal import Postgres`")]),
        Planted(
            "a testable import in Sources", "Sources/EventLog/A.swift", "@testable import Postgres",
            [(1, "say `internal import Postgres`")]),
        Planted(
            "libpq elsewhere in its room", "Sources/Postgres/Pool.swift", "internal import CLibpq",
            [(1, "only Sources/Postgres/Libpq/ may import CLibpq")]),
        Planted(
            "libpq in a folder of the same beginning", "Sources/Postgres/LibpqPool/A.swift", "internal import CLibpq",
            [(1, "only Sources/Postgres/Libpq/ may import CLibpq")]),
        Planted(
            "libpq on the command line, which may import all else", "Sources/CarelogCLI/A.swift",
            "internal import Foundation\ninternal import CLibpq", [(2, "may import CLibpq")]),
        Planted(
            "libpq in another room breaks two rules", "Sources/Vault/A.swift", "internal import CLibpq",
            [(1, "Vault may not import CLibpq"), (1, "only Sources/Postgres/Libpq/ may import CLibpq")]),
        Planted("a room that is not in the table", "Sources/Utils/A.swift", "", [(nil, "is in no room of the house")]),
        Planted("a file in no room", "Sources/main.swift", "", [(nil, "is in no room of the house")]),
    ]

    static let words: [Planted] = [
        Planted(
            "a forced try", "Sources/JSON/A.swift", "func f() {\n    try! g()\n}", [(2, "`try!` is banned")]),
        Planted(
            "a forced try inside a string", "Sources/JSON/A.swift", "let a = \"x \\(try! g(\"y\")) z\"",
            [(1, "`try!` is banned")]),
        Planted(
            "a forced try inside a raw string", "Sources/JSON/A.swift", "let a = #\"x \\#(try! g()) z\"#",
            [(1, "`try!` is banned")]),
        Planted(
            "a forced try after strings that hold quotes", "Sources/JSON/A.swift",
            "let a = (\"\\\"\", #\"\"\"#, \"\"\"\n    \" // \"\" /*\n    \"\"\", try! g())", [(3, "`try!` is banned")]),
        Planted(
            "a forced try after a comment in a comment", "Sources/JSON/A.swift", "/* a /* b */\n c */ try! g()",
            [(2, "`try!` is banned")]),
        Planted(
            "a fatal error", "Sources/JSON/A.swift", "fatalError(\"no\")", [(1, "`fatalError(` is banned")]),
        Planted(
            "a fatal error behind a space", "Sources/JSON/A.swift", "    Swift.fatalError ()",
            [(1, "`fatalError(` is banned")]),
        Planted(
            "a remark to do", "Sources/JSON/A.swift", "/// Good.\n// TODO: better", [(2, "TODO is banned")]),
        Planted(
            "a remark to fix, in a string", "Sources/JSON/A.swift", "let a = \"FIXME(later)\"",
            [(1, "FIXME is banned")]),
        Planted(
            "a file of 501 lines", "Sources/JSON/A.swift", String(repeating: "let a = 1\n", count: 501),
            [(nil, "has 501 lines")]),
        Planted(
            "a file of 501 lines, the last one not ended", "Sources/JSON/A.swift",
            String(repeating: "\r\n", count: 500) + "let a = 1", [(nil, "has 501 lines")]),
    ]

    @Test("not found:", arguments: innocents)
    func innocent(file: Planted) { #expect(House.violations(in: file.path, text: file.text) == []) }

    static let innocents: [Planted] = [
        Planted("libpq in its folder", "Sources/Postgres/Libpq/Handle.swift", "internal import CLibpq\n"),
        Planted("a file without imports", "Sources/Ticketing/Identity/A.swift", "struct A {}\n"),
        Planted("anything on the command line", "Sources/CarelogCLI/A.swift", "internal import Foundation\n"),
        Planted(
            "what a server may import, at any level", "Sources/Server/A.swift",
            "package import Desk\ninternal import NIOPosix\npublic import Wire\n"),
        Planted(
            "an import in a comment", "Sources/JSON/A.swift", "// import Postgres\n/* import Postgres\nimport A */\n"),
        Planted(
            "an import and banned code in a string of several lines", "Sources/JSON/A.swift",
            "let a = \"\"\"\n    import Postgres\n    try! fatalError()\n    \"\"\"\n"),
        Planted("an import in a string", "Sources/JSON/A.swift", "let a = \"import Postgres\"; let important = a\n"),
        Planted("banned code in a comment", "Sources/JSON/A.swift", "/// Never `try!`, never `fatalError(`.\n"),
        Planted(
            "banned code in strings", "Sources/JSON/A.swift",
            "let a = \"try! fatalError()\", b = #\"try! \\(try! g())\"#\n"),
        Planted(
            "words that only contain banned ones", "Sources/JSON/A.swift",
            "let TODOs = 1, isFIXMEFree = true, FIXME_count = 0\n"),
        Planted("allowed code", "Sources/JSON/A.swift", "try? g(); try g(); preconditionFailure(\"x\")\n"),
        Planted(
            "a try of what is negated", "Sources/JSON/A.swift", "guard try !parse(), try ! parse() else { return }"),
        Planted("a file of 500 lines", "Sources/JSON/A.swift", String(repeating: "let a = 1\n", count: 500)),
        Planted("a module map", "Sources/CLibpq/module.modulemap", "import nothing"),
        Planted("a header", "Sources/CLibpq/shim.h", "fatalError("),
    ]

    @Test("a stray entry at the top is found, a dotfile is none")
    func strays() {
        let entries = House.topLevel.union([".ci", ".gitignore", "scratch", "Makefile", "readme.md", "sources"])
        #expect(House.strays(among: entries).map(\.path) == ["Makefile", "readme.md", "scratch", "sources"])
        #expect(House.strays(among: House.topLevel) == [])
    }

    @Test("an import is read whole, wherever it stands on its line")
    func reading() {
        let text = """
            public import A
            @_exported package import B
            import class C.D.E; fileprivate import F

            \tinternal  import\tG
            func importing() { important() }
            """
        let found = Import.all(in: SwiftCode(text))
        #expect(found.map(\.module) == ["A", "B", "C", "F", "G"])
        #expect(found.map(\.access) == ["public", "package", nil, "fileprivate", "internal"])
        #expect(found.map(\.line) == [1, 2, 3, 3, 5])
    }
}
