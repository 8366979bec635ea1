import Authorization
import Base
import FoundationEssentials
import Identity
import SQLStorage
import TestSupport

/// A data directory whose rights come and go, and what must hold of them. Its process can be killed, and its files can be
/// lost or replaced by older copies.
struct RightsWorld {
    /// A right that somebody was given: an API token, or a grant with its client.
    enum Right {
        case token(ID<APIToken>, BearerToken)
        case grant(ID<AuthorizationGrant>)
    }

    /// A part of a data directory.
    enum Part: CaseIterable {
        case database, revocations

        var files: [String] { self == .database ? ["memory.db", "memory.db-wal", "memory.db-shm"] : ["revocations"] }
    }

    let folder: TemporaryDirectory
    let stores: SQLiteStores
    let epoch: RevocationEpoch
    private let clock = ManualClock()
    private var owners: [Int: User] = [:]
    private var number = 0
    private(set) var live: [Int: (right: Right, owner: Int)] = [:]
    private(set) var removed: [Right] = []
    private(set) var disabled: Set<Int> = []

    init(in folder: TemporaryDirectory) throws {
        self.folder = folder
        (stores, epoch) = try Self.start(folder)
    }

    /// Opens a directory as the server and the commands do.
    static func start(_ folder: TemporaryDirectory) throws -> (SQLiteStores, RevocationEpoch) {
        let stores = try SQLiteStores.open(directory: folder.path)
        let epoch = try RevocationEpoch(file: SQLiteStores.revocations(in: folder.path))
        stores.announceCommits(to: epoch)
        return (stores, epoch)
    }

    private var users: UserDirectory {
        IdentityDirectories(
            stores: stores.identity,
            provisioning: Provisioning(time: clock, random: SystemRandom()),
            revocations: epoch
        ).users
    }

    /// Gives, takes away or moves something.
    mutating func act(_ random: inout SplitMix64) async throws {
        let chosen = live.keys.sorted().randomElement(using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: try await give(&random)
        case 4, 5: if let chosen { try await remove(chosen) }
        case 6: if let chosen, let owner = live[chosen]?.owner { try await toggle(owner) }
        case 7: if let chosen, let owner = live[chosen]?.owner { try await delete(owner) }
        case 8: try stores.checkpoint()
        default: epoch.keepUp()
        }
    }

    private mutating func give(_ random: inout SplitMix64) async throws {
        number += 1
        let known = owners.keys.filter { !disabled.contains($0) }.sorted().randomElement(using: &random)
        let owner = Bool.random(using: &random) ? known ?? number : number
        if owners[owner] == nil { owners[owner] = try await users.add(name: "user-\(owner)") }
        let user = owners[owner]!
        if Bool.random(using: &random) {
            let mint = APITokenMint(stores: stores.identity, time: clock, random: SystemRandom())
            let minted = try await mint.mint(
                APITokenMint.Request(
                    label: "test",
                    owner: .user(user.id),
                    workspace: user.personalWorkspace,
                    scopes: .admin
                )
            )
            live[number] = (.token(minted.token.id, BearerToken(minted.secret.reveal())!), owner)
        } else {
            live[number] = (.grant(try await grant(to: user)), owner)
        }
    }

    private func grant(to user: User) async throws -> ID<AuthorizationGrant> {
        let client = Client(
            id: ID("c\(number)"),
            origin: .preregistered,
            name: "client",
            redirectURIs: [try RedirectURI("https://client.example/cb")],
            createdAt: clock.now()
        )
        _ = try await stores.authorization.clients.add(client, limit: nil)
        let grant = AuthorizationGrant(
            id: ID("g\(number)"),
            client: client.id,
            user: user.id,
            workspace: user.personalWorkspace,
            scopes: .defaults,
            resources: [],
            redirectURI: "https://client.example/cb",
            nonce: nil,
            authenticatedAt: clock.now(),
            createdAt: clock.now()
        )
        let later = clock.now().advanced(by: .seconds(60))
        let code = AuthorizationCode(grant: grant, challenge: String(repeating: "x", count: 43), expiresAt: later)
        let digest = Digest256(SystemRandom().bytes(32))!
        try await stores.authorization.codes.add(code, digest: digest)
        _ = try await stores.authorization.codes.redeem(digest, first: nil, at: clock.now())
        return grant.id
    }

    private mutating func remove(_ key: Int) async throws {
        guard let right = live.removeValue(forKey: key)?.right else { return }
        switch right {
        case .token(let id, _):
            _ = try await APITokenDirectory(tokens: stores.identity.apiTokens, revocations: epoch).remove(id)
        case .grant(let id):
            _ = try await stores.authorization.grants.revoke(id)
            epoch.bump()
        }
        removed.append(right)
    }

    private mutating func toggle(_ owner: Int) async throws {
        if disabled.remove(owner) != nil {
            _ = try await users.enable("user-\(owner)")
        } else {
            disabled.insert(owner)
            _ = try await users.disable("user-\(owner)")
        }
    }

    private mutating func delete(_ owner: Int) async throws {
        _ = try await users.delete("user-\(owner)")
        owners[owner] = nil
        disabled.remove(owner)
        for (key, entry) in live where entry.owner == owner {
            live[key] = nil
            removed.append(entry.right)
        }
    }

    /// The rights that these stores accept although they were removed, and those that they refuse although they hold.
    func faults(of stores: SQLiteStores, _ epoch: RevocationEpoch) async throws -> (wrong: Int, lost: Int) {
        let authenticator = TokenAuthenticator(
            apiTokens: stores.identity.apiTokens,
            pauses: stores.identity.pauses,
            cache: PrincipalCache(revocations: epoch)
        )
        func accepts(_ right: Right) async throws -> Bool {
            switch right {
            case .token(_, let bearer): (try? await authenticator.authenticate(bearer, at: clock.now())) != nil
            case .grant(let id):
                try await stores.authorization.grants.resolve(id).map { $0.user?.status == .active } ?? false
            }
        }
        var (wrong, lost) = (0, 0)
        for right in removed where try await accepts(right) { wrong += 1 }
        for entry in live.values {
            switch (try await accepts(entry.right), disabled.contains(entry.owner)) {
            case (true, true): wrong += 1
            case (false, false): lost += 1
            default: break
            }
        }
        return (wrong, lost)
    }

    /// The files as they are now, as a process that is killed leaves them.
    func copy(_ parts: [Part] = Part.allCases) throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for file in parts.flatMap(\.files) where FileManager.default.fileExists(atPath: folder.path + "/" + file) {
            try FileManager.default.copyItem(atPath: folder.path + "/" + file, toPath: copy.path + "/" + file)
        }
        return copy
    }
}
