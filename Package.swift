// swift-tools-version: 6.2
import PackageDescription

/// All our targets are compiled alike: Swift 6, explicit existentials, member imports visible
/// only where imported, imports internal unless said otherwise, and no warning survives.
let commonSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// Our own C: fast in debug builds too, and what overruns a buffer ends the process instead of going on with it.
let hardenedC: [CSetting] = [
    .unsafeFlags(["-O3", "-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"])
]

/// All symbols are bound at start and the table of them is read-only from then on (full RELRO).
let hardenedLinking: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now"])
]

/// The commit that `agent-memory version` prints; scripts/build sets it, and then the manifest is read again.
let commit = Context.environment["AGENT_MEMORY_COMMIT"] ?? ""

/// A header with the tables of ICU for a release; scripts/build sets it.
let icu = Context.environment["AGENT_MEMORY_ICU"].map { [CSetting.define("AGENT_MEMORY_ICU", to: "\"\($0)\"")] } ?? []

extension Target.Dependency {
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras: Self = .product(name: "CryptoExtras", package: "swift-crypto")
    static let coreMetrics: Self = .product(name: "CoreMetrics", package: "swift-metrics")
    static let tracing: Self = .product(name: "Tracing", package: "swift-distributed-tracing")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore: Self = .product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdHTTP2: Self = .product(name: "HummingbirdHTTP2", package: "hummingbird")
    static let hummingbirdTesting: Self = .product(name: "HummingbirdTesting", package: "hummingbird")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes: Self = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioTLS: Self = .product(name: "NIOTLS", package: "swift-nio")
    static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
    static let grdbSQLite: Self = .product(name: "GRDBSQLite", package: "GRDB.swift")
}

/// One of our targets; the dependencies listed are exactly the modules it may import (docs/architecture.md §2).
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: commonSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: commonSettings)
}

/// Part of the binary, so that it needs no other files.
let webResources: [Resource] =
    [
        "layout", "appbar", "nav", "foot", "mark", "problem", "login", "consent", "account", "message", "setup",
        "landing", "docs", "leaving", "connect", "health", "time", "memorymeta", "memories", "memory", "memoryedit",
        "selection", "sessions", "session", "sessiondelete", "home", "homefirst", "applications", "application",
        "teams", "team", "people", "admintabs", "settings", "clients", "client", "turns", "join", "serverhealth",
        "token", "operation", "undo", "deed", "activity",
        "data", "erase", "import", "receipt", "person", "serverapplications", "serverapplication", "keys", "providers",
        "limits",
    ].map { .embedInCode("Pages/Templates/\($0).mustache") }
    + [.embedInCode("Languages/de.po")]
    + ["pages.css", "pages.js", "icons.txt", "icon.svg"].map { .embedInCode("Pages/Assets/\($0)") }

let package = Package(
    name: "agent-memory",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "agent-memory", targets: ["agent-memory"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        // ring 0: no I/O, no targets of ring 1 or 2
        module("Base"),
        module("JOSE", ["Base", .crypto, .cryptoExtras]),
        module("Prometheus", [.coreMetrics]),
        module("Traces", ["Base", .tracing]),

        // ring 1: the steps of a request
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        module("Identity", ["Base", "JOSE", "CCrypt", .crypto]),
        module("Authorization", ["Base", "JOSE", "Identity", .crypto, .cryptoExtras, .logging]),
        .target(name: "CVectorScan", cSettings: hardenedC),
        module("Memories", ["Base", "Identity", "Traces", "CVectorScan", .crypto, .logging]),

        module("Backups", ["Base", "JOSE", .crypto]),
        module("ACME", ["Base", "JOSE", .crypto]),
        module("Imports", ["Base", "Identity", "Memories", .crypto]),
        module("ClientCatalog", ["Base"], resources: [.embedInCode("Catalog/clients.json")]),

        // ring 2: adapters; they do not know each other (HTTPAPI carries MCP over HTTP)
        module("MCP", ["Base", "Identity", "Memories", "Traces", .logging]),
        .target(name: "CPostgres", cSettings: hardenedC),
        module(
            "SQLStorage",
            ["Base", "Identity", "Authorization", "Memories", "CPostgres", .crypto, .grdb, .grdbSQLite]
        ),
        module(
            "Outbound",
            [
                "ACME", "Base", "JOSE", "Identity", "Authorization", "Memories", "Traces", .nioCore,
                .nioHTTP1, .nioSSL, .tracing,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]
        ),
        .target(name: "CEncoder", cSettings: hardenedC),
        module("LocalEmbedding", ["Base", "Memories", "CEncoder", .crypto]),
        module(
            "HTTPAPI",
            [
                "Base", "Identity", "Authorization", "ClientCatalog", "Imports", "Memories", "MCP", "Traces",
                .hummingbird, .hummingbirdCore, .hummingbirdHTTP2, .tracing, .httpTypes,
                .nioCore, .nioHTTP1, .nioHTTPTypes, .nioSSL, .nioTLS,
                .logging,
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: webResources
        ),
        module("PeerAPIs", ["Base", "Identity", "Memories", "MCP", "HTTPAPI", .crypto, .hummingbird]),
        module(
            "Settings",
            [
                "Backups", "Base", "JOSE", "Identity", "Authorization", "Memories",
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),

        .target(name: "CProcess", cSettings: hardenedC + icu + [.define("AGENT_MEMORY_COMMIT", to: "\"\(commit)\"")]),

        // the executable names the concrete parts, once
        .executableTarget(
            name: "agent-memory",
            dependencies: [
                "ACME", "Backups", "Base", "JOSE", "Identity", "Authorization", "ClientCatalog", "Imports", "Memories",
                "MCP",
                "SQLStorage", "Outbound",
                "LocalEmbedding", "HTTPAPI",
                "PeerAPIs", "Prometheus", "Settings", "Traces", "CProcess", .coreMetrics, .hummingbirdCore,
                .hummingbird,
                .nioCore, .logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: commonSettings,
            linkerSettings: hardenedLinking
        ),

        // measures the parts; not a product (a package of its own could not see `package` declarations)
        .executableTarget(
            name: "agent-memory-bench",
            dependencies: [
                "Base", "JOSE", "Identity", "Authorization", "Memories", "MCP", "SQLStorage", "LocalEmbedding",
                "HTTPAPI", .crypto,
                .cryptoExtras,
                .hummingbird, .httpTypes, .nioCore, .logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Sources",
            swiftSettings: commonSettings
        ),

        // tests
        module("TestSupport", ["Base", "JOSE", "Identity", "Authorization", "Memories", "SQLStorage", .logging]),
        tests(
            "OutboundTests",
            [
                "Outbound", "ACME", "Base", "JOSE", "Identity", "Authorization", "Memories", "TestSupport", .nioCore,
                .nioHTTP1, .product(name: "NIOPosix", package: "swift-nio"),
                .nioSSL,
            ]
        ),
        tests(
            "LocalEmbeddingTests",
            ["LocalEmbedding", "CEncoder", "Base", "Memories", "TestSupport", .crypto],
            resources: [.copy("Fixtures")]
        ),
        tests("BackupsTests", ["Backups", "Base", "TestSupport"]),
        tests("ACMETests", ["ACME", "Base", "JOSE", "TestSupport", .crypto]),
        tests("ImportsTests", ["Base", "Identity", "Imports", "Memories", "SQLStorage", "TestSupport", .grdb]),
        tests("BaseTests", ["Base", "TestSupport"]),
        tests("ClientCatalogTests", ["Base", "ClientCatalog", "TestSupport"], resources: [.copy("Golden")]),
        tests("IdentityTests", ["Base", "JOSE", "Identity", "TestSupport"]),
        tests(
            "CommandTests",
            [
                "ACME", "Authorization", "Backups", "Base", "ClientCatalog", "HTTPAPI", "Prometheus", "Identity",
                "JOSE",
                "Memories",
                "Outbound",
                "SQLStorage", "Settings", "TestSupport",
                "agent-memory",
                .logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            "AuthorizationTests",
            ["Base", "JOSE", "Identity", "Authorization", "SQLStorage", "TestSupport", .crypto, .cryptoExtras]
        ),
        tests("MemoriesTests", ["Base", "CVectorScan", "Identity", "Memories", "TestSupport", .logging]),
        tests(
            "RetrievalTests",
            ["Base", "Identity", "LocalEmbedding", "Memories", "SQLStorage", "TestSupport", .logging],
            resources: [.process("Resources")]
        ),
        tests(
            "HTTPAPITests",
            [
                "Base", "JOSE", "Identity", "Authorization", "ClientCatalog", "Imports", "Memories", "MCP", "HTTPAPI",
                "PeerAPIs", "TestSupport", "Traces",
                .hummingbird,
                .hummingbirdTesting,
                .httpTypes, .nioCore, .nioHTTP1, .nioHTTPTypes, .nioSSL, .nioTLS, .logging,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Golden")]
        ),
        tests("MCPTests", ["Base", "Identity", "Memories", "MCP", "TestSupport", .logging]),
        tests(
            "SQLStorageTests",
            ["Base", "Identity", "Memories", "SQLStorage", "TestSupport", .grdb],
            resources: [.copy("Fixtures")]
        ),
        tests("StorageConformanceTests", ["Base", "Identity", "Authorization", "Memories", "TestSupport"]),
        tests("SettingsTests", ["Base", "JOSE", "Identity", "Authorization", "Settings", "TestSupport"]),
        tests("TracesTests", ["Base", "TestSupport", "Traces", .tracing]),
        tests("PrometheusTests", ["Prometheus", .coreMetrics]),
        tests("JOSETests", ["Base", "JOSE", "TestSupport", .crypto, .cryptoExtras]),
        tests("StructureTests", []),
    ]
)
