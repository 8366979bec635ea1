import Base
import Foundation
import HTTPTypes
import Memories
import Testing

@testable import HTTPAPI
@testable import MCP
@testable import PeerAPIs

@Suite("docs/compatibility.md lists every path and tool of the other systems")
struct CompatibilityDocumentTests {
    private struct Row: Hashable {
        let name: String
        let state: String
        let note: String
    }

    /// The rows of the part below a heading.
    private static func rows(of system: String) throws -> [Row] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../docs/compatibility.md"
        )
        let text = try String(contentsOf: path, encoding: .utf8)
        let part = text.components(separatedBy: "\n## ").first { $0.hasPrefix(system + "\n") } ?? ""
        return part.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            return Row(name: String(cells[0].dropFirst().dropLast()), state: cells[1], note: cells[2])
        }
    }

    private static func operations<Paths: PathGroup>(_ paths: Paths.Type) -> [String] {
        paths.allCases.flatMap { path in path.methods.map { "\($0) \(path.rawValue)" } }
    }

    @Test(
        "Every row has a state, and a note unless it works as there",
        arguments: ["OpenMemory", "MCP Memory Service", "Couchbase Agent Memory"]
    )
    func states(system: String) throws {
        let rows = try Self.rows(of: system)
        #expect(Set(rows.map(\.name)).count == rows.count, "a name appears twice")
        for row in rows {
            #expect(["works", "works differently", "not offered"].contains(row.state), "\(row.name)")
            #expect(row.state == "works" || !row.note.isEmpty, "\(row.name) has no note")
        }
    }

    @Test("OpenMemory: the paths are those of the server, the tools those of its addresses")
    func openMemory() throws {
        let names = try Self.rows(of: "OpenMemory").map(\.name)
        let paths = names.filter { $0.contains(" /") }
        #expect(paths.sorted() == Self.operations(OpenMemoryEndpoint.self).sorted())
        let tools = OpenMemoryTools.all(MemoryLimits()).map(\.name)
        #expect(tools.allSatisfy(names.contains))
    }

    @Test("Couchbase Agent Memory: the paths are those of the server")
    func couchbase() throws {
        let paths = try Self.rows(of: "Couchbase Agent Memory").map(\.name).filter { $0.contains(" /") }
        let shared = [Endpoint.users, .user, .health, .metrics].flatMap { path in
            path.methods.map { "\($0) \(path.rawValue)" }
        }
        #expect(paths.sorted() == (Self.operations(CouchbaseEndpoint.self) + shared).sorted())
    }

    @Test("MCP Memory Service: the paths, offered or not, are those of the server, the tools those of `mcp.toolNames`")
    func memoryService() async throws {
        let rows = try Self.rows(of: "MCP Memory Service")
        let unoffered = Set(Self.operations(UnofferedMCPMemoryEndpoint.self))
        let paths = rows.filter { $0.name.contains(" /") }
        let offered = Self.operations(MCPMemoryEndpoint.self)
        #expect(paths.map(\.name).sorted() == (offered + unoffered).sorted())
        for row in paths { #expect((row.state == "not offered") == unoffered.contains(row.name), "\(row.name)") }
        let fixture = try await ServerFixture()
        let tools = MCPMemoryTools.all(fixture.memoryServiceDesk).map(\.name)
        let listed = rows.filter { $0.name.wholeMatch(of: /[a-z_]+/) != nil }
        #expect(listed.filter { $0.state != "not offered" }.map(\.name) == tools)
    }
}
