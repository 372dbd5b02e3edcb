internal import Crypto
internal import Identity
internal import Testing

@testable internal import Vault

@Suite("A workspace's secret")
struct SecretTests {
    private let key = DataKey()

    @Test("hashes the same parts to the same 32 bytes, whichever copy of it does")
    func deterministic() {
        let first = WorkspaceSecret(key)
        let second = WorkspaceSecret(DataKey(key: key.key))
        #expect(first.hash(["customer", "x", "@ada"]) == second.hash(["customer", "x", "@ada"]))
        #expect(first.hash(["customer"]).count == 32)
    }

    @Test("hashes otherwise than another workspace's")
    func keyed() { #expect(WorkspaceSecret(key).hash(["a"]) != WorkspaceSecret(DataKey()).hash(["a"])) }

    @Test("tells lists of parts apart whatever they join to")
    func unambiguous() {
        let secret = WorkspaceSecret(key)
        let lists: [[String]] = [
            [], [""], ["", ""], ["abc"], ["ab", "c"], ["a", "bc"], ["a", "b", "c"], ["", "abc"], ["abc", ""],
            ["c", "ab"],
            ["a\u{0}bc"], ["\u{e9}"], ["e\u{301}"],
        ]
        #expect(Set(lists.map { secret.hash($0) }).count == lists.count)
    }

    @Test("is HMAC-SHA-256 over each part's length in eight bytes and the part")
    func construction() {
        let message = [0, 0, 0, 0, 0, 0, 0, 2] + Array("ab".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + Array("c".utf8)
        let expected = Array(HMAC<SHA256>.authenticationCode(for: message, using: key.key))
        #expect(WorkspaceSecret(key).hash(["ab", "c"]) == expected)
    }

    // Source: FIPS 180-4 examples, and NIST's for the empty message.
    @Test(
        "digests are SHA-256",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func digests(text: String, hex: String) {
        let digits = Digest.sha256(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digits == hex)
    }
}
