internal import Crypto
package import Identity

/// The key of one person in one workspace. Destroying it makes everything sealed under it unreadable for ever.
package struct DataKey: Sendable {
    /// **Range**: 256 bits.
    let key: SymmetricKey
    /// What every sealed part carries so that it opens under one key only: GCM alone does not commit to its key.
    let commitment: [UInt8]

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
        Array("carelog sealed v1 ".utf8) + event.id.bytes + Array("\(version) \(stream)".utf8)
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
            var sealed: [UInt8] = []
            sealed.reserveCapacity(plain.count + Self.overheadBytes)
            sealed.append(Self.versionByte)
            sealed.append(contentsOf: commitment)
            sealed.append(contentsOf: box.nonce)
            sealed.append(contentsOf: box.ciphertext)
            sealed.append(contentsOf: box.tag)
            return sealed
        } catch {
            throw VaultError(.notAuthentic, "sealing failed: \(error)")
        }
    }

    /// Decrypts what was sealed for this place under this key. **Errors**: `notAuthentic`.
    package func open(_ sealed: [UInt8], _ context: SealContext) throws(VaultError) -> [UInt8] {
        guard sealed.count >= Self.overheadBytes, sealed[0] == Self.versionByte,
            sealed[1..<33].elementsEqual(commitment)
        else { throw VaultError(.notAuthentic, "the sealed part is not of this person's key") }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: sealed[33..<45]), ciphertext: sealed[45..<(sealed.count - 16)],
                tag: sealed[(sealed.count - 16)...])
            return Array(try AES.GCM.open(box, using: key, authenticating: context.authenticated))
        } catch {
            throw VaultError(.notAuthentic, "the sealed part was altered or belongs elsewhere")
        }
    }
}
