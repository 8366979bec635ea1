import Testing

/// docs/architecture.md §1: the executable names the concrete parts once, in `Wiring/`, so that commands and the server
/// use the same ones.
@Suite struct WiringTests {
    private static let parts = [
        "SystemTime()", "SystemRandom()", "SQLiteStores.open", "SQLiteStores.read", "PostgresStores.",
        "RevocationEpoch(file",
        "GuardedHTTP(",
        "JWKSKeySource(", "OIDCProvider(", "ClientDocuments(", "LocalEmbedder(", "OpenAICompatibleEmbedder.",
        "ModelStore(",
    ]

    @Test(
        "Only files in Wiring/ create concrete parts",
        arguments: SourceTree.sources.filter { $0.target == "agent-memory" }
    )
    func onlyWiringCreatesConcreteParts(file: SourceTree.File) {
        let named = Self.parts.filter { part in file.code.contains { $0.contains(part) } }
        #expect(file.path.hasPrefix("Sources/agent-memory/Wiring/") || named.isEmpty, "\(file.path) creates \(named)")
    }

    @Test("The root of the executable has Main.swift only")
    func theRootHasMainOnly() {
        let root = SourceTree.sources.map(\.path).filter {
            $0.hasPrefix("Sources/agent-memory/") && $0.split(separator: "/").count == 3
        }
        #expect(root == ["Sources/agent-memory/Main.swift"])
    }
}
