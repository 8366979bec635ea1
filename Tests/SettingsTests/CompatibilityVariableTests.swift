import Foundation
import Testing

@testable import Settings

@Suite("docs/compatibility.md lists the variables that the server reads for other systems")
struct CompatibilityVariableTests {
    @Test("MCP Memory Service: every variable that is read has a row")
    func memoryService() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/compatibility.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let part = text.components(separatedBy: "\n## ").first { $0.hasPrefix("MCP Memory Service\n") } ?? ""
        for row in Peer.mcpMemoryService.rows {
            #expect(part.contains("| `\(row.name)` | works"), "\(row.name)")
        }
    }
}
