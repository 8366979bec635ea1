import Base
import HTTPAPI
import Hummingbird
import Memories

/// The records of OpenMemory's REST API.
enum OpenMemoryWire {
    /// A memory in a list: times are whole seconds since 1970.
    static func memory(_ memory: Memory, _ apps: OpenMemoryApps, textAs name: String = "content") -> JSONValue {
        let members: [String: JSONValue] = [
            "id": .string(memory.id), name: .string(memory.text), "created_at": .integer(memory.createdAt.seconds),
            "state": .string(state(of: memory)), "categories": .array(memory.topics.map(JSONValue.string)),
            "metadata_": memory.metadata,
        ]
        return .object(members.merging(apps.members(of: memory)) { $1 })
    }

    /// A memory as its table has it: times are ISO 8601. Its vector is never shown.
    static func row(_ memory: Memory, _ apps: OpenMemoryApps) -> JSONValue {
        let members: [String: JSONValue] = [
            "id": .string(memory.id), "user_id": memory.userID.map(JSONValue.string) ?? .null,
            "content": .string(memory.text), "vector": .null, "state": .string(state(of: memory)),
            "metadata_": memory.metadata, "created_at": .string("\(memory.createdAt)"),
            "updated_at": .string("\(memory.updatedAt)"), "archived_at": .null, "deleted_at": .null,
        ]
        return .object(members.merging(apps.members(of: memory)) { $1 })
    }

    static func state(of memory: Memory) -> String { memory.archived ? "archived" : "active" }

    static func message(_ text: String) -> Response { .json(["message": .string(text)]) }
}

/// A page as OpenMemory's clients number it: from 1.
struct OpenMemoryPage: Sendable {
    let number: Int
    let size: Int

    /// - Parameter most: of this server; a larger size gets that many, as `size` in the response says.
    init(_ wire: WireObject, sizeName: String = "size", standard: Int, most: Int) {
        number = wire.integer("page", in: 1...1_000_000) ?? 1
        size = min(wire.integer(sizeName, in: 1...100) ?? standard, most)
    }

    init(number: Int, size: Int) {
        self.number = number
        self.size = size
    }

    var request: PageRequest { PageRequest(limit: size, offset: (number - 1) * size) }

    /// The part of a list that is whole in memory.
    func slice<Item>(_ all: [Item]) -> ArraySlice<Item> {
        all.dropFirst(request.offset).prefix(size)
    }

    /// The format of fastapi-pagination.
    func response(_ items: [JSONValue], total: Int) -> Response {
        .json([
            "items": .array(items), "total": .integer(Int64(total)), "page": .integer(Int64(number)),
            "size": .integer(Int64(size)), "pages": .integer(Int64((total + size - 1) / size)),
        ])
    }

    /// The format of the lists of applications and of accesses.
    func response(_ name: String, _ items: [JSONValue], total: Int) -> Response {
        .json([
            name: .array(items), "total": .integer(Int64(total)), "page": .integer(Int64(number)),
            "page_size": .integer(Int64(size)),
        ])
    }
}
