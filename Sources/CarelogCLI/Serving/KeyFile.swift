internal import Vault

/// The file with the key-encryption keys: without it, nothing personal in the database can be read.
struct KeyFile: Sendable {
    let path: String

    /// Reads the keys. **Errors**: the file is absent or malformed, and what to do about it.
    func load() throws -> Keyring {
        guard let text = try PrivateFile(path: path).read() else {
            throw PrivateFile.Failure(
                description:
                    "there is no key file \(path): make one with `carelog keys create \(path)`, or restore the one the database was made with"
            )
        }
        return try Keyring(parsing: text)
    }

    /// Reads the keys, or makes a first one.
    func loadOrMake() throws -> Keyring {
        let file = PrivateFile(path: path)
        if let text = try file.read() { return try Keyring(parsing: text) }
        let keyring = Keyring()
        try file.write(keyring.fileText)
        return keyring
    }
}
