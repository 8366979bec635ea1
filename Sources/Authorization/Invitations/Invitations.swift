package import Base
package import Identity

/// Invitations to team workspaces and to the server: made, withdrawn, accepted.
package struct Invitations: Sendable {
    private let store: any InvitationStore
    private let provisioning: Provisioning
    private let revocations: RevocationEpoch
    private let random: any RandomSource
    /// The validity of an invitation unless its maker chooses another.
    package let lifetime: Duration

    /// The longest validity in days.
    package static let longestDays = 90
    /// The most open invitations of one workspace, and to the server alone.
    package static let limit = 100

    package init(
        store: any InvitationStore,
        provisioning: Provisioning,
        revocations: RevocationEpoch,
        random: any RandomSource,
        lifetime: Duration
    ) {
        self.store = store
        self.provisioning = provisioning
        self.revocations = revocations
        self.random = random
        self.lifetime = lifetime
    }

    /// Makes an invitation. The caller has checked that `maker` administers the workspace, or the server.
    /// - Parameters:
    ///   - workspace: nil to invite to the server alone, with an account of its own.
    ///   - maker: nil for an operator.
    ///   - days: 1 to `longestDays`; nil for `lifetime`.
    ///   - note: for whom it is, without blanks at its ends.
    ///   - makesAccount: only for administrators of the server and operators.
    /// - Returns: the invitation and the secret for its link, which is nowhere else.
    /// - Throws: `validationFailed`, `conflict` for a personal workspace or too many invitations.
    package func invite(
        to workspace: Workspace?,
        as role: Role,
        by maker: User?,
        for note: String,
        days: Int?,
        makesAccount: Bool,
        at now: Timestamp
    ) async throws -> (invitation: Invitation, secret: Secret) {
        guard workspace.map({ $0.kind == .team }) ?? makesAccount else {
            throw Fault(.conflict, "Nobody can be invited to a personal workspace.")
        }
        if let days, !(1...Self.longestDays).contains(days) {
            throw Fault(.validationFailed, "An invitation is valid for 1 to \(Self.longestDays) days.")
        }
        guard note.count <= Invitation.longestNote else {
            throw Fault(.validationFailed, "The note has at most \(Invitation.longestNote) characters.")
        }
        guard !makesAccount || maker?.isAdministrator ?? true else {
            throw Fault(.forbidden, "Only administrators of the server invite people without an account.")
        }
        let secret = Secret(random.token(bytes: 32))
        let invitation = Invitation(
            id: ID("inv_" + random.token(bytes: 12)),
            workspace: workspace?.id,
            role: role,
            invitedBy: maker?.id,
            makesAccount: makesAccount,
            note: note,
            createdAt: now,
            expiresAt: now.advanced(by: days.map { .seconds($0 * 86_400) } ?? lifetime)
        )
        guard try await store.add(invitation, digest: Digest256(of: secret), limit: Self.limit) else {
            throw Fault(.conflict, "There are \(Self.limit) open invitations already. Withdraw some first.")
        }
        return (invitation, secret)
    }

    /// Newest first; nil for those to the server alone.
    package func list(to workspace: Workspace?, at now: Timestamp) async throws -> [Invitation] {
        try await store.invitations(to: workspace?.id, at: now)
    }

    /// - Throws: `notFound` when the workspace has no such invitation, or the server for nil.
    package func withdraw(_ id: ID<Invitation>, to workspace: Workspace?) async throws {
        guard try await store.withdraw(id, to: workspace?.id) else {
            throw Fault(.notFound, "This invitation was used or withdrawn already.")
        }
    }

    /// - Throws: `notFound`, the same for an unknown, expired, used and withdrawn one.
    package func open(_ secret: Secret, at now: Timestamp) async throws -> OpenInvitation {
        guard let found = try await store.invitation(Digest256(of: secret), at: now) else { throw Self.gone }
        return found
    }

    /// - Throws: `notFound` as `open`, also for an invitation to the server alone; `conflict` for a member.
    package func accept(_ secret: Secret, by user: User, at now: Timestamp) async throws {
        defer { revocations.bump() }
        try Self.check(try await store.accept(Digest256(of: secret), by: user.id, at: now))
    }

    /// Creates an account with the invitation, and its membership if there is a team.
    /// - Throws: `validationFailed` for the name or the password, `conflict` for a taken name, `notFound` as `open`.
    package func enroll(_ secret: Secret, name: String, password: Secret, at now: Timestamp) async throws -> User {
        let (user, personal) = try provisioning.newUser(name: name)
        try PasswordHash.check(password)
        // Before the password is derived, which costs a tenth of a second.
        guard try await open(secret, at: now).invitation.makesAccount else { throw Self.gone }
        let outcome = try await store.enroll(
            Digest256(of: secret),
            as: user,
            personal: personal,
            password: PasswordHash(hashing: password, random: random),
            at: now
        )
        try Self.check(outcome)
        revocations.markUsers()
        return user
    }

    private static func check(_ outcome: InvitationAcceptance) throws {
        switch outcome {
        case .joined: return
        case .isMember: throw Fault(.conflict, "You are a member of this team already.")
        case .gone: throw gone
        case .nameTaken: throw Fault(.conflict, "Another user has this name. Choose another.")
        }
    }

    private static let gone = Fault(
        .notFound,
        "This invitation is not valid: it has expired, was used, or was withdrawn.",
        hints: .init(advice: "Ask for a new one.", heading: "Invitation not found")
    )
}
