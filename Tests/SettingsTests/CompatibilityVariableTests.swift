import Foundation
import Testing

@testable import Settings

@Suite("docs/compatibility.md lists the variables that the server reads for other systems")
struct CompatibilityVariableTests {
    @Test(
        "Every variable that is read has a row",
        arguments: [Peer.mcpMemoryService, Peer.couchbaseAgentMemory]
    )
    func rows(peer: Peer) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/compatibility.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let part = text.components(separatedBy: "\n## ").first { $0.hasPrefix(peer.system + "\n") } ?? ""
        for row in peer.rows {
            #expect(part.contains("| `\(row.name)` | works"), "\(row.name)")
        }
    }
}
