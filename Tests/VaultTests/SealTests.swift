internal import Identity
internal import Testing

@testable internal import Vault

@Suite("What is sealed")
struct SealTests {
    private let key = DataKey()
    private let context = SealContext(event: EventID(.numbered(1)), stream: "ticket/1", version: StreamVersion(7))
    private let plain = Array("She called twice.".utf8)

    @Test("opens in its place under its key", arguments: [0, 1, 15, 16, 17, 1_000, 65_535])
    func roundTrip(count: Int) throws {
        let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try key.open(key.seal(plain, context), context) == plain)
    }

    @Test("has this shape: a version, the key's commitment, a nonce, as many bytes as there were, a tag")
    func shape() throws {
        let sealed = try key.seal(plain, context)
        #expect(sealed.count == 1 + 32 + 12 + plain.count + 16)
        #expect(sealed[0] == 1)
        #expect(Array(sealed[1..<33]) == key.commitment)
    }

    @Test("shows nothing of what is in it, and never twice the same")
    func secrecy() throws {
        let first = try key.seal(plain, context)
        let second = try key.seal(plain, context)
        #expect(first[33...] != second[33...])
        #expect(first[33..<45] != second[33..<45], "a nonce that comes twice gives both texts away")
        for start in 0...(first.count - plain.count) {
            #expect(!first[start...].prefix(plain.count).elementsEqual(plain))
        }
    }

    @Test(
        "does not open in another place",
        arguments: [
            SealContext(event: EventID(.numbered(2)), stream: "ticket/1", version: StreamVersion(7)),
            SealContext(event: EventID(.numbered(1)), stream: "ticket/2", version: StreamVersion(7)),
            SealContext(event: EventID(.numbered(1)), stream: "ticket/1", version: StreamVersion(8)),
            SealContext(event: EventID(.numbered(1)), stream: "7 ticket/1", version: StreamVersion(0)),
            SealContext(event: EventID(.numbered(1)), stream: "", version: StreamVersion(7)),
        ])
    func elsewhere(other: SealContext) throws {
        let sealed = try key.seal(plain, context)
        #expect(throws: VaultError.self) { try key.open(sealed, other) }
    }

    @Test("does not open under another key")
    func otherKey() throws {
        let sealed = try key.seal(plain, context)
        let error = #expect(throws: VaultError.self) { try DataKey().open(sealed, context) }
        #expect(error?.code == .notAuthentic && error?.message.contains("not of this person's key") == true)
    }

    // GCM alone would take it if the bytes behind the commitment were made to fit two keys.
    @Test("does not open if its commitment is of another key, whatever the rest")
    func commitment() throws {
        let other = DataKey()
        var sealed = try key.seal(plain, context)
        sealed.replaceSubrange(1..<33, with: other.commitment)
        #expect(throws: VaultError.self) { try key.open(sealed, context) }
        #expect(throws: VaultError.self) { try other.open(sealed, context) }
        #expect(key.commitment != other.commitment && key.commitment.count == 32)
    }

    @Test("does not open if any byte is another")
    func alteredByte() throws {
        let sealed = try key.seal(plain, context)
        for index in sealed.indices {
            for bit in [UInt8(0x01), 0x80] {
                var altered = sealed
                altered[index] ^= bit
                let error = #expect(throws: VaultError.self, "byte \(index)") { try key.open(altered, context) }
                #expect(error?.code == .notAuthentic)
            }
        }
    }

    @Test("does not open if it is shorter or longer than it was")
    func otherLength() throws {
        let sealed = try key.seal(plain, context)
        for count in 0..<sealed.count {
            #expect(throws: VaultError.self) { try key.open(Array(sealed.prefix(count)), context) }
        }
        #expect(throws: VaultError.self) { try key.open(sealed + [0], context) }
    }

    @Test("an error says nothing of what is in it")
    func silence() throws {
        var sealed = try key.seal(plain, context)
        sealed[50] ^= 1
        let error = #expect(throws: VaultError.self) { try key.open(sealed, context) }
        #expect(error.map { "\($0)" } == "the sealed part was altered or belongs elsewhere")
    }
}
