// swift-tools-version: 6.2
import PackageDescription

/// Every room is built alike: warnings are errors, imports carry access levels, existentials are spelled out.
let house: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "carelog",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "Identity", swiftSettings: house),
        .target(name: "Cache", swiftSettings: house),
        .target(name: "JSON", swiftSettings: house),
        .target(name: "Ticketing", dependencies: ["Identity"], swiftSettings: house),
        .target(name: "EventCodec", dependencies: ["Identity", "JSON", "Ticketing"], swiftSettings: house),
        .target(
            name: "Vault",
            dependencies: ["Cache", "Identity", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: house),

        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: house),
        .target(
            name: "Wire", dependencies: ["JSON", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: house),
        .testTarget(
            name: "WireTests",
            dependencies: [
                "Wire", "JSON", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ], swiftSettings: house),
    ]
)
