import Base
import Identity
import Memories

/// `resources/list`, `resources/templates/list` and `resources/read`: every memory is `memory://{id}`.
enum ResourceMethods {
    static let pageSize = 50

    static func list(_ params: [String: JSONValue], in call: Call) async throws -> Answer {
        let access = try call.access(to: .read)
        let offset = try Cursor.offset(params)
        let page = try await call.service.list(
            access,
            MemoryFilter(),
            page: PageRequest(limit: pageSize, offset: offset)
        )
        var members: [String: JSONValue] = ["resources": .array(page.items.map(resource))]
        let next = offset + page.items.count
        if next < page.total, !page.items.isEmpty { members["nextCursor"] = Cursor.text(offset: next) }
        return Answer(members, freshness: Answer.Freshness.none)
    }

    static func templates(_ params: [String: JSONValue]) throws -> Answer {
        try Cursor.refuse(params)
        let template: JSONValue = [
            "uriTemplate": .string(MemoryURI.template), "name": "memory", "title": "A memory",
            "description": "One long-term memory by its id, as JSON.", "mimeType": .string(mimeType),
        ]
        return Answer(["resourceTemplates": [template]], freshness: .minutes)
    }

    /// A missing memory and another user's memory get the same response (2026-07-28 server/resources, "Error Handling";
    /// SEP-2164).
    static func read(_ params: [String: JSONValue], in call: Call) async throws -> Answer {
        guard let uri = params["uri"]?.string else { throw RPCError(.invalidParams, "params.uri must be a string.") }
        let access = try call.access(to: .read)
        let absent = RPCError(.invalidParams, "Resource not found.", details: ["uri": .string(uri)])
        guard let id = MemoryURI.id(uri) else { throw absent }
        let memory: Memory
        do {
            memory = try await call.service.memory(access, id: id)
        } catch let fault as Fault where fault.code == .notFound {
            throw absent
        }
        let text = String(decoding: try StrictJSON.encode(MemoryShape.detailed(memory)), as: UTF8.self)
        let contents: JSONValue = ["uri": .string(uri), "mimeType": .string(mimeType), "text": .string(text)]
        return Answer(["contents": [contents]], freshness: Answer.Freshness.none)
    }

    private static let mimeType = "application/json"

    private static func resource(_ memory: Memory) -> JSONValue {
        [
            "uri": .string(MemoryURI.text(id: memory.id)), "name": .string(memory.id),
            "title": .string(title(memory.text)),
            "mimeType": .string(mimeType),
            "annotations": ["audience": ["user", "assistant"], "lastModified": .string(memory.updatedAt.description)],
        ]
    }

    /// The beginning of the text, on one line.
    private static func title(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).prefix(20).joined(separator: " ")
        return line.count > 80 ? line.prefix(79) + "…" : line
    }
}
