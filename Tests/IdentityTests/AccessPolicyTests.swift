import Base
import Identity
import Testing

/// Design rule: rights are scopes ∩ role. The kind of principal, the privacy of the workspace and the named user then
/// decide which memories are accessible.
@Suite struct AccessPolicyTests {
    enum Who: CaseIterable { case person, service }
    enum Named: CaseIterable { case nobody, oneself, another }

    /// The outcome for a principal with all rights; every combination is listed.
    static let reach: [(Who, Workspace.Privacy, Action, Named, String)] = [
        (.person, .privatePerUser, .read, .nobody, "only alice by alice"),
        (.person, .privatePerUser, .read, .oneself, "only alice by alice"),
        (.person, .privatePerUser, .read, .another, "not-found: User not found"),
        (.person, .privatePerUser, .write, .nobody, "only alice by alice"),
        (.person, .privatePerUser, .write, .oneself, "only alice by alice"),
        (.person, .privatePerUser, .write, .another, "forbidden: Your token may write only under your own user_id."),
        (.person, .privatePerUser, .administer, .nobody, "only alice by alice"),
        (.person, .privatePerUser, .administer, .oneself, "only alice by alice"),
        (
            .person, .privatePerUser, .administer, .another,
            "forbidden: Your token may write only under your own user_id."
        ),
        (.person, .shared, .read, .nobody, "everyone by alice"),
        (.person, .shared, .read, .oneself, "only alice by alice"),
        (.person, .shared, .read, .another, "only bob by alice"),
        (.person, .shared, .write, .nobody, "only alice by alice"),
        (.person, .shared, .write, .oneself, "only alice by alice"),
        (.person, .shared, .write, .another, "forbidden: Your token may write only under your own user_id."),
        (.person, .shared, .administer, .nobody, "everyone by alice"),
        (.person, .shared, .administer, .oneself, "only alice by alice"),
        (.person, .shared, .administer, .another, "only bob by alice"),
        (.service, .privatePerUser, .read, .nobody, "everyone by nobody"),
        (.service, .privatePerUser, .read, .oneself, "only alice by alice"),
        (.service, .privatePerUser, .read, .another, "only bob by bob"),
        (.service, .privatePerUser, .write, .nobody, "everyone by nobody"),
        (.service, .privatePerUser, .write, .oneself, "only alice by alice"),
        (.service, .privatePerUser, .write, .another, "only bob by bob"),
        (.service, .privatePerUser, .administer, .nobody, "everyone by nobody"),
        (.service, .privatePerUser, .administer, .oneself, "only alice by alice"),
        (.service, .privatePerUser, .administer, .another, "only bob by bob"),
        (.service, .shared, .read, .nobody, "everyone by nobody"),
        (.service, .shared, .read, .oneself, "only alice by alice"),
        (.service, .shared, .read, .another, "only bob by bob"),
        (.service, .shared, .write, .nobody, "everyone by nobody"),
        (.service, .shared, .write, .oneself, "only alice by alice"),
        (.service, .shared, .write, .another, "only bob by bob"),
        (.service, .shared, .administer, .nobody, "everyone by nobody"),
        (.service, .shared, .administer, .oneself, "only alice by alice"),
        (.service, .shared, .administer, .another, "only bob by bob"),
    ]

    static let levels: [Action: Int] = [.read: 1, .write: 2, .administer: 3]
    static let scopes: [(ScopeSet, Int)] = [([], 0), (.read, 1), (.write, 2), (.admin, 3)]
    static let roles: [(Role, Int)] = [(.reader, 1), (.member, 2), (.admin, 3)]

    @Test("Every combination of kind, privacy, role, scopes, action and user has its outcome", arguments: reach)
    func everyCombinationHasItsOutcome(cell: (Who, Workspace.Privacy, Action, Named, String)) {
        let (who, privacy, action, named, full) = cell
        let needed = Self.levels[action]!
        for (scopes, granted) in Self.scopes {
            for ((role, allowed), isAdministrator) in Self.roles.flatMap({ [($0, false), ($0, true)] }) {
                let principal = Self.principal(
                    who,
                    scopes: scopes,
                    entries: [.init(workspace: "own", role: role, privacy: privacy, name: "own")],
                    isAdministrator: isAdministrator
                )
                // A server administrator's role counts as admin for administering only; a missing scope stays missing.
                let allowed = isAdministrator && action == .administer ? needed : allowed
                let expected =
                    granted < needed
                    ? "insufficient-scope: This needs the scope \(action.scope.names.last!)."
                    : allowed < needed
                        ? "forbidden: Your role in this workspace (\(role.rawValue)) does not allow this." : full
                for workspace in [nil, ID<Workspace>("own")] {
                    let seen = Self.outcome(principal, workspace: workspace, user: Self.name(named), to: action)
                    #expect(seen == expected, "\(who) \(privacy) \(role) \(scopes.names) \(action) \(named)")
                }
            }
        }
    }

    @Test(
        "A workspace that the principal is not in is not found",
        arguments: Who.allCases,
        [Action.read, .write, .administer]
    )
    func aForeignWorkspaceIsNotFound(who: Who, action: Action) {
        let principal = Self.principal(
            who,
            scopes: .admin,
            entries: [.init(workspace: "own", role: .admin, privacy: .shared, name: "own")],
            isAdministrator: true
        )
        #expect(
            Self.outcome(principal, workspace: "foreign", user: nil, to: action) == "not-found: Workspace not found"
        )
    }

    /// The rule holds for every scope and role in the principal.
    @Test(
        "An anonymous caller can read shared memories and do nothing else",
        arguments: [
            (.shared, .read, .nobody, "everyone by nobody"), (.shared, .read, .another, "only bob by nobody"),
            (.privatePerUser, .read, .nobody, "only  by nobody"),
            (.privatePerUser, .read, .another, "not-found: User not found"),
            (.shared, .write, .nobody, "missing-credential: This needs a credential with the scope memory:write."),
            (
                .privatePerUser, .write, .another,
                "missing-credential: This needs a credential with the scope memory:write."
            ),
            (.shared, .administer, .nobody, "missing-credential: This needs a credential with the scope memory:admin."),
        ] as [(Workspace.Privacy, Action, Named, String)]
    )
    func anonymousCallersOnlyRead(privacy: Workspace.Privacy, action: Action, named: Named, expected: String) {
        let principal = Principal(
            kind: .anonymous,
            userName: nil,
            scopes: .admin,
            credential: .none,
            entries: [.init(workspace: "own", role: .admin, privacy: privacy, name: "own")],
            license: .unproven
        )
        #expect(Self.outcome(principal, workspace: nil, user: Self.name(named), to: action) == expected)
        #expect(
            action != .read
                || Self.outcome(principal, workspace: "foreign", user: nil, to: .read)
                    == "not-found: Workspace not found"
        )
    }

    @Test("An anonymous caller has no access to a personal workspace")
    func anonymousCallersCannotEnterAPersonalWorkspace() {
        func workspace(_ kind: Workspace.Kind) -> Workspace {
            Workspace(id: "w", name: "w", kind: kind, privacy: .shared, createdAt: Timestamp(seconds: 0))
        }
        #expect(Principal.anonymous(in: workspace(.personal)) == nil)
        let principal = Principal.anonymous(in: workspace(.team))
        #expect(
            principal?.scopes == .read && principal?.entries.map(\.role) == [.reader]
                && principal?.isAdministrator == false
        )
    }

    @Test("A principal without a workspace has access to nothing")
    func withoutAWorkspaceNothingIsAccessible() {
        let principal = Self.principal(.person, scopes: .admin, entries: [])
        #expect(Self.outcome(principal, workspace: nil, user: nil, to: .read) == "not-found: Workspace not found")
    }

    @Test("The first workspace is the default, and each has its own role")
    func theFirstWorkspaceIsTheDefaultAndEachHasItsOwnRole() throws {
        let principal = Self.principal(
            .person,
            scopes: .admin,
            entries: [
                .init(workspace: "first", role: .admin, privacy: .privatePerUser, name: "first"),
                .init(workspace: "team", role: .reader, privacy: .shared, name: "team"),
            ]
        )
        #expect(try AccessPolicy.access(principal, to: .write).workspace == "first")
        #expect(try AccessPolicy.access(principal, workspace: "team", to: .read).reach == .everyone)
        #expect(Self.outcome(principal, workspace: "team", user: nil, to: .write).hasPrefix("forbidden"))
    }

    /// A client that registered itself cannot get the scope; if it were told to ask, it would ask again and again.
    @Test(
        "A missing scope is named to callers that can get it",
        arguments: [
            (.apiToken("t"), .administer, "memory:admin"),
            (.accessToken(issuer: "https://id.example", grant: nil), .administer, "memory:admin"),
            (.accessToken(issuer: "https://memory.example", grant: "g"), .administer, nil),
            (.accessToken(issuer: "https://memory.example", grant: "g"), .write, "memory:write"),
        ] as [(Credential, Action, String?)]
    )
    func scopesThatCanBeHad(credential: Credential, action: Action, hint: String?) {
        let principal = Principal(
            kind: .person("u"),
            userName: "u",
            scopes: .read,
            credential: credential,
            entries: [.init(workspace: "own", role: .admin, privacy: .shared, name: "own")],
            license: .unproven
        )
        #expect { try AccessPolicy.access(principal, to: action) } throws: { error in
            (error as? Fault)?.code == .insufficientScope && (error as? Fault)?.hints.scope == hint
        }
    }

    @Test("A missing scope is named in the hint")
    func aMissingScopeIsNamedInTheHint() {
        let principal = Self.principal(
            .person,
            scopes: .read,
            entries: [.init(workspace: "own", role: .admin, privacy: .shared, name: "own")]
        )
        #expect(throws: Fault.self) { try AccessPolicy.access(principal, to: .write) }
        do { _ = try AccessPolicy.access(principal, to: .write) } catch {
            #expect((error as? Fault)?.hints.scope == "memory:write")
        }
    }

    @Test("A person without a user name has access to nothing")
    func aPersonWithoutANameHasNoAccess() {
        let principal = Principal(
            kind: .person("u"),
            userName: nil,
            scopes: .admin,
            credential: .none,
            entries: [.init(workspace: "own", role: .admin, privacy: .privatePerUser, name: "own")],
            license: .unproven
        )
        #expect(Self.outcome(principal, workspace: nil, user: nil, to: .read) == "not-found: User not found")
    }

    private static func principal(
        _ who: Who,
        scopes: ScopeSet,
        entries: [Principal.Entry],
        isAdministrator: Bool = false
    ) -> Principal {
        Principal(
            kind: who == .person ? .person("u") : .service,
            userName: who == .person ? "alice" : nil,
            scopes: scopes,
            credential: .none,
            entries: entries,
            isAdministrator: isAdministrator,
            license: .unproven
        )
    }

    private static func name(_ named: Named) -> String? {
        switch named {
        case .nobody: nil
        case .oneself: "alice"
        case .another: "bob"
        }
    }

    private static func outcome(_ principal: Principal, workspace: ID<Workspace>?, user: String?, to action: Action)
        -> String
    {
        do {
            let access = try AccessPolicy.access(principal, workspace: workspace, user: user, to: action)
            let author = access.author ?? "nobody"
            return switch access.reach {
            case .everyone: "everyone by \(author)"
            case .only(let name): "only \(name) by \(author)"
            }
        } catch {
            return (error as? Fault)?.words ?? "\(error)"
        }
    }
}
