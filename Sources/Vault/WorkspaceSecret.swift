internal import Crypto

/// Hashes what must be found again without being readable: the keys of claims.
package struct WorkspaceSecret: Sendable {
    /// Has the key in it already; each hash begins with a copy.
    private let keyed: HMAC<SHA256>

    package init(_ key: DataKey) { keyed = HMAC<SHA256>(key: key.key) }

    /// HMAC-SHA-256 over parts that are told apart by their lengths. **Shape**: 32 bytes.
    package func hash(_ parts: [String]) -> [UInt8] {
        var hmac = keyed
        for part in parts {
            var part = part
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { hmac.update(data: $0) }
            part.withUTF8 { hmac.update(data: UnsafeRawBufferPointer($0)) }
        }
        return Array(hmac.finalize())
    }
}

/// SHA-256, for those rooms that need a digest and no more of cryptography.
package enum Digest {
    /// **Shape**: 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
