// swift-tools-version: 6.2
import PackageDescription

/// Every room is built alike: warnings are errors, imports carry access levels, existentials are spelled out.
let house: [SwiftSetting] = [
    // Rooms are small modules: without it every generic and every small function between them stays a call.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "carelog",
    products: [],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Failpoints", swiftSettings: house),
        .target(
            name: "Postgres", dependencies: ["CLibpq", "Failpoints", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .target(name: "Identity", swiftSettings: house),
        .target(name: "Cache", swiftSettings: house),
        .target(name: "JSON", swiftSettings: house),
        .target(name: "Ticketing", dependencies: ["Identity"], swiftSettings: house),
        .target(name: "EventCodec", dependencies: ["Identity", "JSON", "Ticketing"], swiftSettings: house),
        .target(
            name: "EventLog",
            dependencies: ["Failpoints", "Identity", "Postgres", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .target(
            name: "Vault",
            dependencies: ["Cache", "Identity", "Postgres", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house),
        .target(
            name: "Projections",
            dependencies: [
                "EventCodec", "EventLog", "Failpoints", "Identity", "Postgres", "Ticketing",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .target(
            name: "Desk",
            dependencies: [
                "Cache", "EventCodec", "EventLog", "Identity", "JSON", "Postgres", "Projections", "Ticketing", "Vault",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .target(
            name: "Wire", dependencies: ["JSON", .product(name: "NIOCore", package: "swift-nio")], swiftSettings: house),
        .target(
            name: "Schema",
            dependencies: [
                "Postgres", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            // A link to schema/migrations: the program carries its SQL.
            resources: [.embedInCode("migrations")], swiftSettings: house),
        .target(
            name: "Server",
            dependencies: [
                "Desk", "Failpoints", "Identity", "JSON", "Projections", "Ticketing", "Wire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Client",
            dependencies: [
                "JSON", "Wire", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house),
        .target(
            name: "CarelogCLI",
            dependencies: [
                "Client", "Desk", "EventCodec", "EventLog", "Failpoints", "Identity", "JSON", "Postgres", "Projections",
                "Schema", "Server", "Ticketing", "Vault", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .executableTarget(name: "carelog", dependencies: ["CarelogCLI"], swiftSettings: house),

        .target(
            name: "Support",
            dependencies: ["Postgres", "Schema", .product(name: "Logging", package: "swift-log")],
            path: "Tests/Support", swiftSettings: house),
        .target(
            name: "Faults",
            dependencies: [
                "Client", "Desk", "EventLog", "Failpoints", "Identity", "JSON", "Postgres", "Projections", "Schema",
                "Support", "Ticketing", "Vault", "Wire",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Faults", swiftSettings: house),
        .executableTarget(
            name: "faultrunner",
            dependencies: ["Faults", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Tests/FaultRunner", swiftSettings: house),
        .testTarget(name: "FaultTests", dependencies: ["carelog", "Faults", "Support"], swiftSettings: house),
        .target(
            name: "Folds", dependencies: ["Identity", "Projections", "Ticketing"], path: "Tests/Folds",
            swiftSettings: house),
        .target(
            name: "Office", dependencies: ["EventCodec", "Folds", "Identity", "Projections", "Support", "Ticketing"],
            path: "Tests/Office",
            swiftSettings: house),
        .executableTarget(
            name: "propertyrunner",
            dependencies: ["Office", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Tests/PropertyRunner", swiftSettings: house),
        .testTarget(name: "OfficeTests", dependencies: ["Office"], swiftSettings: house),
        .testTarget(name: "CacheTests", dependencies: ["Cache", "Support"], swiftSettings: house),
        .testTarget(
            name: "EventCodecTests", dependencies: ["EventCodec", "Identity", "JSON", "Support", "Ticketing"],
            exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "CarelogCLITests",
            dependencies: ["CarelogCLI", "Desk", "Wire", .product(name: "Logging", package: "swift-log")],
            exclude: ["Independent"],
            swiftSettings: house),
        .testTarget(
            name: "DeskTests",
            dependencies: [
                "Desk", "EventCodec", "EventLog", "Identity", "Postgres", "Projections", "Support", "Ticketing",
                "Vault",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "EndToEndTests", dependencies: ["carelog", "Client", "JSON", "Support", "Wire"],
            exclude: ["Independent"], swiftSettings: house),
        .testTarget(
            name: "EventLogTests",
            dependencies: [
                "EventLog", "Identity", "Postgres", "Schema", "Support",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(name: "HouseTests", swiftSettings: house),
        .testTarget(name: "IdentityTests", dependencies: ["Identity", "Support"], swiftSettings: house),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: house),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", "Support", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .testTarget(
            name: "ProjectionsTests",
            dependencies: [
                "EventCodec", "EventLog", "Folds", "Identity", "Postgres", "Projections", "Support", "Ticketing",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "SchemaTests",
            dependencies: ["Postgres", "Schema", "Support", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .testTarget(name: "TicketingTests", dependencies: ["Identity", "Ticketing"], swiftSettings: house),
        .testTarget(
            name: "VaultTests",
            dependencies: [
                "Identity", "Postgres", "Support", "Vault", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "WireTests",
            dependencies: [
                "JSON", "Wire", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "ClientTests",
            dependencies: ["Client", "Wire", .product(name: "NIOEmbedded", package: "swift-nio")],
            swiftSettings: house),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Client", "Desk", "EventLog", "Identity", "JSON", "Postgres", "Projections", "Server", "Support",
                "Ticketing", "Vault", "Wire",
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
    ]
)
