import Base
import Identity
import Synchronization

/// The identity stores in memory. One lock around every method makes them as atomic as the contract requires.
final class FakeStores: UserStore, WorkspaceStore, APITokenStore, CredentialUseStore {
    struct State {
        var users: [ID<User>: User] = [:]
        var links: [ExternalIdentity: ID<User>] = [:]
        var workspaces: [ID<Workspace>: Workspace] = [:]
        var roles: [ID<Workspace>: [ID<User>: Role]] = [:]
        var tokens: [ID<APIToken>: (token: APIToken, verifier: APITokenHash)] = [:]
        var uses: [Credential: CredentialUse] = [:]
        var pauses: [ID<User>: [ApplicationID: Timestamp]] = [:]
        var resolutions = 0
        var descriptions = 0
        var isBroken = false
    }

    let state = Mutex(State())
    /// Called in `resolve`, after the row was read and before it is returned.
    let onResolve: @Sendable (_ call: Int) async -> Void

    init(onResolve: @escaping @Sendable (_ call: Int) async -> Void = { _ in }) {
        self.onResolve = onResolve
    }

    var stores: IdentityStores {
        IdentityStores(users: self, workspaces: self, apiTokens: self, pauses: self, uses: self)
    }
    var resolutions: Int { state.withLock(\.resolutions) }

    // users

    func add(_ user: User, personal: Workspace) async throws -> Bool {
        state.withLock { $0.add(user, personal) }
    }

    func user(of identity: ExternalIdentity) async throws -> User? {
        state.withLock { state in state.links[identity].flatMap { state.users[$0] } }
    }

    func provision(_ identity: ExternalIdentity, candidate: User, personal: Workspace) async throws -> User {
        state.withLock { state in
            if let id = state.links[identity], let user = state.users[id] { return user }
            var user = candidate
            var number = 2
            while !state.add(user, personal) {
                user = User(
                    id: candidate.id,
                    name: "\(candidate.name)-\(number)",
                    displayName: candidate.displayName,
                    email: candidate.email,
                    createdAt: candidate.createdAt,
                    personalWorkspace: candidate.personalWorkspace
                )
                number += 1
            }
            state.links[identity] = user.id
            return user
        }
    }

    func link(_ identity: ExternalIdentity, toUserWithEmail email: String) async throws {
        state.withLock { state in
            let matches = state.users.values.filter { $0.email == email }
            if matches.count == 1, state.links[identity] == nil,
                !state.links.contains(where: { $0.key.issuer == identity.issuer && $0.value == matches[0].id })
            {
                state.links[identity] = matches[0].id
            }
        }
    }

    func user(_ id: ID<User>) async throws -> User? { state.withLock { $0.users[id] } }
    func user(named name: String) async throws -> User? { state.withLock { $0.users.values.first { $0.name == name } } }

    func user(loggingInAs name: String) async throws -> User? {
        state.withLock { $0.users.values.first { UserName.loginName($0.name) == UserName.loginName(name) } }
    }

    func users(_ page: PageRequest) async throws -> Page<User> {
        state.withLock { state in
            let all = state.users.values.sorted { $0.name < $1.name }
            return Page(items: Array(all.dropFirst(page.offset).prefix(page.limit)), total: all.count)
        }
    }

    func isLastAdministrator(_ id: ID<User>) async throws -> Bool {
        state.withLock { state in state.users[id].map { state.isLastAdministrator($0) } ?? false }
    }

    func describe(_ id: ID<User>, as description: UserDescription, keepingAnAdministrator: Bool) async throws
        -> UserChange
    {
        state.withLock { state in
            state.descriptions += 1
            guard let user = state.users[id] else { return .absent }
            if keepingAnAdministrator, description.isAdministrator == false, state.isLastAdministrator(user) {
                return .lastAdministrator
            }
            state.users[id] = user.described(as: description)
            return .done
        }
    }

    func set(_ status: User.Status, for id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange {
        state.withLock { state in
            guard let user = state.users[id] else { return .absent }
            if keepingAnAdministrator, status != .active, state.isLastAdministrator(user) { return .lastAdministrator }
            state.users[id] = User(
                id: id,
                name: user.name,
                displayName: user.displayName,
                email: user.email,
                status: status,
                isAdministrator: user.isAdministrator,
                createdAt: user.createdAt,
                personalWorkspace: user.personalWorkspace
            )
            return .done
        }
    }

    func delete(_ id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange {
        state.withLock { state in
            guard let user = state.users[id] else { return .absent }
            if keepingAnAdministrator, state.isLastAdministrator(user) { return .lastAdministrator }
            state.users[id] = nil
            state.workspaces[user.personalWorkspace] = nil
            state.roles[user.personalWorkspace] = nil
            state.tokens = state.tokens.filter { $0.value.token.owner != .user(id) }
            return .done
        }
    }

    func erase(_ user: User, as pseudonym: String, keepingAnAdministrator: Bool) async throws -> UserErasure {
        try await delete(user.id, keepingAnAdministrator: keepingAnAdministrator) == .done
            ? .done(ErasedPerson()) : .absent
    }

    // workspaces

    func add(_ workspace: Workspace) async throws -> Bool {
        state.withLock { state in
            guard !state.workspaces.values.contains(where: { $0.name == workspace.name || $0.id == workspace.id })
            else { return false }
            state.workspaces[workspace.id] = workspace
            return true
        }
    }

    func workspace(_ id: ID<Workspace>) async throws -> Workspace? { state.withLock { $0.workspaces[id] } }

    func workspace(named name: String) async throws -> Workspace? {
        state.withLock { $0.workspaces.values.first { $0.name == name } }
    }

    func workspaces(_ page: PageRequest) async throws -> Page<Workspace> {
        state.withLock { state in
            let all = state.workspaces.values.sorted { $0.name < $1.name }
            return Page(items: Array(all.dropFirst(page.offset).prefix(page.limit)), total: all.count)
        }
    }

    func members(of id: ID<Workspace>) async throws -> [(user: User, role: Role)] {
        state.withLock { state in
            (state.roles[id] ?? [:]).compactMap { member in state.users[member.key].map { ($0, member.value) } }
        }
    }

    func memberships(of user: ID<User>) async throws -> [Membership] { state.withLock { $0.memberships(user) } }

    func setMember(_ user: ID<User>, of workspace: ID<Workspace>, role: Role, keepingAnAdmin: Bool) async throws
        -> MemberChange
    {
        state.withLock { state in
            guard state.users[user] != nil, state.workspaces[workspace] != nil else { return .absent }
            if keepingAnAdmin, role != .admin, state.isLastAdmin(user, of: workspace) { return .lastAdmin }
            state.roles[workspace, default: [:]][user] = role
            return .done
        }
    }

    func removeMember(_ user: ID<User>, of workspace: ID<Workspace>, keepingAnAdmin: Bool) async throws -> MemberChange
    {
        state.withLock { state in
            if keepingAnAdmin, state.isLastAdmin(user, of: workspace) { return .lastAdmin }
            return state.roles[workspace]?.removeValue(forKey: user) == nil ? .absent : .done
        }
    }

    func rename(_ id: ID<Workspace>, to name: String) async throws -> Bool {
        state.withLock { state in
            guard let old = state.workspaces[id], old.kind == .team,
                !state.workspaces.values.contains(where: { $0.name == name && $0.id != id })
            else { return false }
            state.workspaces[id] = Workspace(
                id: id,
                name: name,
                kind: .team,
                privacy: old.privacy,
                createdAt: old.createdAt
            )
            return true
        }
    }

    func contents(of id: ID<Workspace>) async throws -> WorkspaceContents {
        state.withLock { state in
            WorkspaceContents(
                members: state.roles[id]?.count ?? 0,
                apiTokens: state.tokens.values.count { $0.token.workspace == id }
            )
        }
    }

    func delete(_ id: ID<Workspace>) async throws -> Bool {
        state.withLock { state in
            guard state.workspaces[id]?.kind == .team else { return false }
            state.workspaces[id] = nil
            state.roles[id] = nil
            state.tokens = state.tokens.filter { $0.value.token.workspace != id }
            return true
        }
    }

    // API tokens

    func add(_ token: APIToken, verifier: APITokenHash) async throws -> Bool {
        state.withLock { state in
            guard state.tokens[token.id] == nil else { return false }
            state.tokens[token.id] = (token, verifier)
            return true
        }
    }

    func resolve(_ id: ID<APIToken>) async throws -> ResolvedAPIToken? {
        let (row, call) = try state.withLock { state in
            guard !state.isBroken else { throw StoreFailure(.unavailable, "broken by the test") }
            state.resolutions += 1
            return (state.resolved(id), state.resolutions)
        }
        await onResolve(call)
        return row
    }

    func tokens(withPrefix prefix: String, of owner: ID<User>?) async throws -> [APIToken] {
        state.withLock { state in
            state.tokens.values.map(\.token)
                .filter {
                    $0.id.rawValue.hasPrefix(prefix) && (owner == nil || $0.owner == owner.map(APIToken.Owner.user))
                }
                .sorted { $0.id < $1.id }
        }
    }

    func remove(_ id: ID<APIToken>) async throws -> Bool {
        state.withLock { $0.tokens.removeValue(forKey: id) != nil }
    }

    func note(_ uses: [Credential: CredentialUse]) async throws {
        try state.withLock { state in
            guard !state.isBroken else { throw StoreFailure(.unavailable, "broken by the test") }
            state.uses.merge(uses) { $1 }
        }
    }
}

extension FakeStores.State {
    func isLastAdministrator(_ user: User) -> Bool {
        let others = users.values.filter { $0.id != user.id && $0.isAdministrator && $0.status == .active }
        return user.isAdministrator && user.status == .active && others.isEmpty
    }

    mutating func add(_ user: User, _ personal: Workspace) -> Bool {
        guard !users.values.contains(where: { $0.name == user.name }) else { return false }
        users[user.id] = user
        workspaces[personal.id] = personal
        roles[personal.id] = [user.id: .admin]
        return true
    }

    func resolved(_ id: ID<APIToken>) -> ResolvedAPIToken? {
        guard let (token, verifier) = tokens[id] else { return nil }
        switch token.owner {
        case .service:
            let entry = workspaces[token.workspace].map {
                Principal.Entry($0, as: .admin)
            }
            return ResolvedAPIToken(token: token, verifier: verifier, user: nil, memberships: entry.map { [$0] } ?? [])
        case .user(let id):
            let entries = memberships(id).map { Principal.Entry($0) }
            return ResolvedAPIToken(token: token, verifier: verifier, user: users[id], memberships: entries)
        }
    }
}
