internal import Crypto
package import Identity

/// The key-encryption keys: they wrap the keys of people and live outside PostgreSQL.
///
/// The first wraps, all unwrap: so a new one can be put in front while the old ones are still needed.
package struct Keyring: Sendable {
    private struct Entry: Sendable {
        let id: [UInt8]
        let key: SymmetricKey
    }

    private let entries: [Entry]

    /// A ring with one new random key.
    package init() { entries = [Self.entry(SymmetricKey(size: .bits256))] }

    /// Reads a key file. **Shape**: a line a key, 64 hexadecimal digits, the one that wraps first; blank lines and lines
    /// that begin with `#` are skipped. **Errors**: `badKeyFile`, naming the line and nothing of the key.
    package init(parsing text: String) throws(VaultError) {
        var entries: [Entry] = []
        // By bytes: to `Character`, a carriage return and a line feed are one, which is neither.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\t") }
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            guard let bytes = Self.bytes(line), bytes.count == 32 else {
                throw VaultError(
                    .badKeyFile, "line \(index + 1) of the key file is not a key: 64 hexadecimal digits are expected")
            }
            entries.append(Self.entry(SymmetricKey(data: bytes)))
        }
        if entries.isEmpty { throw VaultError(.badKeyFile, "the key file holds no key") }
        self.entries = entries
    }

    /// The file that `init(parsing:)` reads. Secret.
    package var fileText: String {
        let lines = entries.map { entry in
            entry.key.withUnsafeBytes { bytes in
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
        }
        return "# Carelog's key-encryption keys. Whoever has this file and the database can read everything;\n"
            + "# without it nobody can. Keep a copy where the database's backups are not.\n"
            + lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ key: SymmetricKey) -> Entry {
        let id = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("carelog key-encryption key id v1".utf8), outputByteCount: 8)
        return Entry(id: id.withUnsafeBytes { Array($0) }, key: key)
    }

    private static func bytes(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// What a wrapped key is for: it unwraps as nothing else.
package enum WrapPurpose: Hashable, Sendable {
    case person(WorkspaceID, UniqueID)
    case workspaceSecret(WorkspaceID)

    fileprivate var authenticated: [UInt8] {
        switch self {
        case .person(let workspace, let person):
            Array("carelog person key v1 ".utf8) + workspace.id.bytes + person.bytes
        case .workspaceSecret(let workspace): Array("carelog workspace secret v1 ".utf8) + workspace.id.bytes
        }
    }
}

extension Keyring {
    private static let versionByte: UInt8 = 1

    /// **Shape**: 01, id of the key-encryption key[8], nonce[12], ciphertext[32], tag[16].
    package func wrap(_ key: DataKey, for purpose: WrapPurpose) throws(VaultError) -> [UInt8] {
        let first = entries[0]
        do {
            let plain = key.key.withUnsafeBytes { Array($0) }
            let box = try AES.GCM.seal(plain, using: first.key, authenticating: purpose.authenticated)
            return [Self.versionByte] + first.id + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw VaultError(.notAuthentic, "wrapping failed: \(error)")
        }
    }

    /// **Errors**: `unknownKeyEncryptionKey`, `notAuthentic`.
    package func unwrap(_ wrapped: [UInt8], for purpose: WrapPurpose) throws(VaultError) -> DataKey {
        guard wrapped.count == 69, wrapped[0] == Self.versionByte else {
            throw VaultError(.notAuthentic, "a wrapped key is malformed")
        }
        guard let entry = entries.first(where: { $0.id.elementsEqual(wrapped[1..<9]) }) else {
            throw VaultError(
                .unknownKeyEncryptionKey,
                "a key was wrapped by a key-encryption key that is not in the key file: restore the file it was made with"
            )
        }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: wrapped[9..<21]), ciphertext: wrapped[21..<53], tag: wrapped[53...])
            let plain = try AES.GCM.open(box, using: entry.key, authenticating: purpose.authenticated)
            return DataKey(key: SymmetricKey(data: plain))
        } catch {
            throw VaultError(.notAuthentic, "a wrapped key was altered or belongs to somebody else")
        }
    }
}
