package import Base

/// Creates API tokens. The secret is only visible in the returned value.
package struct APITokenMint: Sendable {
    /// How the secret is stored (`tokens.hashing`).
    package enum Hashing: String, Sendable, Hashable, CaseIterable {
        /// The default: 256 random bits need no slow hash, and a look-up is almost free.
        case sha256
        /// For operators whose rules require a password hash; takes tens of milliseconds for every token that is not
        /// cached.
        case bcrypt
    }

    /// The properties of the token to create.
    package struct Request: Sendable, Hashable {
        /// The label for people: 1 to 200 characters on one line.
        package var label: String
        package var owner: APIToken.Owner
        package var workspace: ID<Workspace>
        /// For a service: other workspaces in which it may read.
        package var alsoReads: [ID<Workspace>] = []
        package var scopes: ScopeSet
        /// Whole days, at least 1; nil when the token never expires.
        package var expiresAfterDays: Int?

        package init(label: String, owner: APIToken.Owner, workspace: ID<Workspace>, scopes: ScopeSet) {
            self.label = label
            self.owner = owner
            self.workspace = workspace
            self.scopes = scopes
        }
    }

    /// The stored record, and the token to show once.
    package struct NewToken: Sendable {
        package let token: APIToken
        package let secret: Secret
    }

    private let stores: IdentityStores
    private let hashing: Hashing
    private let time: any TimeSource
    private let random: any RandomSource

    package init(
        stores: IdentityStores,
        hashing: Hashing = .sha256,
        time: any TimeSource,
        random: any RandomSource
    ) {
        self.stores = stores
        self.hashing = hashing
        self.time = time
        self.random = random
    }

    /// - Parameter ceiling: the scopes of the caller, because a token cannot create one with more rights than its own;
    ///   all scopes for the operator at the command line.
    /// - Throws: `validationFailed` naming the field; `insufficientScope` above the ceiling; `forbidden` above the
    ///   owner's role; `notFound` for a workspace that does not exist or that the owner is not a member of.
    package func mint(_ request: Request, ceiling: ScopeSet = .admin) async throws -> NewToken {
        let label = try DisplayText.check(request.label, field: "description", limit: 200)
        let now = time.now()
        let end = try request.expiresAfterDays.map { try Self.end(afterDays: $0, from: now) }
        guard !request.scopes.isEmpty else {
            throw Fault.validation("scopes", "missing", "A token needs at least one scope.")
        }
        guard ceiling.isSuperset(of: request.scopes) else {
            throw Fault(
                .insufficientScope,
                "A token cannot have more scopes than the one that creates it.",
                hints: .init(scope: request.scopes.names.last)
            )
        }
        for _ in 0..<4 {
            // Checked again after a failure: the store adds nothing when workspace or owner was removed meanwhile.
            try await checkOwner(request)
            let secret = APITokenSecret(random: random)
            let token = APIToken(
                id: secret.id,
                owner: request.owner,
                workspace: request.workspace,
                alsoReads: request.alsoReads,
                scopes: request.scopes,
                label: label,
                createdAt: now,
                expiresAt: end
            )
            if try await stores.apiTokens.add(token, verifier: verifier(of: secret)) {
                return NewToken(token: token, secret: secret.token)
            }
        }
        throw Fault(.internal, "Could not find an unused token id.")
    }

    /// Checks that the scopes are within the owner's current role in the workspace. `AccessPolicy` applies a later
    /// demotion.
    private func checkOwner(_ request: Request) async throws {
        switch request.owner {
        case .service:
            for workspace in [request.workspace] + request.alsoReads {
                guard try await stores.workspaces.workspace(workspace) != nil else {
                    throw Fault(.notFound, "The workspace was removed. No token was created.")
                }
            }
        case .user(let id):
            guard let user = try await stores.users.user(id) else {
                throw Fault(.notFound, "The user was deleted. No token was created.")
            }
            guard user.status == .active else {
                throw Fault(
                    .conflict,
                    "The user \(user.name) is disabled. No token was created.",
                    hints: .init(advice: "Run `agent-memory user enable \(user.name)` first.")
                )
            }
            let memberships = try await stores.workspaces.memberships(of: id)
            guard let membership = memberships.first(where: { $0.workspace.id == request.workspace }) else {
                // The message omits the workspace's name, because people who are not members must not learn it.
                throw Fault(.notFound, "\(user.name) is not a member of this workspace. No token was created.")
            }
            guard membership.role.scopes.isSuperset(of: request.scopes) else {
                throw Fault(
                    .forbidden,
                    "The owner's role in this workspace (\(membership.role.rawValue)) does not allow these scopes."
                )
            }
        }
    }

    private func verifier(of secret: APITokenSecret) throws -> APITokenHash {
        switch hashing {
        case .sha256: .sha256(secret.digest)
        case .bcrypt: .bcrypt(try Bcrypt.hash(secret.hashed, random: random))
        }
    }

    /// At most a hundred years, so that no arithmetic overflows. Zero and negative numbers are errors, because callers
    /// could read them as "never" or as "already expired".
    private static func end(afterDays days: Int, from now: Timestamp) throws -> Timestamp {
        guard (1...36_500).contains(days) else {
            throw Fault.validation("expires_days", "out_of_range", "The number of days must be from 1 to 36500.")
        }
        return now.advanced(by: .seconds(days * 86_400))
    }
}
