import Testing

/// docs/architecture.md §2 as a table: what each target's files may import.
private let language: Set<String> = ["FoundationEssentials", "Synchronization"]
private let system: Set<String> = ["FoundationEssentials", "Synchronization", "Glibc", "Dispatch"]
private let allowed: [String: Set<String>] = [
    "Base": language,
    "JOSE": language.union(["Base", "Crypto", "CryptoExtras", "Glibc"]),
    "Identity": system.union(["Base", "JOSE", "Crypto", "CryptoExtras", "CCrypt", "Logging"]),
    "Memories": system.union(["Base", "Identity", "CVectorScan", "Crypto", "Logging"]),
    "MCP": system.union(["Base", "Identity", "Memories", "Logging"]),
    "SQLStorage": system.union(["Base", "Identity", "Memories", "CVectorScan", "GRDB", "GRDBSQLite", "Logging"]),
    "Outbound": system.union([
        "Base", "JOSE", "Identity", "Memories", "Crypto", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOSSL",
    ]),
    "LocalEmbedding": system.union(["Base", "Memories", "CEncoder", "Crypto", "Foundation", "Darwin", "Musl"]),
    "HTTPAPI": system.union([
        "Base", "JOSE", "Identity", "Memories", "MCP", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Mustache", "NIOCore", "NIOHTTP1",
        "Logging",
    ]),
    "PeerAPIs": system.union(["Base", "Identity", "Memories", "HTTPAPI", "Hummingbird"]),
    "Settings": language.union(["Base", "Configuration"]),
    "agent-memory": system.union([
        "Base", "JOSE", "Identity", "Memories", "MCP", "SQLStorage", "Outbound", "LocalEmbedding", "HTTPAPI", "PeerAPIs",
        "Settings", "ArgumentParser", "ServiceLifecycle", "Logging", "Hummingbird", "HummingbirdTLS", "NIOCore", "UnixSignals",
    ]),
    "TestSupport": system.union([
        "Base", "JOSE", "Identity", "Memories", "MCP", "SQLStorage", "HTTPAPI", "Foundation", "Hummingbird", "HummingbirdTesting",
        "Logging",
    ]),
]

@Suite struct ImportTests {
    @Test(arguments: SourceTree.sources)
    func aFileImportsOnlyWhatItsTargetMay(file: SourceTree.File) throws {
        let table = try #require(allowed[file.target], "the target \(file.target) has no row in the table")
        for module in Self.imports(of: file) {
            #expect(table.contains(module), "\(file.path) imports \(module)")
        }
    }

    @Test(arguments: SourceTree.sources)
    func onlyTestsImportTestSupport(file: SourceTree.File) {
        #expect(file.target == "TestSupport" || !Self.imports(of: file).contains("TestSupport"))
    }

    @Test(arguments: SourceTree.sources)
    func onlyTheExecutableImportsAForeignDialect(file: SourceTree.File) {
        #expect(["agent-memory", "PeerAPIs"].contains(file.target) || !Self.imports(of: file).contains("PeerAPIs"))
    }

    @Test func everyRowIsATarget() {
        let targets = Set(SourceTree.sources.map(\.target))
        for target in allowed.keys { #expect(targets.contains(target), "\(target) has a row but no files") }
    }

    /// The modules, whatever stands before (`package import X`) or is chosen of them (`import struct X.Y`).
    static func imports(of file: SourceTree.File) -> [String] {
        file.code.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy(Self.isModifier), index + 1 < words.count else {
                return nil
            }
            let isKind = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(words[index + 1])
            let name = isKind ? words.dropFirst(index + 2).first : words[index + 1]
            return name?.split(separator: ".").first.map(String.init)
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        ["public", "package", "internal", "private", "fileprivate", "@preconcurrency", "@testable"].contains(word)
    }
}
