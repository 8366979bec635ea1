package import FoundationEssentials

/// An empty directory that is removed with its last reference.
package final class TemporaryDirectory: Sendable {
    package let path =
        FileManager.default.temporaryDirectory.path() + "agent-memory-test-\(UInt64.random(in: .min ... .max))"

    package init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func url(_ name: String) -> URL { URL(filePath: path).appending(path: name) }
}
