import Foundation
import Testing

/// A file of the repository that is written from the code: compared, or written again with `WRITE_DOCS=1`.
func expectWritten(_ text: String, at path: String, _ location: SourceLocation = #_sourceLocation) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let url = root.appending(path: path)
    if ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let recorded = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    #expect(
        text == recorded,
        "\(path): write it again with WRITE_DOCS=1 swift test --filter ClientCatalogTests",
        sourceLocation: location
    )
}

func files(in folder: String) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
}
