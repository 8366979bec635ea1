import Base
package import HTTPAPI
import Hummingbird
import Identity
package import Memories

/// The users of a workspace, as clients of Couchbase Agent Memory 1.1 manage them. There, a user belongs to the whole
/// deployment; here, to the token's workspace, so that two applications can both have an `alice`.
///
/// Administrators manage all users; other people see only themselves. An administrator has `memory:admin` and, for a
/// person, the administrator role in the workspace or on the server. In a workspace where people are private to each
/// other, even an administrator who is a person sees only themselves.
package struct CouchbaseUsers: Feature {
    private let profiles: UserProfiles
    private let bodyLimit: Int
    private let faults: CouchbaseFault

    package init(profiles: UserProfiles, options: HTTPOptions) {
        self.profiles = profiles
        bodyLimit = options.bodyLimit
        faults = CouchbaseFault(challenge: options.challenge)
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated(faults: faults)
        routes.on(.users, .post, use: create)
        routes.on(.users, .get, use: list)
        routes.on(.user, .get, use: get)
        routes.on(.user, .put, use: update)
        routes.on(.user, .delete, use: delete)
    }

    private func create(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: bodyLimit)
        let (id, name, metadata) = (wire.requiredText("user_id"), wire.requiredText("name"), wire.json("metadata"))
        try wire.problems.check()
        let access = try context.access(for: request, to: .administer)
        let profile = try await profiles.add(access, id: id, name: name, metadata: metadata)
        return Response.json(status: .created) { $0.user(profile) }.naming(ignoredBy: wire)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (filter, page) = try CouchbaseUserQuery.read(request.uri.query)
        let found = try await profiles.list(try context.directory(for: request), filter, page: page)
        return .json { text in
            text.array("users", found.items) { text, profile in text.object { $0.user(profile) } }
            text.member("count", found.items.count)
            text.member("total", found.total)
            text.member("limit", page.limit)
            text.member("offset", page.offset)
        }
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("user_id")
        // An application may read all users' memories anyway, but only administrators may list the users.
        let isService = context.principal.kind == .service
        let access = try isService ? context.access(for: request, to: .read) : context.directory(for: request)
        let profile = try await profiles.profile(access, id: id)
        return .json { $0.user(profile) }
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("user_id")
        let wire = try await request.json(upTo: bodyLimit)
        let (name, metadata) = (wire.text("name"), wire.json("metadata"))
        try wire.problems.check()
        let access = try context.access(for: request, to: .administer)
        let profile = try await profiles.update(access, id: id, name: name, metadata: metadata)
        return Response.json { $0.user(profile) }.naming(ignoredBy: wire)
    }

    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("user_id")
        try await profiles.delete(try context.access(for: request, to: .administer), id: id)
        return Response(status: .noContent)
    }
}

extension AuthenticatedContext {
    /// Room 3 for user look-ups: all users of the workspace for its administrators, only themselves for other people.
    fileprivate func directory(for request: Request) throws -> Access {
        do {
            return try access(for: request, to: .administer)
        } catch let fault as Fault where [.insufficientScope, .forbidden].contains(fault.code) {
            guard let own = principal.userName, let access = try access(for: request, to: .read).narrowed(to: own)
            else { throw fault }
            return access
        }
    }
}

extension JSONWriter {
    /// Writes the members of that server's `User`. `sessions` is left out: `/users/{user_id}/sessions` lists them.
    fileprivate mutating func user(_ profile: UserProfile) {
        member("id", profile.id)
        member("name", profile.name)
        member("metadata", profile.metadata)
    }
}
