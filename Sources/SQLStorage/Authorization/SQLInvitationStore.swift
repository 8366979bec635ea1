package import Authorization
package import Base
package import Identity

/// Invitations in SQL.
package struct SQLInvitationStore: InvitationStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    private static let columns: SQL = """
        i.id AS invitation_id, i.workspace_id AS invited_to, i.role, i.invited_by, i.makes_account, i.note, i.created_at AS invited_at, i.expires_at
        """

    /// The condition under which an invitation `i` counts.
    private static func counts(at now: Timestamp) -> SQL {
        """
        (i.expires_at > \(now) AND (i.invited_by IS NULL OR EXISTS (
            SELECT 1 FROM users a
            WHERE a.id = i.invited_by AND a.status = \(User.Status.active.rawValue)
                AND (i.makes_account = 0 OR a.is_administrator = 1)
                AND (i.workspace_id IS NULL OR EXISTS (
                    SELECT 1 FROM memberships m WHERE m.user_id = a.id AND m.workspace_id = i.workspace_id
                        AND m.role = \(Role.admin.rawValue))))))
        """
    }

    package func add(_ invitation: Invitation, digest: Digest256, limit: Int) async throws -> Bool {
        let isTeam: SQL =
            invitation.workspace.map {
                "EXISTS (SELECT 1 FROM workspaces w WHERE w.id = \($0) AND w.kind = \(Workspace.Kind.team.rawValue))"
            } ?? "1 = 1"
        return try await database.change(
            """
            INSERT INTO invitations (id, digest, workspace_id, role, invited_by, makes_account, note, created_at, expires_at)
            SELECT \(invitation.id), \(digest), \(invitation.workspace), \(invitation.role.rawValue), \(invitation.invitedBy),
                \(invitation.makesAccount), \(invitation.note), \(invitation.createdAt), \(invitation.expiresAt)
            WHERE \(isTeam) AND (
                SELECT count(*) FROM invitations i WHERE \(Self.isTo(invitation.workspace)) AND i.expires_at > \(invitation.createdAt)
            ) < \(limit)
            """
        ).count > 0
    }

    /// The condition under which an invitation `i` is to this workspace, or to the server alone.
    private static func isTo(_ workspace: ID<Workspace>?) -> SQL {
        workspace.map { "i.workspace_id = \($0)" } ?? "i.workspace_id IS NULL"
    }

    package func invitation(_ digest: Digest256, at now: Timestamp) async throws -> OpenInvitation? {
        try await database.row(
            """
            SELECT \(Self.columns), \(WorkspaceRow.columns), COALESCE(u.display_name, u.name) AS inviter
            FROM invitations i LEFT JOIN workspaces w ON w.id = i.workspace_id LEFT JOIN users u ON u.id = i.invited_by
            WHERE i.digest = \(digest) AND \(Self.counts(at: now))
            """
        ).map {
            OpenInvitation(
                invitation: try Self.invitation($0),
                workspace: try $0.optionalText("invited_to") == nil ? nil : WorkspaceRow.workspace($0),
                inviter: try $0.optionalText("inviter")
            )
        }
    }

    package func invitations(to workspace: ID<Workspace>?, at now: Timestamp) async throws -> [Invitation] {
        try await database.rows(
            """
            SELECT \(Self.columns) FROM invitations i WHERE \(Self.isTo(workspace)) AND \(Self.counts(at: now))
            ORDER BY i.created_at DESC, i.id
            """
        ).map(Self.invitation)
    }

    package func withdraw(_ id: ID<Invitation>, to workspace: ID<Workspace>?) async throws -> Bool {
        let deletion: SQL = "DELETE FROM invitations AS i WHERE i.id = \(id) AND \(Self.isTo(workspace))"
        return try await database.change(deletion).count > 0
    }

    package func accept(_ digest: Digest256, by user: ID<User>, at now: Timestamp) async throws -> InvitationAcceptance
    {
        if try await isMember(user, digest) { return .isMember }
        let outcome = try await database.atomically([
            .require(
                """
                INSERT INTO memberships (workspace_id, user_id, role)
                SELECT i.workspace_id, u.id, i.role FROM invitations i JOIN users u ON u.id = \(user)
                WHERE i.digest = \(digest) AND i.workspace_id IS NOT NULL AND \(Self.counts(at: now))
                    AND u.status = \(User.Status.active.rawValue)
                ON CONFLICT DO NOTHING
                """
            ),
            spending(digest),
        ])
        if outcome.isCommitted { return .joined }
        return try await isMember(user, digest) ? .isMember : .gone
    }

    package func enroll(
        _ digest: Digest256,
        as user: User,
        personal: Workspace,
        password: PasswordHash,
        at now: Timestamp
    ) async throws -> InvitationAcceptance {
        let right: SQLStep = .require(
            "SELECT 1 AS one FROM invitations i WHERE i.digest = \(digest) AND i.makes_account = 1 AND \(Self.counts(at: now))"
        )
        let outcome = try await database.atomically(
            [right] + SQLUserStore.creation(of: user, personal: personal) + [
                .require("INSERT INTO passwords (user_id, hash) VALUES (\(user.id), \(password.encoded))"),
                .run(
                    """
                    INSERT INTO memberships (workspace_id, user_id, role)
                    SELECT i.workspace_id, \(user.id), i.role FROM invitations i
                    WHERE i.digest = \(digest) AND i.workspace_id IS NOT NULL
                    """
                ),
                spending(digest),
            ]
        )
        switch outcome {
        case .committed: return .joined
        case .refused(let step): return step == 0 ? .gone : .nameTaken
        }
    }

    package func purge(expiredBefore: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM invitations WHERE expires_at < \(expiredBefore)").count
    }

    private func spending(_ digest: Digest256) -> SQLStep {
        .require("DELETE FROM invitations WHERE digest = \(digest)")
    }

    private func isMember(_ user: ID<User>, _ digest: Digest256) async throws -> Bool {
        try await database.row(
            """
            SELECT 1 AS one FROM invitations i JOIN memberships m ON m.workspace_id = i.workspace_id
            WHERE i.digest = \(digest) AND m.user_id = \(user)
            """
        ) != nil
    }

    private static func invitation(_ row: SQLRow) throws -> Invitation {
        Invitation(
            id: ID(try row.text("invitation_id")),
            workspace: try row.optionalText("invited_to").map { ID($0) },
            role: try row.choice("role"),
            invitedBy: try row.optionalText("invited_by").map { ID($0) },
            makesAccount: try row.bool("makes_account"),
            note: try row.text("note"),
            createdAt: try row.timestamp("invited_at"),
            expiresAt: try row.timestamp("expires_at")
        )
    }
}
