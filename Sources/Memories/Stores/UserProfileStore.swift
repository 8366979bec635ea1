package import Base
package import Identity

/// The users of a workspace: the profiles made in it, and its members, who stand there under their own names as long as
/// nobody has made a profile for them. Every method takes `Access` first and reaches nothing beyond it.
package protocol UserProfileStore: Sendable {
    /// Racing callers with one id: exactly one gets `true`. False also for the name of a member.
    func add(_ access: Access, _ profile: UserProfile) async throws -> Bool
    func profile(_ access: Access, id: String) async throws -> UserProfile?
    /// Oldest first.
    func profiles(_ access: Access, _ filter: UserFilter, page: PageRequest) async throws -> Page<UserProfile>
    /// Replaces what is given and keeps the rest, in one step; nil when there is no such user.
    func update(_ access: Access, id: String, name: String?, metadata: JSONValue?) async throws -> UserProfile?
    /// Removes the profile and everything filed under the id in the workspace: memories, sessions, what waits to be
    /// promoted. A member's account stays. False when there is no such user and nothing filed under the id.
    func delete(_ access: Access, id: String) async throws -> Bool
}
