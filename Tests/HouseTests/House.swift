/// The house: which rooms there are, what each may import, and what stands beside them. Extend it here and nowhere else.
///
/// **Source**: section 3 of the design.
enum House {
    /// What stands at the top beside dotfiles.
    static let topLevel: Set<String> = ["Package.swift", "README.md", "Sources", "Tests", "deploy", "schema"]

    /// What a room may import.
    enum Allowance: Equatable, Sendable {
        case only(Set<String>)
        /// The composition root: everything but what has a folder of its own.
        case everything
    }

    /// Every room there may be; one that is not built yet is simply absent from Sources.
    static let rooms: [String: Allowance] = [
        "CLibpq": .only([]),
        "Failpoints": .only([] + platform),
        "Postgres": .only(["CLibpq", "Failpoints", "Logging"] + collections + platform + essentials),
        "JSON": .only([]),
        "Identity": .only([]),
        "Cache": .only([] + collections + platform),
        "Ticketing": .only(["Identity"]),
        "EventCodec": .only(["Identity", "Ticketing", "JSON", "Crypto"] + essentials),
        "EventLog": .only(
            ["Failpoints", "Identity", "Cache", "Postgres", "Logging", "ServiceLifecycle"] + collections + platform),
        "Schema": .only(["Postgres", "Crypto", "Logging"] + essentials),
        "Vault": .only(["Identity", "Cache", "Postgres", "Crypto", "Logging"] + collections + platform + essentials),
        "Audit": .only(["Identity", "EventLog", "Crypto", "Logging"] + platform + essentials),
        "Projections": .only(
            [
                "Failpoints", "Identity", "Cache", "Ticketing", "EventCodec", "EventLog", "Postgres", "Logging",
                "ServiceLifecycle",
            ] + collections + platform),
        "Desk": .only(
            [
                "Identity", "Cache", "Ticketing", "JSON", "EventCodec", "EventLog", "Vault", "Projections", "Postgres",
                "Crypto", "Logging",
                "ServiceLifecycle",
            ] + collections + platform + essentials),
        "Wire": .only(["JSON", "NIOCore"] + collections),
        "Server": .only(
            [
                "Failpoints", "Identity", "Cache", "Wire", "JSON", "Desk", "Projections", "Ticketing", "Logging",
                "ServiceLifecycle",
            ]
                + nio
                + collections + platform
                + essentials),
        "Client": .only(["Wire", "JSON", "Logging"] + nio + collections + platform + essentials),
        "CarelogCLI": .everything,
        "carelog": .only(["CarelogCLI"]),
    ]

    /// Modules that only one folder may import, whatever the room is allowed.
    static let confined: [String: String] = ["CLibpq": "Sources/Postgres/Libpq/"]

    /// Code that may not stand in Sources: it would stop the server for one request's sake.
    static let bannedCode = ["try!", "fatalError("]

    /// Words that may not stand in Sources, comments included: work that is not done is an issue, not a remark.
    static let bannedWords = ["TODO", "FIXME"]

    /// **Units**: lines. Where a file has become two.
    static let sourceLinesMax = 500

    private static let collections: Set<String> = [
        "BasicContainers", "BitCollections", "Collections", "DequeModule", "HashTreeCollections", "HeapModule",
        "OrderedCollections",
    ]
    /// Locks, atomics and the system's C library, where a room owns threads or files.
    private static let platform: Set<String> = ["Atomics", "Glibc", "Synchronization"]
    /// Bytes and dates of the system; `Foundation` itself, with its locales and processes, is for the command line.
    private static let essentials: Set<String> = ["FoundationEssentials"]
    private static let nio: Set<String> = [
        "NIOConcurrencyHelpers", "NIOCore", "NIOExtras", "NIOPosix", "NIOSSL", "NIOTLS",
    ]
}

private func + (left: Set<String>, right: Set<String>) -> Set<String> { left.union(right) }
