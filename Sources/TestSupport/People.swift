package import Base
package import Identity

extension AccessTokenVerifier {
    /// Verifies as an authenticator does. The principal gives access to nothing outside of tests.
    package func verify(_ token: ReadToken, at now: Timestamp) async throws -> Principal? {
        try await verify(token, at: now, license: .unproven)
    }
}

/// People and workspaces for tests.
package enum People {
    package static let dawn = Timestamp(seconds: 1_767_225_600)

    package static func personal(_ name: String) -> Workspace {
        Workspace(id: ID("ws-\(name)"), name: name, kind: .personal, privacy: .privatePerUser, createdAt: dawn)
    }

    package static func team(_ name: String, privacy: Workspace.Privacy = .shared) -> Workspace {
        Workspace(id: ID("ws-\(name)"), name: name, kind: .team, privacy: privacy, createdAt: dawn)
    }

    package static func user(
        _ name: String,
        id: String? = nil,
        email: String? = nil,
        isAdministrator: Bool = false,
        createdAt: Timestamp = dawn
    ) -> User {
        User(
            id: ID(id ?? "us-\(name)"),
            name: name,
            email: email,
            isAdministrator: isAdministrator,
            createdAt: createdAt,
            personalWorkspace: ID("ws-\(name)")
        )
    }

    /// One of many users who want the same name. The `number` is part of the ids and, unless `workspace` is given, of
    /// the name of the personal workspace.
    package static func namesake(_ number: Int, id: String? = nil, workspace: String? = nil) -> (
        user: User, personal: Workspace
    ) {
        let personal = Workspace(
            id: ID("ws-\(number)"),
            name: workspace ?? "w\(number)",
            kind: .personal,
            privacy: .privatePerUser,
            createdAt: dawn
        )
        return (
            User(id: ID(id ?? "us-\(number)"), name: "ann", createdAt: dawn, personalWorkspace: personal.id), personal
        )
    }

    /// The principal of a person in the given workspace, or else in the personal one.
    package static func person(
        _ name: String,
        in workspace: Workspace? = nil,
        role: Role = .admin,
        scopes: ScopeSet = .admin,
        credential: Credential = .none,
        client: String? = nil
    ) -> Principal {
        let workspace = workspace ?? personal(name)
        return Principal(
            kind: .person(ID("us-\(name)")),
            userName: name,
            scopes: scopes,
            credential: credential,
            client: client,
            entries: [.init(workspace, as: role)],
            license: .unproven
        )
    }

    /// The principal of an application back end that is bound to the workspace.
    package static func service(
        in workspace: Workspace,
        scopes: ScopeSet = .admin,
        credential: Credential = .none
    ) -> Principal {
        Principal(
            kind: .service,
            userName: nil,
            scopes: scopes,
            credential: credential,
            entries: [.init(workspace, as: .admin)],
            license: .unproven
        )
    }
}
