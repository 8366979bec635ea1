import Base
import Identity
import Memories
import Testing

@testable import Imports

@Suite("Whose imported memories become") struct OwnerTests {
    private static let two =
        #"[{"id":"1","memory":"x","user_id":"kim"},{"id":"2","memory":"y","user_id":"lee"},{"id":"3","memory":"z"}]"#
    private static let one = #"[{"id":"1","memory":"x","user_id":"kim"},{"id":"3","memory":"z"}]"#

    private func owners(_ text: String, _ owners: ImportOwners) throws -> [JSONValue?] {
        let source = try ImportSource.read(.mem0, .file(Array(text.utf8)), owners, unpackedLimit: 0)
        return source.records.map { record in
            switch record.content {
            case .memory(let value): value["user_id"]
            case .refused(let reason): .string(reason)
            }
        }
    }

    @Test("Memories of several people never become those of one unless somebody says so")
    func several() throws {
        let fault = #expect(throws: Fault.self) { try owners(Self.two, .caller) }
        #expect(fault?.detail.contains("2 users") == true && fault?.detail.contains("kim") == false)
        #expect(try owners(Self.one, .caller) == [nil, nil])
        #expect(try owners(Self.two, .all("ana")) == ["ana", "ana", "ana"])
    }

    @Test("A map says who is who; who is not in it is refused")
    func mapped() throws {
        let map = try ImportOwners.map(Array("# people\n\n kim = ana \n".utf8))
        #expect(try owners(Self.two, map) == ["ana", "The user map does not name its user.", nil])
    }

    @Test(
        "A map of another form is refused with the line",
        arguments: [("kim", 1), ("#\nkim=", 2), ("=a", 1), ("a=b\na=c", 2)]
    )
    func refused(map: String, line: Int) {
        let fault = #expect(throws: Fault.self) { try ImportOwners.map(Array(map.utf8)) }
        #expect(fault?.detail.hasPrefix("Line \(line) ") == true)
    }
}
