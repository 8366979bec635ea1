import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// The registry of extraction prompts. There it belongs to the deployment, here to the token's workspace; its
/// administrators write it. No language model reads the prompts: they are kept, and blocks name them.
package struct CouchbasePrompts: Feature {
    private let desk: CouchbaseDesk

    package init(desk: CouchbaseDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated(faults: desk.faults)
        routes.on(.extractionPrompts, .post, use: create)
        routes.on(.extractionPrompts, .get, use: list)
        routes.on(.extractionPrompt, .get, use: get)
        routes.on(.extractionPrompt, .put, use: update)
        routes.on(.extractionPrompt, .delete, use: purge)
        routes.on(.extractionPromptVersions, .get, use: versions)
        routes.on(.extractionPromptArchive, .put, use: archive)
    }

    private func create(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (id, text) = (wire.requiredText("prompt_id"), wire.requiredText("prompt"))
        let description = wire.requiredText("description")
        let annotations = wire.annotations() ?? [:]
        try wire.problems.check()
        let access = try desk.registry(request, context, to: .administer)
        let prompt = try await desk.prompts.add(
            access,
            id: id,
            text: text,
            description: description,
            annotations: annotations
        )
        return Response.json(status: .created) { $0.prompt(prompt) }.naming(ignoredBy: wire)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let page = query.page(standard: 100, most: 1_000)
        try query.check()
        let found = try await desk.prompts.list(try desk.registry(request, context, to: .read), page: page)
        return .json { text in
            text.array("prompts", found.items) { text, prompt in text.object { $0.prompt(prompt) } }
            text.page(page, count: found.items.count, total: found.total)
        }
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("prompt_id")
        let query = try QueryWire(request.uri.query)
        let number = query.wire.integer("vid", in: 0...Int(Int32.max))
        try query.check()
        let access = try desk.registry(request, context, to: .read)
        let prompt = try await desk.prompts.prompt(access, id: id)
        guard let number else { return .json { $0.prompt(prompt) } }
        let version = try await desk.prompts.version(access, id: id, number: number)
        return .json { $0.version(version, of: prompt) }
    }

    private func versions(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("prompt_id")
        let query = try QueryWire(request.uri.query)
        let page = query.page(standard: 100, most: 1_000)
        try query.check()
        let access = try desk.registry(request, context, to: .read)
        let (prompt, found) = try await desk.prompts.versions(access, id: id, page: page)
        return .json { text in
            text.array("versions", found.items) { text, version in text.object { $0.version(version, of: prompt) } }
            text.page(page, count: found.items.count, total: found.total)
        }
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("prompt_id")
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (text, description) = (wire.text("prompt"), wire.text("description"))
        let annotations = wire.annotations()
        try wire.problems.check()
        let access = try desk.registry(request, context, to: .administer)
        let prompt = try await desk.prompts.update(
            access,
            id: id,
            text: text,
            description: description,
            annotations: annotations
        )
        return Response.json { $0.prompt(prompt) }.naming(ignoredBy: wire)
    }

    private func archive(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (id, part) = try part(request, context)
        try await desk.prompts.archive(try desk.registry(request, context, to: .administer), id: id, part)
        return .json { $0.member("message", "Archived") }
    }

    private func purge(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (id, part) = try part(request, context)
        try await desk.prompts.purge(try desk.registry(request, context, to: .administer), id: id, part)
        return Response(status: .noContent)
    }

    /// The prompt of the path, and the part of it that `vid` names: a number, or `all`.
    private func part(
        _ request: Request,
        _ context: AuthenticatedContext
    ) throws -> (id: String, part: ExtractionPromptPart) {
        let id = try context.pathParameter("prompt_id")
        let query = try QueryWire(request.uri.query)
        if query.wire.requiredText("vid") == "all" { return (id, .whole) }
        let number = query.wire.integer("vid", in: 0...Int(Int32.max))
        try query.check()
        return (id, .version(number ?? 0))
    }
}

extension JSONWriter {
    /// The members of that server's `Prompt`.
    fileprivate mutating func prompt(_ prompt: ExtractionPrompt) {
        member("prompt_id", prompt.id)
        member("prompt", prompt.current.text)
        member("description", prompt.description)
        member("annotations", prompt.annotations.json)
        member("current_vid", prompt.current.number)
        member("version_count", prompt.versionCount)
        member("last_updated_at", prompt.updatedAt)
        member("archived", prompt.archived)
    }

    /// The members of that server's `PromptVersion`.
    fileprivate mutating func version(_ version: ExtractionPromptVersion, of prompt: ExtractionPrompt) {
        member("prompt_id", prompt.id)
        member("vid", version.number)
        member("prompt", version.text)
        member("updated_at", version.createdAt)
        member("archived", version.archived || prompt.archived)
        member("is_current", version.number == prompt.current.number)
    }
}
