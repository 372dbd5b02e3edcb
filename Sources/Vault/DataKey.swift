internal import Crypto
package import Identity

/// The key of one person in one workspace. Destroying it makes everything sealed under it unreadable for ever.
package struct DataKey: Sendable {
    /// **Range**: 256 bits.
    let key: SymmetricKey
    /// What every sealed part carries so that it opens under one key only: GCM alone does not commit to its key.
    package let commitment: [UInt8]

    /// A new random key.
    package init() { self.init(key: SymmetricKey(size: .bits256)) }

    init(key: SymmetricKey) {
        self.key = key
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("carelog key commitment v1".utf8), outputByteCount: 32)
        commitment = derived.withUnsafeBytes { Array($0) }
    }
}

/// Where a sealed part belongs: it opens nowhere else.
package struct SealContext: Hashable, Sendable {
    package let event: EventID
    package let stream: String
    package let version: StreamVersion

    package init(event: EventID, stream: String, version: StreamVersion) {
        self.event = event
        self.stream = stream
        self.version = version
    }

    /// **Shape**: a constant, the event's 16 bytes, the version in decimal, a space, the stream's name.
    var authenticated: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + stream.utf8.count)
        bytes.append(contentsOf: "carelog sealed v1 ".utf8)
        for half in [event.id.high, event.id.low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: half >> shift))
            }
        }
        bytes.append(contentsOf: version.description.utf8)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: stream.utf8)
        return bytes
    }
}

extension DataKey {
    /// **Shape** of what is sealed: 01, commitment[32], nonce[12], ciphertext, tag[16].
    private static let versionByte: UInt8 = 1
    private static let overheadBytes = 1 + 32 + 12 + 16

    /// Encrypts bytes for one place. **Source**: AES-256-GCM, NIST SP 800-38D; 96-bit random nonces are safe for 2^32
    /// messages a key, more than one person writes.
    package func seal(_ plain: [UInt8], _ context: SealContext) throws(VaultError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(plain, using: key, authenticating: context.authenticated)
            // Nonce, ciphertext and tag, in this order; there is none for nonces of other lengths than ours.
            guard let combined = box.combined else { throw VaultError(.notAuthentic, "sealing gave no whole box") }
            var sealed: [UInt8] = []
            sealed.reserveCapacity(plain.count + Self.overheadBytes)
            sealed.append(Self.versionByte)
            sealed.append(contentsOf: commitment)
            sealed.append(contentsOf: combined)
            return sealed
        } catch {
            throw VaultError(.notAuthentic, "sealing failed: \(error)")
        }
    }

    /// Whether the sealed part names this key.
    private func commits(_ sealed: [UInt8]) -> Bool {
        for (offset, byte) in commitment.enumerated() where sealed[1 + offset] != byte { return false }
        return true
    }

    /// Decrypts what was sealed for this place under this key. **Errors**: `notAuthentic`.
    package func open(_ sealed: [UInt8], _ context: SealContext) throws(VaultError) -> [UInt8] {
        guard sealed.count >= Self.overheadBytes, sealed[0] == Self.versionByte,
            commits(sealed)
        else { throw VaultError(.notAuthentic, "the sealed part is not of this person's key") }
        do {
            // Nonce, ciphertext and tag follow each other as CryptoKit combines them.
            let box = try AES.GCM.SealedBox(combined: sealed[33...])
            return Array(try AES.GCM.open(box, using: key, authenticating: context.authenticated))
        } catch {
            throw VaultError(.notAuthentic, "the sealed part was altered or belongs elsewhere")
        }
    }
}
