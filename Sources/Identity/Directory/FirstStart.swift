package import Base

/// The first start of an empty server: creates one user, one personal workspace and one API token, so that someone can
/// log in.
package struct FirstStart: Sendable {
    /// The created user and token. The token is shown once; nil when none was requested.
    package struct Outcome: Sendable {
        package let user: User
        package let secret: Secret?
    }

    private let users: UserDirectory
    private let mint: APITokenMint

    package init(users: UserDirectory, mint: APITokenMint) {
        self.users = users
        self.mint = mint
    }

    private var isEmpty: Bool {
        get async throws { try await users.list(PageRequest(limit: 1)).total == 0 }
    }

    /// Creates user, workspace and token. Nil when users exist already, or when another process started at the same
    /// time was first: the store lets exactly one of them add the name.
    /// - Parameter makesToken: false when the operator has configured a credential.
    package func run(userName: String = "admin", makesToken: Bool = true) async throws -> Outcome? {
        guard try await isEmpty else { return nil }
        let user: User
        do { user = try await users.add(name: userName, isAdministrator: true) } catch let fault as Fault
            where fault.code == .conflict
        {
            return nil
        }
        guard makesToken else { return Outcome(user: user, secret: nil) }
        let minted = try await mint.mint(
            .init(
                label: "created at the first start",
                owner: .user(user.id),
                workspace: user.personalWorkspace,
                scopes: .admin
            )
        )
        return Outcome(user: user, secret: minted.secret)
    }
}
