import Testing

/// Names are compared by their bytes (`Sources/Base/Identifier.swift`): `String` in a set, a dictionary or `==` merges
/// what the database keeps apart, and lets look-alikes pass for each other.
@Suite struct IdentifierTests {
    /// Collections of texts that name nothing.
    private static let texts: [(path: String, line: String)] = [
        // The words of a question and the labels in a text: found by what they look like.
        ("Memories/Search/QueryWords.swift", ""), ("Memories/Search/SearchText.swift", "var seen"),
        ("Memories/Service/MemoryRelation.swift", ""), ("Memories/Search/AskedTime.swift", "Set<String>()"),
        ("Memories/Times/TimeLanguage.swift", ""),
        // Names of JSON members and of columns, which this server chose.
        ("SQLStorage/Engine/Migrator.swift", "db.columns"), ("SQLStorage/Snapshots/Snapshot.swift", "counts"),
        ("SQLStorage/Snapshots/SQLiteDatabase+Snapshot.swift", "counts"),
        ("SQLStorage/Snapshots/Snapshot.swift", "counts"),
        ("SQLStorage/Snapshots/SQLiteDatabase+Snapshot.swift", "counts"), ("JOSE/JWK.swift", "requiredMembers"),
        ("JOSE/JWK.swift", "Set(names).count"),
        // Names that are checked to be plain words of ASCII.
        ("Memories/Model/AnnotationTexts.swift", ""),
        ("SQLStorage/Shared/SQLInstances.swift", "settings"), ("SQLStorage/Shared/ServerInstance.swift", "settings"),
        ("Identity/Clients/KeptMetadata.swift", "kept"), ("SQLStorage/Foreign/ForeignDatabase.swift", ""),
    ]

    private static let files = SourceTree.sources.filter {
        ["JOSE", "Identity", "Memories", "SQLStorage"].contains($0.target)
    }

    @Test("No set or dictionary of identifiers is one of String", arguments: files)
    func collectionsOfIdentifiersAreTyped(file: SourceTree.File) {
        let untyped = /Set<String>|\[String: (?!JSONValue\])|Dictionary<String/
        // `Set(x.map(\.userID))`, `Dictionary(grouping: x, by: \.userID)`.
        let grouping = /(Set\(|grouping:).*\\\.(userID|id|namespace|sessionID|text|name|hash|issuer|subject)\b/
        for line in file.code where !Self.isText(line, in: file) {
            let isGrouped =
                line.contains("\\.") && line.contains(grouping) && !line.contains("Identifier(")
                && !line.contains("identifiers")
            let found = isGrouped || line.contains("String") && line.contains(untyped)
            #expect(!found, "\(file.path): \(line): use Identifier, or name the texts in IdentifierTests")
        }
    }

    @Test("No identifier is compared as String", arguments: files)
    func comparisonsOfIdentifiersAreExact(file: SourceTree.File) throws {
        let names =
            #"(userID|user_id|sessionID|namespace|claimedIssuer|issuer\(\)|subject|clientID|keyID|rawValue|holder|\.string|jti|kid)"#
        let left = try Regex(names + #"\)? (==|!=) (?!nil\b|"|\.\w)"#)
        let right = try Regex(#"(==|!=) [\w.$?]*"# + names + #"\b(?!\()"#)
        for line in file.code where !Self.isText(line, in: file) && (line.contains("==") || line.contains("!=")) {
            let found =
                (line.contains(left) || line.contains(right)) && !line.contains("== nil") && !line.contains("!= nil")
                && !Self.isSQL(line)
            #expect(!found, "\(file.path): \(line): compare with isExactly")
        }
    }

    private static func isSQL(_ line: Substring) -> Bool {
        line.contains("SELECT") || line.contains("WHERE") || line.contains("\\(")
    }

    private static func isText(_ line: Substring, in file: SourceTree.File) -> Bool {
        texts.contains { file.path == "Sources/\($0.path)" && ($0.line.isEmpty || line.contains($0.line)) }
    }
}
