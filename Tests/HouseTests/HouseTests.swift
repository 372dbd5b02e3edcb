internal import Foundation
internal import Testing

@Suite("The house keeps its rules")
struct HouseTests {
    @Test("every file of Sources imports what its room may, bans what is banned, and is short enough")
    func sources() throws {
        let sources = try Tree.here.sources()
        #expect(!sources.isEmpty, "no Sources under \(Tree.here.root.path)")
        for (path, text) in sources {
            for violation in House.violations(in: path, text: text) {
                Issue.record(Comment(rawValue: violation.testDescription))
            }
        }
    }

    @Test("nothing else stands at the top")
    func topLevel() throws {
        let entries = try Tree.here.topLevel()
        #expect(entries.contains("Package.swift"), "no manifest under \(Tree.here.root.path)")
        #expect(House.strays(among: entries) == [])
    }

    @Test("a folder that is no checkout is read as it stands")
    func noCheckout() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["Package.swift", "Package.resolved", ".gitignore", "scratch.txt"] {
            try Data().write(to: folder.appending(path: name))
        }
        let entries = try Tree(root: folder).topLevel()
        #expect(entries == ["Package.swift", ".gitignore", "scratch.txt"])
        #expect(House.strays(among: entries).map(\.path) == ["scratch.txt"])
    }

    @Test("arrows between rooms point one way only")
    func noCycles() {
        // Take away rooms that need none of those left; what remains goes round in circles.
        var left = House.rooms.compactMapValues { allowance -> Set<String>? in
            guard case .only(let allowed) = allowance else { return nil }
            return allowed.intersection(House.rooms.keys)
        }
        while let (room, _) = left.first(where: { $0.value.isDisjoint(with: left.keys) }) { left[room] = nil }
        #expect(left.isEmpty)
    }

    @Test("ids and JSON know nobody, rules know ids, and Foundation is for the command line")
    func table() {
        #expect(House.rooms["Identity"] == .only([]) && House.rooms["JSON"] == .only([]))
        #expect(House.rooms["Ticketing"] == .only(["Identity"]))
        for (room, allowance) in House.rooms where room != "CarelogCLI" {
            guard case .only(let allowed) = allowance else {
                Issue.record("\(room) may import everything")
                continue
            }
            #expect(!allowed.contains("Foundation"), "\(room)")
        }
    }
}
