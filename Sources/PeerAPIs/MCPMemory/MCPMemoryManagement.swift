import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/manage` of MCP Memory Service, for the memories that the caller may change.
package struct MCPMemoryManagement: Feature {
    private let desk: MCPMemoryDesk

    package init(desk: MCPMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.bulkDelete, .post, use: bulkDelete)
        routes.on(.cleanupDuplicates, .post) { try await merge($0, $1) }
        routes.on(.untaggedCount, .get, use: countUntagged)
        routes.on(.deleteUntagged, .post, use: deleteUntagged)
        routes.on(.tagStats, .get, use: tagStats)
        routes.on(.tag, .put, use: renameTag)
        routes.on(.operation, .post, use: operate)
    }

    private func bulkDelete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (tag, date, type) = (wire.text("tag"), wire.text("before_date"), wire.text("memory_type"))
        let expected = wire.integer("confirm_count")
        try wire.problems.check()
        var question = MCPMemoryQuestion()
        let description: String
        if let tag {
            question.tags = [tag]
            description = "Delete memories with tag '\(tag)'"
        } else if let date {
            question.window = try MCPMemoryQuestion.window(after: nil, before: date)
            description = "Delete memories before \(date)"
        } else if let type {
            question.type = type
            description = "Delete memories of type '\(type)'"
        } else {
            throw Fault(
                .invalidRequest,
                "At least one filter (tag, before_date, or memory_type) must be specified"
            )
        }
        let access = try await desk.access(request, context, store: nil, to: .write)
        let chosen = try await AllMemories.list(access, desk.memories, question.filter, atMost: .max)
        try Self.confirm(expected, chosen.count)
        let count = try await desk.work.delete(access, chosen)
        return MCPMemoryWire.operation(
            description,
            "Successfully deleted \(count) memories",
            affected: count,
            success: count > 0
        ).naming(ignoredBy: wire)
    }

    /// - Throws: `invalidRequest` when the caller expected another number.
    private static func confirm(_ expected: Int?, _ count: Int) throws {
        guard let expected, expected != count else { return }
        throw Fault(.invalidRequest, "Confirmation count mismatch. Expected \(count), got \(expected)")
    }

    private func merge(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let access = try await desk.access(request, context, store: nil, to: .write)
        let count = try await desk.work.mergeDuplicates(access)
        return MCPMemoryWire.operation(
            "cleanup_duplicates",
            count == 0 ? "No duplicate memories found" : "Removed \(count) duplicate memories",
            affected: count,
            success: count > 0
        )
    }

    private func untagged(_ access: Access) async throws -> [Memory] {
        try await desk.work.all(access).filter { MCPMemoryRecord.tags(of: $0).isEmpty }
    }

    private func countUntagged(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let access = try await desk.access(request, context, store: nil, to: .write)
        return .json(["count": .integer(Int64(try await untagged(access).count))])
    }

    private func deleteUntagged(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let expected = query.wire.integer("confirm_count")
        if query.wire.present("confirm_count") == nil {
            query.wire.problems.note(["query", "confirm_count"], "missing", "Field required")
        }
        try query.check()
        let access = try await desk.access(request, context, store: nil, to: .write)
        let chosen = try await untagged(access)
        try Self.confirm(expected, chosen.count)
        let count = try await desk.work.delete(access, chosen)
        return MCPMemoryWire.operation(
            "delete_untagged",
            count == 0 ? "No untagged memories found" : "Successfully deleted \(count) memories without tags",
            affected: count
        )
    }

    private func tagStats(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let access = try await desk.access(request, context, store: nil, to: .write)
        let tags = try await desk.work.tags(access)
        return .json([
            "tags": .array(
                tags.map {
                    [
                        "tag": .string($0.tag), "count": .integer(Int64($0.count)), "last_used": .null,
                        "memory_types": [],
                    ]
                }
            ), "total_tags": .integer(Int64(tags.count)),
        ])
    }

    /// Gives every memory with a tag the new one instead.
    private func renameTag(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let old = try context.pathParameter("old_tag")
        let query = try QueryWire(request.uri.query)
        let new = query.wire.requiredText("new_tag")
        let expected = query.wire.integer("confirm_count")
        try query.check()
        let access = try await desk.access(request, context, store: nil, to: .write)
        var question = MCPMemoryQuestion()
        question.tags = [old]
        let chosen = try await AllMemories.list(access, desk.memories, question.filter, atMost: .max)
        try Self.confirm(expected, chosen.count)
        for memory in chosen {
            var change = MCPMemoryWork.Change()
            change.tags = MCPMemoryRecord.tags(of: memory).map { $0.isExactly(old) ? new : $0 }
            guard let own = access.narrowed(to: memory.userID) else { continue }
            _ = try await desk.work.update(own, memory.id, change)
        }
        return MCPMemoryWire.operation(
            "rename_tag",
            "Renamed the tag of \(chosen.count) memories",
            affected: chosen.count,
            success: !chosen.isEmpty
        )
    }

    private func operate(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        switch try context.pathParameter("operation") {
        case "cleanup_duplicates": return try await merge(request, context)
        case "optimize_db", "rebuild_index":
            throw Fault(.notImplemented, "This server maintains its database and its indexes itself.")
        default: throw Fault(.invalidRequest, "Unknown operation")
        }
    }
}
