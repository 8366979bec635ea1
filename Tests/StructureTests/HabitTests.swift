import Foundation
import Testing

@Suite struct HabitTests {
    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func aFileHasAtMost300Lines(file: SourceTree.File) {
        #expect(file.lines.count <= 301, "\(file.path) has \(file.lines.count - 1) lines; a file holds one idea")
    }

    /// docs/architecture.md §7: words that name nothing.
    @Test(arguments: SourceTree.sources)
    func noTypeHasANameThatSaysNothing(file: SourceTree.File) {
        let banned: Set<Substring> = [
            "Manager", "Helper", "Util", "Utils", "Info", "Impl", "Data", "Handler", "Service",
        ]
        for name in Self.declaredTypes(in: file) where name != "MemoryService" {
            let words = Self.words(of: name)
            #expect(banned.isDisjoint(with: words), "\(file.path): \(name)")
        }
    }

    /// Time and randomness come in through the door (docs/architecture.md §13).
    @Test(arguments: SourceTree.sources.filter { !["Base", "agent-memory"].contains($0.target) })
    func theClockIsReadOnlyInBaseAndTheExecutable(file: SourceTree.File) {
        for word in ["Date()", "UUID()", "Date.now", "SystemRandomNumberGenerator()"] {
            #expect(!file.code.contains { $0.contains(word) }, "\(file.path) has \(word)")
        }
    }

    /// docs/architecture.md §9: no other place reads the environment.
    @Test(arguments: SourceTree.sources.filter { !["Settings", "TestSupport"].contains($0.target) })
    func onlySettingsReadTheEnvironment(file: SourceTree.File) {
        for word in ["getenv", "processInfo.environment", "environ["] {
            #expect(!file.code.contains { $0.contains(word) }, "\(file.path) has \(word)")
        }
    }

    /// Names and tokens of strangers are printed, and must not steer a terminal.
    @Test(arguments: SourceTree.sources.filter { $0.path.contains("agent-memory/Co") && $0.name != "Terminal.swift" })
    func commandsPrintThroughTheTerminal(file: SourceTree.File) {
        let call = /(^|[^.\w]|Swift\.)print\(/
        let printing = file.code.filter { $0.contains("print(") && $0.contains(call) && !$0.contains("func print(") }
        #expect(printing.isEmpty, "\(file.path) prints by itself: \(printing)")
    }

    /// docs/architecture.md §11: what would make the warm path cold.
    @Test(arguments: [
        "Sources/Identity/Bearer/PrincipalCache.swift", "Sources/Identity/Presented/PresentedToken.swift",
        "Sources/Identity/Collections/RecentTable.swift", "Sources/Identity/Presented/BearerToken.swift",
        "Sources/Identity/Access/AccessPolicy.swift", "Sources/Identity/Workspaces/ScopeSet.swift",
    ])
    func theWarmPathHasNoExistentialActorOrDecoder(path: String) throws {
        let file = try #require(
            SourceTree.sources.first { $0.path == path },
            "\(path) is gone: name the file that took its place"
        )
        for word in ["any ", "actor ", "JSONDecoder", "await "] {
            #expect(!file.code.contains { $0.contains(word) }, "\(path) has “\(word)”")
        }
    }

    /// A mapped file that is truncated, or has no room on its disk, ends its process with SIGBUS; `pread` and `pwrite`
    /// return an error.
    @Test(arguments: SourceTree.sources)
    func noFileIsMappedIntoMemory(file: SourceTree.File) {
        #expect(
            !file.code.contains {
                $0.contains("mmap(") || $0.contains(".mappedIfSafe") || $0.contains(".alwaysMapped")
            },
            "\(file.path)"
        )
    }

    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func nothingIsLeftForLater(file: SourceTree.File) {
        // Spelt apart, so that this file does not find itself.
        for word in ["TO" + "DO", "FIX" + "ME"] {
            #expect(!file.text.contains(word), "\(file.path) has \(word)")
        }
    }

    @Test(arguments: Set(SourceTree.sources.map(\.target)).sorted())
    func aTargetOpensWithAParagraph(target: String) throws {
        let path = target == "agent-memory" ? "Sources/agent-memory/Main.swift" : "Sources/\(target)/\(target).swift"
        let file = try #require(SourceTree.sources.first { $0.path == path }, "\(path) is missing")
        let remarks = file.lines.filter { $0.hasPrefix("//") && $0.count > 4 }
        #expect(remarks.count >= 3, "\(path) says what the target owns, what it does not, and where to start reading")
    }

    /// Our own declarations, not those of extensions.
    private static func declaredTypes(in file: SourceTree.File) -> [String] {
        file.code.compactMap { line in
            let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
            guard
                let index = words.firstIndex(where: {
                    ["struct", "class", "enum", "actor", "protocol", "typealias"].contains($0)
                }),
                index + 1 < words.count, words[index + 1].first?.isUppercase == true
            else { return nil }
            return String(words[index + 1])
        }
    }

    /// `APITokenStore` → API, Token, Store.
    private static func words(of name: String) -> Set<Substring> {
        Set(name.matches(of: /[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/).map(\.output))
    }
}
