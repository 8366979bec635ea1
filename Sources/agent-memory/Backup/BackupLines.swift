import Backups
import Base

/// The lines that commands print about a backup.
enum BackupLines {
    /// `3 users, 120 memories`.
    static func counts(_ manifest: BackupManifest) -> String {
        [("users", "user"), ("memories", "memory")].map { many, one in
            let count = manifest.counts[many] ?? 0
            return "\(count) \(count == 1 ? one : many)"
        }.joined(separator: ", ")
    }

    static func fields(_ manifest: BackupManifest) -> [(String, String)] {
        [
            ("made", manifest.createdAt.description), ("by version", manifest.version),
            ("schema", "\(manifest.schema)"), ("commits", "\(manifest.commits)"),
            ("bytes", "\(manifest.parts.reduce(0) { $0 + $1.bytes })"),
            ("signing keys", manifest.hasKeys ? "included" : "left out"),
        ] + manifest.counts.sorted { $0.key < $1.key }.map { ($0.key.replacing("_", with: " "), "\($0.value)") }
    }
}
