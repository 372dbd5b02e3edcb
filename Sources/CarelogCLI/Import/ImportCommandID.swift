internal import Crypto

/// A command id that follows from what is imported: a name-based UUID of version 5.
///
/// **Shape** SHA-1 over our name space and `method NUL channel NUL externalId`, in lower case with hyphens. **Source**
/// RFC 9562, section 5.5.
package struct ImportCommandID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// The id of one request; the parts hold no NUL, so that no two triples give one name.
    package init(method: ImportMethod, channel: String, externalId: String) {
        self.init(
            nameSpace: Self.nameSpace,
            name: Array(method.rawValue.utf8) + [0] + Array(channel.utf8) + [0] + Array(externalId.utf8))
    }

    /// The general form, for checking against other makers of such ids.
    init(nameSpace: [UInt8], name: [UInt8]) {
        var hash = Insecure.SHA1()
        hash.update(data: nameSpace)
        hash.update(data: name)
        let bytes = Array(hash.finalize().prefix(16))
        let high = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x5000
        self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// The sixteen bytes in the order of the text.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `6f6c6573-7261-4c63-8d70-6f7274747763`: drawn once, never to change, or every earlier import would be a
    /// stranger.
    private static let nameSpace: [UInt8] = [
        0x6F, 0x6C, 0x65, 0x73, 0x72, 0x61, 0x4C, 0x63, 0x8D, 0x70, 0x6F, 0x72, 0x74, 0x74, 0x77, 0x63,
    ]
}
