package import Base
package import HTTPAPI
import Hummingbird
import Identity
package import Memories

/// The parts that the routes of Couchbase Agent Memory work with, and room 3 for their requests.
package struct CouchbaseDesk: Sendable {
    let memories: MemoryService
    let profiles: UserProfiles
    let sessions: SessionRecords
    let prompts: ExtractionPrompts
    /// The life of memory blocks whose request and session name none, in seconds; 0 means no end.
    let blockSeconds: Int
    let time: any TimeSource
    let random: any RandomSource
    let bodyLimit: Int
    let faults: CouchbaseFault

    package init(
        memories: MemoryService,
        profiles: UserProfiles,
        sessions: SessionRecords,
        prompts: ExtractionPrompts,
        blockSeconds: Int = 0,
        options: HTTPOptions,
        time: any TimeSource,
        random: any RandomSource
    ) {
        self.memories = memories
        self.profiles = profiles
        self.sessions = sessions
        self.prompts = prompts
        self.blockSeconds = blockSeconds
        self.time = time
        self.random = random
        bodyLimit = options.bodyLimit
        faults = CouchbaseFault(challenge: options.challenge)
    }

    /// Access to the memories and sessions of the user in the path, who must exist.
    /// - Throws: `notFound` for an unknown user, and for one that the caller may not even read.
    func user(
        _ request: Request,
        _ context: AuthenticatedContext,
        to action: Action
    ) async throws -> (id: String, access: Access) {
        let user = try context.pathParameter("user_id")
        let access = try access(request, context, to: action, as: user)
        _ = try await profiles.profile(access, id: user)
        return (user, access)
    }

    private func access(
        _ request: Request,
        _ context: AuthenticatedContext,
        to action: Action,
        as user: String
    ) throws -> Access {
        try Self.requireCredential(context)
        do {
            return try context.access(for: request, to: action, as: user)
        } catch let fault as Fault where fault.code == .forbidden && action != .read {
            // Throws `notFound` where the caller may not know of the user.
            _ = try context.access(for: request, to: .read, as: user)
            throw fault
        }
    }

    /// Room 3 for the prompts of the workspace.
    func registry(_ request: Request, _ context: AuthenticatedContext, to action: Action) throws -> Access {
        try Self.requireCredential(context)
        return try context.access(for: request, to: action)
    }

    static func requireCredential(_ context: AuthenticatedContext) throws {
        guard context.principal.kind != .anonymous else { throw Fault(.missingCredential, "This needs a credential.") }
    }

    /// The end of a block that lives for so many seconds from now; nil for 0.
    func end(after seconds: Int) -> Timestamp? {
        seconds == 0 ? nil : time.now().advanced(by: .seconds(seconds))
    }
}

extension WireObject {
    /// Notes an error of a member.
    func note(_ name: String, _ kind: String, _ message: String) { problems.note(path + [name], kind, message) }

    /// An object whose values are texts.
    func annotations(_ name: String = "annotations") -> [String: String]? {
        guard let members = json(name)?.object else { return nil }
        let texts = members.compactMapValues(\.string)
        guard texts.count == members.count else {
            return flaw(name, "string_type", "Input should be an object whose values are strings")
        }
        return texts
    }

    /// Seconds of a life, at most ten years; 0 means no end.
    func seconds(_ name: String, _ limits: MemoryLimits) -> Int? { integer(name, in: 0...limits.sessionSeconds) }
}

extension [String: String] {
    /// The object, or null when it is empty.
    var json: JSONValue { isEmpty ? .null : .object(mapValues(JSONValue.string)) }
}
