import Base
package import Identity

extension SQLUserStore {
    package func erase(_ user: User, as pseudonym: String, keepingAnAdministrator: Bool) async throws -> UserErasure {
        let (id, name) = (user.id, user.name)
        let places = Self.places(of: id)
        let place: SQL = "user_id = \(name) AND workspace_id IN (\(places))"
        let outcome = try await database.atomically(
            [
                .require(
                    "SELECT 1 FROM users WHERE id = \(id) AND name = \(name) AND \(Self.condition(keepingAnAdministrator, id))"
                ),
                .run(
                    """
                    SELECT (SELECT count(*) FROM memories WHERE \(place)) AS memories,
                        (SELECT count(*) FROM sessions WHERE \(place)) AS sessions,
                        (SELECT count(*) FROM api_tokens WHERE user_id = \(id)) AS tokens,
                        (SELECT count(*) FROM grants WHERE user_id = \(id)) AS applications,
                        (SELECT count(*) FROM browser_sessions WHERE user_id = \(id)) AS browsers,
                        (SELECT count(*) FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
                            WHERE m.user_id = \(id) AND w.kind = 'team') AS teams
                    """,
                    as: "counts"
                ),
            ] + SQLStep.removing(filedUnder: place) + [
                .run(
                    """
                    DELETE FROM undone_memories WHERE user_id = \(name)
                        AND undone_id IN (SELECT u.id FROM undone_applications u WHERE u.workspace_id IN (\(places)))
                    """
                ),
                // Deeds of others with the person's memories, and of the person with others': a pseudonym stands for the person.
                .run(
                    """
                    UPDATE memory_events SET memories = replace(memories, \(try Self.owner(name)), \(try Self.owner(pseudonym)))
                    WHERE memories IS NOT NULL AND workspace_id IN (\(places))
                    """
                ),
                .run("UPDATE memory_events SET user_id = \(pseudonym) WHERE user_id = \(id)"),
                .run("DELETE FROM login_failures WHERE \(Self.failures(of: user))"),
                .run("DELETE FROM retired_names WHERE name = \(name)"),
                Self.retiringName(of: id),
                .run(
                    """
                    SELECT count(*) AS places FROM users r, workspaces w
                    WHERE r.id = \(id) AND w.kind = 'team' AND \(Self.hasLeft(in: "w.id"))
                    """,
                    as: "left"
                ),
                // After the last use of `places`, which asks where the person wrote.
                .run("UPDATE provenances SET user_id = \(pseudonym) WHERE user_id = \(id)"),
                Self.removingAccount(id),
            ]
        )
        guard case .committed(let results) = outcome else {
            return try await self.user(id) == nil ? .absent : .lastAdministrator
        }
        partitionsRemoved(try results.result("partitions").rows.map { try $0.integer("id") })
        try await forgetWords()
        let counts = try results.result("counts").row()
        return .done(
            ErasedPerson(
                memories: Int(try counts.integer("memories")),
                sessions: Int(try counts.integer("sessions")),
                tokens: Int(try counts.integer("tokens")),
                applications: Int(try counts.integer("applications")),
                browsers: Int(try counts.integer("browsers")),
                teams: Int(try counts.integer("teams")),
                placesLeft: Int(try results.result("left").row().integer("places"))
            )
        )
    }

    /// The workspaces in which the name means this person: those the person is a member of, and those the person wrote to.
    private static func places(of id: ID<User>) -> SQL {
        """
        SELECT m.workspace_id FROM memberships m WHERE m.user_id = \(id)
        UNION SELECT v.workspace_id FROM provenances v WHERE v.user_id = \(id)
        """
    }

    /// The beginning of a memory in an event, `["alice",`.
    private static func owner(_ name: String) throws -> String {
        "[\(String(decoding: try StrictJSON.encode(.string(name)), as: UTF8.self)),"
    }

    /// The failed logins under any spelling of the name, from everywhere and from one address.
    private static func failures(of user: User) -> SQL {
        let account = UserName.loginName(user.name)
        let prefix = "account:\(account)@"
        return """
            key = \("anywhere:\(account)") OR substr(key, 1, \(Int64(prefix.unicodeScalars.count))) = \(prefix)
            """
    }

    /// Removes the words of deleted memories from the files of the keyword index, which otherwise keeps them until it
    /// happens to merge.
    private func forgetWords() async throws {
        guard database.dialect == .sqlite else { return }
        _ = try await database.commit([.run("INSERT INTO memory_terms (memory_terms) VALUES ('optimize')")])
    }
}
