package import Base
package import Identity

/// Room 4 for the users of a workspace. Every method takes an `Access` that the policy created, and throws only
/// `Fault`.
package struct UserProfiles: Sendable {
    private let store: any UserProfileStore
    private let time: any TimeSource
    private let limits: MemoryLimits

    package init(store: any UserProfileStore, time: any TimeSource, limits: MemoryLimits = MemoryLimits()) {
        self.store = store
        self.time = time
        self.limits = limits
    }

    /// - Throws: `validationFailed` for an id that cannot be part of a path; `conflict`; `forbidden` for another user's
    ///   id in a workspace where users are private to each other.
    package func add(_ access: Access, id: String, name: String, metadata: JSONValue?) async throws -> UserProfile {
        try UserName.check(id, field: "user_id")
        guard access.narrowed(to: id) != nil else { throw Self.ownOnly }
        let profile = UserProfile(
            id: id,
            name: try DisplayText.check(name, field: "name", limit: 200),
            metadata: try checked(metadata) ?? .object([:]),
            createdAt: time.now()
        )
        guard try await faultsOnly({ try await store.add(access, profile) }) else {
            throw Fault(.conflict, "A user with this user_id already exists.")
        }
        return profile
    }

    /// - Throws: `notFound`.
    package func profile(_ access: Access, id: String) async throws -> UserProfile {
        guard let profile = try await faultsOnly({ try await store.profile(access, id: id) }) else {
            throw Self.unknown
        }
        return profile
    }

    package func list(_ access: Access, _ filter: UserFilter, page: PageRequest) async throws -> Page<UserProfile> {
        try await faultsOnly { try await store.profiles(access, filter, page: page) }
    }

    /// Changes a profile; nil keeps the present value.
    /// - Throws: `validationFailed`, also when nothing would change; `notFound`.
    package func update(_ access: Access, id: String, name: String?, metadata: JSONValue?) async throws -> UserProfile {
        guard name != nil || metadata != nil else {
            throw Fault.validation("name", "missing", "At least one of name and metadata must be given.")
        }
        let name = try name.map { try DisplayText.check($0, field: "name", limit: 200) }
        let metadata = try checked(metadata)
        guard
            let profile = try await faultsOnly({
                try await store.update(access, id: id, name: name, metadata: metadata)
            })
        else {
            throw Self.unknown
        }
        return profile
    }

    /// Deletes a user and everything stored under the id in the workspace; a profile need not exist.
    /// - Throws: `notFound` when there is nothing under the id.
    package func delete(_ access: Access, id: String) async throws {
        guard try await faultsOnly({ try await store.delete(access, id: id) }) else { throw Self.unknown }
    }

    private func checked(_ metadata: JSONValue?) throws -> JSONValue? {
        var validation = Validation()
        validation.requireJSON(metadata, atMost: limits.metadataBytes, ["body", "metadata"])
        try validation.finish()
        return metadata
    }

    private static let unknown = Fault(.notFound, "User not found")
    private static let ownOnly = Fault(
        .forbidden,
        "Users of this workspace are private to each other and manage only themselves. Create users in a shared workspace, or with an application's own token."
    )
}
