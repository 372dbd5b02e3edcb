import ArgumentParser
import FoundationEssentials
import Testing

@testable import CarelogCLI

@Suite("the README's commands")
struct ReadmeTests {
    @Test("every command line that the README shows is one that carelog understands")
    func shown() throws {
        let lines = try Readme.read().commandLines
        #expect(lines.count > 20)
        for line in lines {
            do {
                _ = try Carelog.parseAsRoot(line.words)
            } catch  where Carelog.exitCode(for: error) == .success {
                // `--help` ends a command line well.
            } catch {
                Issue.record("README.md:\(line.number): \(Carelog.message(for: error))")
            }
        }
    }

    @Test("every command that the README's sentences and tables name is there")
    func named() throws {
        let mentions = try Readme.read().mentions
        #expect(mentions.count > 10)
        for mention in mentions {
            #expect(Readme.isCommand(mention.words), "README.md:\(mention.number): \(mention.words)")
        }
    }

    @Test("every command of carelog is in the README")
    func complete() throws {
        let readme = try Readme.read()
        let told = Set((readme.commandLines + readme.mentions).compactMap(\.words.first))
        let names = Carelog.configuration.groupedSubcommands.flatMap(\.subcommands).map(Readme.name)
        #expect(names.count > 30)
        #expect(names.filter { !told.contains($0) } == [])
    }

    @Test("a command that is not there is found, and so is an option")
    func planted() {
        let readme = Readme(
            text: "Use `carelog teleport` at once, or `carelog` alone.\n\n    $ carelog inbox --upside-down\n")
        #expect(readme.mentions.map(\.words) == [["teleport"], []])
        #expect(!Readme.isCommand(["teleport"]))
        #expect(!Readme.isCommand(["audit", "teleport"]))
        #expect(Readme.isCommand(["audit", "log"]))
        #expect(readme.commandLines.map(\.words) == [["inbox", "--upside-down"]])
        #expect(throws: (any Error).self) { try Carelog.parseAsRoot(["inbox", "--upside-down"]) }
    }

    @Test("words of a command line: quotes, comments and what comes after &&")
    func words() {
        let readme = Readme(
            text: "    $ carelog reply ab \"It's done.\" --seen 3 && carelog agent add a 'B C'  # see there\n")
        #expect(
            readme.commandLines.map(\.words) == [
                ["reply", "ab", "It's done.", "--seen", "3"], ["agent", "add", "a", "B C"],
            ])
    }
}

/// The README as what it says about the command line.
private struct Readme {
    struct Line: Equatable {
        let number: Int
        /// What follows `carelog`.
        let words: [String]
    }

    let text: String

    static func read() throws -> Readme {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Readme(text: try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8))
    }

    /// Indented lines that somebody would type, with or without a prompt.
    var commandLines: [Line] {
        numbered.flatMap { number, line -> [Line] in
            guard line.hasPrefix("    ") else { return [] }
            var typed = line.drop { $0 == " " }
            if typed.hasPrefix("$ ") { typed = typed.dropFirst(2) }
            guard typed.hasPrefix("carelog ") else { return [] }
            return Self.commands(typed).filter { $0.first == "carelog" }.map {
                Line(number: number, words: Array($0.dropFirst()))
            }
        }
    }

    /// `carelog …` between backquotes, in sentences and tables.
    var mentions: [Line] {
        numbered.flatMap { number, line -> [Line] in
            guard !line.hasPrefix("    ") else { return [] }
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            return parts.indices.filter { $0 % 2 == 1 }.map { Self.commands(parts[$0]).first ?? [] }
                .filter { $0.first == "carelog" }.map { Line(number: number, words: Array($0.dropFirst())) }
        }
    }

    /// Whether words lead to a command; those that come after it are its own affair, as placeholders are.
    static func isCommand(_ words: [String]) -> Bool {
        var command: any ParsableCommand.Type = Carelog.self
        for word in words {
            let below =
                command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap(\.subcommands)
            guard !below.isEmpty, word.first != "-", word != "help" else { return true }
            guard let next = below.first(where: { name($0) == word }) else { return false }
            command = next
        }
        return true
    }

    static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }

    private var numbered: [(Int, Substring)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0.offset + 1, $0.element) }
    }

    /// The commands of a line as a shell would part them: quotes, `&&`, `|`, and a comment that ends it.
    private static func commands(_ line: Substring) -> [[String]] {
        var commands: [[String]] = []
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
                continue
            }
            switch character {
            case "\"", "'":
                quote = character
                word = word ?? ""
            case " ":
                if let ended = word { words.append(ended) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let ended = word { words.append(ended) }
        if let comment = words.firstIndex(where: { $0.hasPrefix("#") }) { words.removeSubrange(comment...) }
        for part in words.split(whereSeparator: { $0 == "&&" || $0 == "|" }) { commands.append(Array(part)) }
        return commands
    }
}
