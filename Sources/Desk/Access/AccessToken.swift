internal import Vault

/// What an agent shows to be let in.
///
/// **Shape**: `cl_` and 43 characters of base64url: 256 random bits. Only its SHA-256 is ever stored.
package struct AccessToken: Sendable {
    /// The secret itself.
    package let text: String

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// A new token from the system's randomness.
    package init() {
        var random = SystemRandomNumberGenerator()
        var digits: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for _ in 0..<32 {
            bits = bits << 8 | UInt32(UInt8.random(in: .min ... .max, using: &random))
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                digits.append(Self.alphabet[Int(bits >> bitCount & 63)])
            }
        }
        // 256 bits leave 4 over after 42 digits.
        digits.append(Self.alphabet[Int(bits << (6 - bitCount) & 63)])
        text = "cl_" + String(decoding: digits, as: UTF8.self)
    }

    /// Whether it could be a token at all; what cannot is not worth a look into the database.
    package static func isWellFormed(_ text: String) -> Bool {
        text.hasPrefix("cl_") && text.utf8.count == 46 && text.utf8.dropFirst(3).allSatisfy { alphabet.contains($0) }
    }

    /// What a token is recognised by. **Shape**: 32 bytes.
    package static func digest(of text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }
}
