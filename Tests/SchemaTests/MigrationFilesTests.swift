internal import Foundation
internal import Schema
internal import Testing

@Suite("The files of schema/migrations")
struct MigrationFilesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "schema/migrations")

    @Test("are in the program, byte for byte and all of them")
    func embedded() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(names == Migration.embedded.map(\.fileName))
        for migration in Migration.embedded {
            let file = try Data(contentsOf: Self.folder.appending(path: migration.fileName))
            #expect(Array(file) == migration.sql, "\(migration.fileName)")
        }
    }

    @Test("are numbered without gaps and have names of lower-case letters, digits and _")
    func names() {
        #expect(MigrationPlan(files: Migration.embedded, applied: []).problems == [])
        for migration in Migration.embedded {
            #expect(migration.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(migration.fileName)")
        }
    }

    @Test("have the checksum that anybody's sha256sum prints")
    func checksum() {
        #expect(
            Migration(1, "abc", text: "abc").sha256.hexadecimal
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
