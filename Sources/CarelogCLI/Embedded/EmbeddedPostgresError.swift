/// Why the private PostgreSQL is not running, in words for the person at the terminal.
package struct EmbeddedPostgresError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    package let code: Code
    /// What, where and what to do.
    package let message: String

    /// The closed set of causes.
    package enum Code: String, Sendable {
        /// No PostgreSQL on this machine, or only one that cannot read the data.
        case notInstalled
        /// The directory cannot be made, read or entered.
        case directory
        /// Another carelog holds the directory.
        case inUse
        /// `initdb` failed.
        case initialisation
        /// PostgreSQL did not come up.
        case start
        /// PostgreSQL died too often.
        case keepsDying
        /// Stopped while it was starting.
        case stopped
    }

    /// True if trying again without doing anything may help.
    package var isRetryable: Bool { code == .start || code == .keepsDying }

    package var description: String { message }
}
