/// Why something could not be sealed, opened or unlocked. Never says what is in it.
package struct VaultError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The closed set of reasons.
    package enum Code: String, Hashable, Sendable {
        /// The key-encryption key is absent or malformed: an operator has to mend that.
        case badKeyFile
        /// The key was wrapped by a key-encryption key that is not in the ring.
        case unknownKeyEncryptionKey
        /// The bytes are not what this key sealed in this place: altered, moved, or the wrong key.
        case notAuthentic
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
