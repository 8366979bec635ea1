package import Base
package import Identity

/// The users of a workspace: the profiles created in it, and its members. A member without a profile is listed under
/// its account's name. Every method takes `Access` first and reaches only what it allows.
package protocol UserProfileStore: Sendable {
    /// Adds a profile; false when the id exists or is the name of a member. Of racing callers with one id, exactly one
    /// gets `true`.
    func add(_ access: Access, _ profile: UserProfile) async throws -> Bool
    func profile(_ access: Access, id: String) async throws -> UserProfile?
    /// Oldest first.
    func profiles(_ access: Access, _ filter: UserFilter, page: PageRequest) async throws -> Page<UserProfile>
    /// Replaces the given values and keeps the rest, in one step; nil when there is no such user.
    func update(_ access: Access, id: String, name: String?, metadata: JSONValue?) async throws -> UserProfile?
    /// Removes the profile and everything stored under the id in the workspace: memories, sessions, queued promotions,
    /// what undoings keep, and the person's activity. A member's account stays. False when there is no such user and nothing is stored under the id.
    func delete(_ access: Access, id: String) async throws -> Bool
}
