import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/v1/backup/export` of OpenMemory: one's own memories as its archive has them, `memories.json` and
/// `memories.jsonl.gz`, without vectors.
package struct OpenMemoryBackup: Feature {
    private let desk: OpenMemoryDesk

    package init(desk: OpenMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        doors.authenticated().on(.export, .post, use: export)
    }

    private func export(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var question = OpenMemoryQuestion(wire)
        question.apps = wire.text("app_id").map { [$0] }
        question.includesArchived = true
        let user = wire.text("user_id")
        _ = wire.bool("include_vectors")
        try wire.problems.check()
        let access = try await desk.access(request, context, named: user, to: .read)
        let apps = try await desk.apps(of: context.principal)
        var all: [Memory] = []
        if let filter = question.filter(apps) {
            all = try await AllMemories.list(access, desk.memories, filter, order: .oldestFirst, atMost: Self.most)
        }
        let content = try Self.content(all, of: access.author ?? "", apps, at: desk.time.now())
        var archive = ZipArchive(at: desk.time.now())
        var bytes = ByteBuffer()
        for (name, part) in [
            ("memories.json", content.document), ("memories.jsonl.gz", StoredGzip.file(content.lines)),
        ] {
            try await archive.begin(name) { bytes.writeBytes($0) }
            try await archive.append(part) { bytes.writeBytes($0) }
        }
        try await archive.finish { bytes.writeBytes($0) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .contentDisposition: "attachment; filename=\"memories_export.zip\"",
            ],
            body: .init(byteBuffer: bytes)
        )
    }

    /// Memories of one archive, which is made in memory. The page Your data has no such limit.
    private static let most = 20_000

    private static func content(
        _ memories: [Memory],
        of user: String,
        _ apps: OpenMemoryApps,
        at now: Timestamp
    ) throws -> (document: [UInt8], lines: [UInt8]) {
        var lines: [UInt8] = []
        for memory in memories {
            let app = apps.members(of: memory)["app_name"] ?? .null
            let line: JSONValue = [
                "id": .string(memory.id), "content": .string(memory.text), "metadata": memory.metadata,
                "created_at": .string("\(memory.createdAt)"), "updated_at": .string("\(memory.updatedAt)"),
                "state": .string(OpenMemoryWire.state(of: memory)), "app": app,
                "categories": .array(memory.topics.map(JSONValue.string)),
            ]
            lines += try StrictJSON.encode(line) + [0x0a]
        }
        let topics = Set(memories.flatMap(\.topics).map(Identifier.init)).map(\.text).sorted()
        let document: JSONValue = [
            "user": ["user_id": .string(user), "name": .string(user), "email": .null],
            "apps": .array(apps.entries.map { ["id": .string($0.id), "name": .string($0.name)] }),
            "categories": .array(topics.map { ["id": .string($0), "name": .string($0), "description": .null] }),
            "memories": .array(memories.map { OpenMemoryWire.row($0, apps) }),
            "memory_categories": .array(
                memories.flatMap { memory in
                    memory.topics.map { ["memory_id": .string(memory.id), "category_id": .string($0)] }
                }
            ),
            "status_history": [], "access_controls": [],
            "export_meta": ["version": "1", "exported_at": .string("\(now)")],
        ]
        return (try StrictJSON.encode(document), lines)
    }
}

/// A gzip file that compresses nothing (RFC 1952, with the stored blocks of RFC 1951 §3.2.4).
enum StoredGzip {
    static func file(_ content: [UInt8]) -> [UInt8] {
        // Deflate, no name, no time, unknown system.
        var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        for start in stride(from: 0, to: content.count, by: 65_535) {
            let part = content[start..<min(start + 65_535, content.count)]
            file.append(0)
            file += little(UInt16(part.count)) + little(~UInt16(part.count)) + part
        }
        file += [1, 0, 0, 0xff, 0xff]
        return file + little(CRC32.checksum(content)) + little(UInt32(truncatingIfNeeded: content.count))
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
