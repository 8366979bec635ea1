import Foundation
import Testing

/// docs/architecture.md §2 as a table: what each target's files may import.
private let language: Set<String> = ["FoundationEssentials", "Synchronization"]
private let system: Set<String> = ["FoundationEssentials", "Synchronization", "Glibc", "Dispatch"]
private let allowed: [String: Set<String>] = [
    "Base": language,
    "JOSE": language.union(["Base", "Crypto", "CryptoExtras", "Glibc"]),
    "Prometheus": language.union(["CoreMetrics"]),
    "Traces": language.union(["Base", "Tracing"]),
    "Identity": system.union(["Base", "JOSE", "Crypto", "CCrypt"]),
    "Authorization": system.union(["Base", "JOSE", "Identity", "Crypto", "CryptoExtras", "Logging"]),
    "Memories": system.union(["Base", "Identity", "Traces", "CVectorScan", "Crypto", "Logging"]),
    "Backups": system.union(["Base", "JOSE", "Crypto"]),
    "ACME": system.union(["Base", "JOSE", "Crypto"]),
    "Imports": system.union(["Base", "Identity", "Memories", "Crypto"]),
    "ClientCatalog": system.union(["Base"]),
    "MCP": system.union(["Base", "Identity", "Memories", "Traces", "Logging"]),
    "SQLStorage": system.union([
        "Base", "Identity", "Authorization", "Memories", "CPostgres", "Crypto", "GRDB", "GRDBSQLite",
    ]),
    "Outbound": system.union([
        "ACME", "Base", "JOSE", "Identity", "Authorization", "Memories", "AsyncHTTPClient", "NIOCore", "NIOHTTP1",
        "NIOSSL", "Traces", "Tracing",
    ]),
    "LocalEmbedding": system.union(["Base", "Memories", "CEncoder", "Crypto", "Foundation", "Darwin", "Musl"]),
    "HTTPAPI": system.union([
        "Base", "Identity", "Authorization", "ClientCatalog", "Imports", "Memories", "MCP", "Hummingbird",
        "HummingbirdCore",
        "HummingbirdHTTP2", "HTTPTypes", "Mustache",
        "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOSSL", "NIOTLS", "Logging", "ServiceLifecycle",
        "Traces", "Tracing",
    ]),
    "PeerAPIs": system.union(["Base", "Identity", "Memories", "MCP", "HTTPAPI", "Crypto", "Hummingbird"]),
    "Settings": language.union([
        "Backups", "Base", "JOSE", "Identity", "Authorization", "Memories", "Configuration", "Glibc",
    ]),
    "agent-memory": system.union([
        "ACME", "Backups", "Base", "JOSE", "Identity", "Authorization", "ClientCatalog", "Imports", "Memories", "MCP",
        "SQLStorage",
        "Outbound",
        "LocalEmbedding",
        "HTTPAPI",
        "PeerAPIs",
        "Settings", "CProcess", "ArgumentParser", "ServiceLifecycle", "Logging", "Hummingbird", "NIOCore",
        "UnixSignals", "Prometheus", "Traces", "CoreMetrics", "HummingbirdCore",
    ]),
    "TestSupport": system.union(["Base", "JOSE", "Identity", "Authorization", "Memories", "SQLStorage", "Logging"]),
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

    @Test(arguments: allowed.keys.sorted())
    func aRowNamesNothingThatIsNotImported(target: String) {
        let files = SourceTree.sources.filter { $0.target == target }
        #expect(!files.isEmpty, "\(target) has a row but no files")
        let unused = allowed[target, default: []].subtracting(system).subtracting(files.flatMap(Self.imports))
        #expect(unused.isEmpty)
    }

    /// What is declared and not imported is built all the same. (The converse is the compiler's to refuse, see
    /// .ci/run.)
    @Test func everyDependencyThatIsDeclaredIsImported() throws {
        let manifest = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
        let target = /(?:module|tests|executableTarget)\(\s*(?:name: )?"([^"]+)",\s*(?:dependencies: )?\[([^\]]*)\]/
        let targets = manifest.matches(of: target)
        #expect(
            Set(allowed.keys).subtracting(targets.map { String($0.output.1) }) == ["Base"],
            "read from the manifest"
        )
        for (_, name, list) in targets.map(\.output) {
            // `.nioCore` stands for the product NIOCore.
            let declared = list.replacing(/\.product\(name: ("[^"]+"), package: "[^"]+"\)/) { $0.output.1 }
                .matches(of: /"([^"]+)"|\.([a-zA-Z0-9]+)/)
            let files =
                name == "agent-memory-bench"
                ? SourceTree.files(in: "Benchmarks/Sources")
                : (SourceTree.sources + SourceTree.tests).filter { $0.target == name }
            let imported = Set(files.flatMap(Self.imports).map { $0.lowercased() })
            for module in declared.map({ ($0.output.1 ?? $0.output.2 ?? "").lowercased().replacing("-", with: "_") }) {
                #expect(imported.contains(module), "\(name) declares \(module)")
            }
        }
    }

    /// The modules, whatever stands before (`package import X`) or is chosen of them (`import struct X.Y`).
    static func imports(of file: SourceTree.File) -> [String] {
        file.code.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy(Self.isModifier),
                index + 1 < words.count
            else {
                return nil
            }
            let isKind = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(
                words[index + 1]
            )
            let name = isKind ? words.dropFirst(index + 2).first : words[index + 1]
            return name?.split(separator: ".").first.map(String.init)
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        ["public", "package", "internal", "private", "fileprivate", "@preconcurrency", "@testable"].contains(word)
    }
}
