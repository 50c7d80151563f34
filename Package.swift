// swift-tools-version: 6.2
import PackageDescription

// The project's own builds set TAGQ_STRICT (the Makefile does), so that a warning fails them.
// It is off for those who depend on the package: SwiftPM refuses such flags in dependencies.
let isStrict = Context.environment["TAGQ_STRICT"] != nil

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// Everything heavier than the core hangs on this trait, so that a package which embeds `TagQuery`
/// with `traits: []` fetches and builds nothing else.
let commandLineOnly = TargetDependencyCondition.when(traits: ["CommandLine"])
let sqliteOnly = TargetDependencyCondition.when(traits: ["SQLite"])
let httpOnly = TargetDependencyCondition.when(traits: ["HTTP"])
let serverOnly = TargetDependencyCondition.when(traits: ["Server"])
/// Who imports `SQLiteRegistry` has to find the C module that it is made with.
let systemSQLite = Target.Dependency.product(
  name: "GRDBSQLite", package: "GRDB.swift", condition: sqliteOnly)
/// What the client and the server that tests it are made with.
let networking: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio", condition: httpOnly),
  .product(name: "NIOPosix", package: "swift-nio", condition: httpOnly),
  .product(name: "NIOHTTP1", package: "swift-nio", condition: httpOnly),
  .product(name: "NIOHTTPCompression", package: "swift-nio-extras", condition: httpOnly),
  .product(name: "NIOSSL", package: "swift-nio-ssl", condition: httpOnly),
]

let package = Package(
  name: "tagq",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "TagQuery", targets: ["TagQuery"]),
    .library(name: "SQLiteRegistry", targets: ["SQLiteRegistry"]),
    .library(name: "SnapshotRegistry", targets: ["SnapshotRegistry", "TagJSON"]),
    .library(name: "ScalewayRegistry", targets: ["ScalewayRegistry"]),
    .library(name: "RegistryConformance", targets: ["RegistryConformance"]),
    .library(name: "TagsServer", targets: ["TagsServer"]),
    .executable(name: "tagq", targets: ["tagq"]),
    .executable(name: "tagq-registry", targets: ["tagq-registry"]),
    .executable(name: "tagq-server", targets: ["tagq-server"]),
  ],
  traits: [
    .trait(
      name: "CommandLine", description: "The tagq command and what only it needs.",
      enabledTraits: ["SQLite", "HTTP", "Server"]),
    .trait(name: "SQLite", description: "The embedded registry."),
    .trait(name: "HTTP", description: "Registries that are reached over HTTP."),
    .trait(name: "Server", description: "A server of the Tags API."),
    .default(enabledTraits: ["CommandLine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.38.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    .target(
      name: "CRE2",
      linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CStack"),
    .target(
      name: "TagQuery", dependencies: ["CRE2", "CStack"],
      exclude: ["Syntax/Grammar.ebnf"], swiftSettings: settings,
      // Arithmetic on decimals; only Foundation would bring it along.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(
      name: "SQLiteRegistry",
      dependencies: [
        "TagQuery", .product(name: "GRDB", package: "GRDB.swift", condition: sqliteOnly),
        systemSQLite,
      ],
      swiftSettings: settings),
    .target(
      name: "RegistryHTTP",
      dependencies: [
        "TagQuery",
        .product(name: "AsyncHTTPClient", package: "async-http-client", condition: httpOnly),
      ] + networking,
      swiftSettings: settings),
    .target(
      name: "ScalewayRegistry",
      dependencies: [
        "TagQuery", "TagJSON", "RegistryHTTP",
        .product(name: "Yams", package: "Yams", condition: httpOnly),
      ],
      swiftSettings: settings),
    .target(name: "RegistryConformance", dependencies: ["TagQuery"], swiftSettings: settings),
    .systemLibrary(name: "CZlib"),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "TagJSON", dependencies: ["TagQuery", "CSimdJSON"], swiftSettings: settings),
    .target(
      name: "SnapshotRegistry", dependencies: ["TagQuery", "TagJSON", "CZlib"],
      swiftSettings: settings, linkerSettings: [.linkedLibrary("z")]),
    .target(
      name: "TagQueryShell", dependencies: ["TagQuery", "TagJSON", "SnapshotRegistry"],
      swiftSettings: settings),
    .target(name: "CLibEdit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "LineEditor", dependencies: ["CLibEdit"], swiftSettings: settings),
    .target(
      name: "TagqCommands",
      dependencies: [
        "TagQuery", "TagJSON", "TagQueryShell", "SnapshotRegistry",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: commandLineOnly),
      ],
      swiftSettings: settings),
    .executableTarget(name: "tagq", dependencies: ["TagqCommands"], swiftSettings: settings),
    // What needs a store or the network, so that everything else starts quickly.
    .executableTarget(
      name: "tagq-registry",
      dependencies: [
        "TagQuery", "TagQueryShell", "TagqCommands", "RegistryHTTP", "ScalewayRegistry",
        "SQLiteRegistry", systemSQLite,
      ],
      swiftSettings: settings),
    .target(
      name: "TagsServer",
      dependencies: [
        "TagQuery", "TagJSON",
        .product(name: "Hummingbird", package: "hummingbird", condition: serverOnly),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "tagq-server",
      dependencies: [
        "TagQuery", "TagsServer", "SQLiteRegistry", systemSQLite,
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: commandLineOnly),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TagQueryShellTests", dependencies: ["TagQuery", "TagJSON", "TagQueryShell"],
      swiftSettings: settings),
    .testTarget(
      name: "TagQueryTests", dependencies: ["TagQuery", "TagJSON", "SnapshotRegistry"],
      exclude: ["Corpus"],
      swiftSettings: settings),
    .testTarget(
      name: "TagJSONTests", dependencies: ["TagQuery", "TagJSON"], swiftSettings: settings),
    .testTarget(
      name: "SnapshotRegistryTests",
      dependencies: [
        "TagQuery", "TagQueryShell", "TagJSON", "SnapshotRegistry", "SQLiteRegistry", systemSQLite,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: ["TagQuery", "TagJSON", "SnapshotRegistry"],
      exclude: ["Corpus", "Seeds", "data.dict", "text.dict"], swiftSettings: settings),
    .testTarget(
      name: "RegistryConformanceTests",
      dependencies: [
        "TagQuery", "RegistryConformance", "TagJSON", "SnapshotRegistry", "SQLiteRegistry",
        "RegistryHTTP", "ScalewayRegistry", "TagsServer",
        systemSQLite,
      ],
      swiftSettings: settings),
    // What tests run as another process.
    .executableTarget(
      name: "StoreProgram", dependencies: ["TagQuery", "SQLiteRegistry", systemSQLite],
      path: "Tests/StoreProgram", swiftSettings: settings),
    .testTarget(
      name: "SQLiteRegistryTests",
      dependencies: ["TagQuery", "SQLiteRegistry", "StoreProgram", systemSQLite],
      swiftSettings: settings),
    .testTarget(
      name: "TagsServerTests",
      dependencies: [
        "TagQuery", "TagJSON", "TagsServer", "tagq-server", "SQLiteRegistry", systemSQLite,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: ["tagq", "tagq-registry", "tagq-server"],
      swiftSettings: settings),
    // A misbehaving server on a loopback socket, for tests.
    .target(
      name: "HTTPTestServer",
      dependencies: [
        "TagQuery", "RegistryHTTP",
        .product(name: "NIOHTTP2", package: "swift-nio-http2", condition: httpOnly),
      ] + networking,
      path: "Tests/HTTPTestServer", swiftSettings: settings),
    .testTarget(
      name: "RegistryHTTPTests", dependencies: ["TagQuery", "RegistryHTTP", "HTTPTestServer"],
      swiftSettings: settings),
    .testTarget(
      name: "ScalewayRegistryTests",
      dependencies: [
        "TagQuery", "TagJSON", "RegistryHTTP", "ScalewayRegistry", "HTTPTestServer",
        "RegistryConformance",
      ],
      swiftSettings: settings),
    // It runs the command, which is built with it.
    .testTarget(
      name: "ExamplesTests", dependencies: ["TagQuery", "TagQueryShell", "tagq"],
      swiftSettings: settings),
    // Runs a program on a terminal of its own, and sees what is on the screen.
    .target(name: "TerminalHarness", path: "Tests/TerminalHarness", swiftSettings: settings),
    .executableTarget(
      name: "LineEditorProgram", dependencies: ["LineEditor"], path: "Tests/LineEditorProgram",
      swiftSettings: settings),
    .testTarget(
      name: "LineEditorTests",
      dependencies: ["LineEditor", "TerminalHarness", "LineEditorProgram"],
      swiftSettings: settings),
    .testTarget(name: "TidyTests", swiftSettings: settings),
    .testTarget(name: "EmbeddingTests", swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx17
)
