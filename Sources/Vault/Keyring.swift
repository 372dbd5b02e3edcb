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
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.filter { $0 != " " && $0 != "\r" && $0 != "\t" }
            if line.isEmpty || line.hasPrefix("#") { continue }
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

    private static func bytes(_ digits: String) -> [UInt8]? {
        let nibbles = digits.compactMap { $0.hexDigitValue.map(UInt8.init) }
        guard nibbles.count == digits.count, nibbles.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
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
