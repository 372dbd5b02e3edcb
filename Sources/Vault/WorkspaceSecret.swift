internal import Crypto

/// Hashes what must be found again without being readable: the keys of claims.
package struct WorkspaceSecret: Sendable {
    /// Has the key in it already; each hash begins with a copy.
    private let keyed: HMAC<SHA256>

    package init(_ key: DataKey) { keyed = HMAC<SHA256>(key: key.key) }

    /// HMAC-SHA-256 over parts that are told apart by their lengths. **Shape**: 32 bytes.
    package func hash(_ parts: [String]) -> [UInt8] {
        let bytesMax = parts.reduce(0) { $0 + Self.lengthBytes + $1.utf8.count }
        // All of them at once: each piece that is handed over costs more than its bytes do.
        return withUnsafeTemporaryAllocation(byteCount: bytesMax, alignment: 1) { message in
            var end = 0
            for part in parts {
                var part = part
                part.withUTF8 { bytes in
                    message.storeBytes(of: UInt64(bytes.count).bigEndian, toByteOffset: end, as: UInt64.self)
                    end += Self.lengthBytes
                    UnsafeMutableRawBufferPointer(rebasing: message[end...]).copyBytes(from: bytes)
                    end += bytes.count
                }
            }
            var hmac = keyed
            hmac.update(data: UnsafeRawBufferPointer(rebasing: message[..<end]))
            return Array(hmac.finalize())
        }
    }

    /// Of what says how long a part is.
    private static let lengthBytes = 8
}

/// SHA-256, for those rooms that need a digest and no more of cryptography.
package enum Digest {
    /// **Shape**: 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
