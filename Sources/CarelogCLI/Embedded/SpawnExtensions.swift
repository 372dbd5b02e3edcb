internal import Glibc

/// What glibc adds to `posix_spawn` and Swift's import of it does not show, since it imports without `_GNU_SOURCE`.
///
/// Looked up in the library that is loaded; where it lacks one, the child starts without. **Source** glibc 2.36,
/// `spawn.h`.
enum SpawnExtensions {
    /// `POSIX_SPAWN_SETSID`: the child leads a session of its own, away from the terminal.
    static let setSession: Int32 = 0x80

    /// Closes every descriptor of the child from one on. Since glibc 2.34.
    static func closeDescriptors(from first: Int32, _ actions: inout posix_spawn_file_actions_t) {
        typealias Call = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(&actions, first)
    }

    /// Starts the child in a folder. Since glibc 2.29.
    static func changeDirectory(to path: String, _ actions: inout posix_spawn_file_actions_t) {
        typealias Call =
            @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return }
        _ = path.withCString { unsafeBitCast(symbol, to: Call.self)(&actions, $0) }
    }
}
