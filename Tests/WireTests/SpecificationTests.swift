import JSON
import Testing
import Wire

/// What PROTOCOL.md says in tables, against the catalogue.
@Suite("The tables of the specification")
struct SpecificationTests {
    /// The cells of each row whose first one begins with a name.
    private func rows() throws -> [[Substring]] {
        try Schema.text("PROTOCOL.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
            .map { $0.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false) }
    }

    /// What stands between backquotes.
    private func names(in cell: Substring) -> [String] {
        let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }

    @Test("name the same errors of a command as methods.json")
    func errors() throws {
        let published = try #require(try Schema.json("methods.json").need("methods").arrayValue)
        var seen = 0
        for row in try rows() where row.count == 4 {
            for name in names(in: row[0]) where Method(name: name)?.kind == .command {
                let entry = try #require(published.first { $0["name"]?.stringValue == name })
                #expect(entry["errors"]?.strings == names(in: row[3]), "\(name)")
                seen += 1
            }
        }
        #expect(seen == Method.allCases.count { $0.kind == .command })
    }

    @Test("say all that agents may and trainees may not")
    func trainees() throws {
        let row = try #require(try rows().first { $0.count == 2 && names(in: $0[0]) == ["trainee"] })
        let withheld = names(in: row[1])
        for method in Method.allCases where method.isAllowed(to: .agent) {
            let family = String(method.rawValue.prefix { $0 != "." }) + ".*"
            let isWithheld =
                withheld.contains(method.rawValue) || (method.kind == .command && withheld.contains(family))
            #expect(isWithheld == !method.isAllowed(to: .trainee), "\(method.rawValue)")
        }
    }

    @Test("promise nobody a method that they may not use")
    func roles() throws {
        var seen = 0
        for row in try rows() where row.count == 2 {
            guard let role = names(in: row[0]).first.flatMap({ WireRole(rawValue: $0) }), role != .trainee else {
                continue
            }
            for name in names(in: row[1]) {
                guard let method = Method(name: name) else { continue }
                #expect(method.definition.roles.roles.contains(role), "\(role.rawValue): \(name)")
                seen += 1
            }
        }
        #expect(seen > 40)
    }
}
