internal import Crypto
internal import Identity
internal import Testing

@testable internal import Vault

@Suite("The key-encryption keys")
struct KeyringTests {
    private static let first = String(repeating: "0f", count: 32)
    private static let second = String(repeating: "a1", count: 32)
    private static let person = WrapPurpose.person(WorkspaceID(.numbered(1)), .numbered(2))

    @Test("wrap a key and unwrap the same")
    func roundTrip() throws {
        let ring = Keyring()
        let key = DataKey()
        let wrapped = try ring.wrap(key, for: Self.person)
        #expect(try ring.unwrap(wrapped, for: Self.person).commitment == key.commitment)
    }

    @Test("wrap into this shape: a version, the id of the wrapping key, a nonce, the key, a tag")
    func shape() throws {
        let ring = try Keyring(parsing: Self.first)
        let wrapped = try ring.wrap(DataKey(), for: Self.person)
        let again = try ring.wrap(DataKey(), for: Self.person)
        #expect(wrapped.count == 1 + 8 + 12 + 32 + 16 && wrapped[0] == 1)
        #expect(wrapped[1..<9] == again[1..<9] && wrapped[9...] != again[9...])
    }

    @Test("survive a restart in their file")
    func file() throws {
        let ring = Keyring()
        let wrapped = try ring.wrap(DataKey(), for: Self.person)
        let read = try Keyring(parsing: ring.fileText)
        #expect(read.fileText == ring.fileText)
        #expect(throws: Never.self) { try read.unwrap(wrapped, for: Self.person) }
    }

    @Test("are random", .timeLimit(.minutes(1)))
    func random() { #expect(Set((0..<50).map { _ in Keyring().fileText }).count == 50) }

    @Test("unwrap what the ones before them wrapped, and wrap under the new one")
    func rotation() throws {
        let old = try Keyring(parsing: Self.first)
        let rotated = try Keyring(parsing: Self.second + "\n" + Self.first + "\n")
        let new = try Keyring(parsing: Self.second)
        let wrapped = try old.wrap(DataKey(), for: Self.person)
        let key = try rotated.unwrap(wrapped, for: Self.person)
        let rewrapped = try rotated.wrap(key, for: Self.person)
        #expect(try new.unwrap(rewrapped, for: Self.person).commitment == key.commitment)
        let error = #expect(throws: VaultError.self) { try new.unwrap(wrapped, for: Self.person) }
        #expect(error?.code == .unknownKeyEncryptionKey && error?.message.contains("restore the file") == true)
        #expect(throws: VaultError.self) { try old.unwrap(rewrapped, for: Self.person) }
    }

    @Test(
        "unwrap a key for what it was wrapped for, and for nothing else",
        arguments: [
            WrapPurpose.person(WorkspaceID(.numbered(1)), .numbered(3)),
            .person(WorkspaceID(.numbered(9)), .numbered(2)),
            .person(WorkspaceID(.numbered(2)), .numbered(1)),
            .workspaceSecret(WorkspaceID(.numbered(1))),
            .workspaceSecret(WorkspaceID(.numbered(2))),
        ])
    func purpose(other: WrapPurpose) throws {
        let ring = Keyring()
        let wrapped = try ring.wrap(DataKey(), for: Self.person)
        let error = #expect(throws: VaultError.self) { try ring.unwrap(wrapped, for: other) }
        #expect(error?.code == .notAuthentic)
    }

    @Test("do not unwrap what was altered in any byte, shortened or made longer")
    func altered() throws {
        let ring = Keyring()
        let wrapped = try ring.wrap(DataKey(), for: Self.person)
        for index in wrapped.indices {
            var altered = wrapped
            altered[index] ^= 0x10
            #expect(throws: VaultError.self, "byte \(index)") { try ring.unwrap(altered, for: Self.person) }
        }
        for count in 0..<wrapped.count {
            #expect(throws: VaultError.self) { try ring.unwrap(Array(wrapped.prefix(count)), for: Self.person) }
        }
        #expect(throws: VaultError.self) { try ring.unwrap(wrapped + [0], for: Self.person) }
    }

    @Test(
        "are read from lines with comments, blanks and either case between them",
        arguments: [
            first, first + "\n", "# a comment\n\n" + first, "  " + first + " \r\n", first.uppercased(),
            "\t# indented\n" + String(first.prefix(32)) + " " + String(first.suffix(32)),
        ])
    func parses(text: String) throws {
        let wrapped = try Keyring(parsing: Self.first).wrap(DataKey(), for: Self.person)
        #expect(throws: Never.self) { try Keyring(parsing: text).unwrap(wrapped, for: Self.person) }
    }

    /// A key file that cannot be read, and what its error must say.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let message: String
    }

    @Test("are refused with the line's number and nothing of the key", arguments: badFiles)
    func refuses(file: BadFile) throws {
        let error = #expect(throws: VaultError.self) { try Keyring(parsing: file.text) }
        #expect(error?.code == .badKeyFile)
        #expect(error?.message.hasPrefix(file.message) == true, "\(error?.message ?? "")")
        #expect(error?.description.contains("0f0f") == false && error?.description.contains("secret") == false)
    }

    static let badFiles: [BadFile] = [
        BadFile(testDescription: "nothing", text: "", message: "the key file holds no key"),
        BadFile(testDescription: "comments only", text: "# \(first)\n\n", message: "the key file holds no key"),
        BadFile(testDescription: "a short key", text: String(first.dropLast(2)), message: "line 1 of the key file"),
        BadFile(testDescription: "an odd digit", text: String(first.dropLast()), message: "line 1 of the key file"),
        BadFile(testDescription: "a long key", text: first + "0f", message: "line 1 of the key file"),
        BadFile(testDescription: "a word", text: "secret", message: "line 1 of the key file"),
        BadFile(
            testDescription: "a foreign digit", text: "\u{ff10}" + first.dropFirst(), message: "line 1 of the key file"),
        BadFile(
            testDescription: "a bad line after a good one", text: first + "\nsecret", message: "line 2 of the key file"),
        BadFile(
            testDescription: "a bad line after blanks and comments", text: "# one\r\n\r\n" + first + "\r\n0f\r\n",
            message: "line 4 of the key file"),
        BadFile(testDescription: "two keys on a line", text: first + " " + first, message: "line 1 of the key file"),
    ]

    @Test("print nothing of themselves")
    func silence() throws {
        let ring = try Keyring(parsing: Self.first)
        let key = DataKey()
        let bytes = key.key.withUnsafeBytes { Array($0) }
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var dumped = ""
        dump(ring, to: &dumped)
        dump(key, to: &dumped)
        dumped += "\(ring) \(key) \(String(reflecting: ring)) \(String(reflecting: key))"
        #expect(!dumped.contains("0f0f"))
        #expect(!dumped.contains(digits) && !dumped.contains("\(bytes)"))
    }
}

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}
