package import Base

/// The contents of a backup, written before them.
package struct BackupManifest: Sendable, Hashable {
    /// A file in the backup.
    package struct Part: Sendable, Hashable {
        package enum Name: String, Sendable, Hashable, CaseIterable {
            /// An SQLite database without a write-ahead log.
            case database = "memory.db"
            /// The value of `oauth.keyEncryption`.
            case keyEncryption
        }

        package let name: Name
        package let bytes: Int64
        /// SHA-256.
        package let digest: Digest256

        package init(name: Name, bytes: Int64, digest: Digest256) {
            self.name = name
            self.bytes = bytes
            self.digest = digest
        }
    }

    /// The program that made it.
    package let version: String
    /// The number of the newest migration of its database.
    package let schema: Int64
    /// The number of commits of its database.
    package let commits: Int64
    package let createdAt: Timestamp
    /// Whether it has the keys that sign access tokens.
    package let hasKeys: Bool
    /// How many of each: `users`, `memories`.
    package let counts: [String: Int64]
    package let parts: [Part]

    package init(
        version: String,
        schema: Int64,
        commits: Int64,
        createdAt: Timestamp,
        hasKeys: Bool,
        counts: [String: Int64],
        parts: [Part]
    ) {
        self.version = version
        self.schema = schema
        self.commits = commits
        self.createdAt = createdAt
        self.hasKeys = hasKeys
        self.counts = counts
        self.parts = parts
    }
}

extension BackupManifest {
    /// The version of the format, in the mark of the file and in the manifest.
    static let format: Int64 = 1
    /// More bytes than a database ever has; SQLite's own limit is 256 TiB.
    private static let longestPart: Int64 = 1 << 48

    package var json: JSONValue {
        [
            "format": .integer(Self.format), "version": .string(version), "schema": .integer(schema),
            "commits": .integer(commits), "created_at": .string(createdAt.description), "has_keys": .bool(hasKeys),
            "counts": .object(counts.mapValues(JSONValue.integer)),
            "parts": .array(
                parts.map {
                    [
                        "name": .string($0.name.rawValue), "bytes": .integer($0.bytes),
                        "sha256": .string(Hexadecimal.encode($0.digest.bytes)),
                    ]
                }
            ),
        ]
    }

    /// - Throws: `BackupFailure` for a manifest that this version cannot read.
    init(_ text: [UInt8]) throws {
        guard let json = try? StrictJSON.parse(text) else { throw BackupFailure.damaged }
        guard json["format"]?.integer == Self.format else {
            throw BackupFailure(
                "The backup has a format that this version does not know. Use the version that made it."
            )
        }
        guard let version = json["version"]?.string, let schema = json["schema"]?.integer,
            let commits = json["commits"]?.integer, let time = json["created_at"]?.string,
            let createdAt = Timestamp(iso8601: time), let hasKeys = json["has_keys"]?.bool,
            let counts = json["counts"]?.object, let parts = json["parts"]?.array
        else { throw BackupFailure.damaged }
        self.init(
            version: version,
            schema: schema,
            commits: commits,
            createdAt: createdAt,
            hasKeys: hasKeys,
            counts: counts.compactMapValues(\.integer),
            parts: try parts.map(Self.part)
        )
        guard self.parts.first?.name == .database, Set(self.parts.map(\.name)).count == self.parts.count else {
            throw BackupFailure.damaged
        }
    }

    private static func part(_ json: JSONValue) throws -> Part {
        guard let name = json["name"]?.string.flatMap(Part.Name.init), let bytes = json["bytes"]?.integer,
            (0...longestPart).contains(bytes), let digest = json["sha256"]?.string.flatMap(Hexadecimal.decode),
            let digest = Digest256(digest)
        else { throw BackupFailure.damaged }
        return Part(name: name, bytes: bytes, digest: digest)
    }
}
