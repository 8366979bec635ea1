import Base
import Identity
import SQLStorage
import Settings

/// Identity as an operator manages it.
struct OperatorTools {
    let stores: IdentityStores
    let authorization: AuthorizationStores
    let users: UserDirectory
    let workspaces: WorkspaceDirectory
    let tokens: APITokenDirectory
    let mint: APITokenMint
    let firstStart: FirstStart
    let revocations: RevocationEpoch
    let time: any TimeSource

    init(stores opened: SQLiteStores, settings: ServerSettings) throws {
        let time = SystemTime()
        let random = SystemRandom()
        let stores = opened.identity
        let provisioning = Provisioning(time: time, random: random)
        // Shared with the server through a file, so that what is revoked here is refused there at once.
        let revocations = try RevocationEpoch(file: settings.storage.directory + "/revocations")
        let mint = APITokenMint(stores: stores, hashing: settings.auth.hashing.minting, time: time, random: random)
        self.stores = stores
        authorization = opened.authorization
        self.time = time
        self.revocations = revocations
        self.mint = mint
        users = UserDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
        workspaces = WorkspaceDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
        tokens = APITokenDirectory(tokens: stores.apiTokens, revocations: revocations)
        firstStart = FirstStart(stores: stores, provisioning: provisioning, mint: mint)
    }

    /// Who everybody is with `auth.mode: disabled`: a service in a workspace of its own, so that what is written without a
    /// token mixes with nobody's memories.
    func everybody() async throws -> Principal {
        let name = "open"
        let workspace: Workspace
        do {
            workspace = try await workspaces.workspace(name)
        } catch let fault as Fault where fault.code == .notFound {
            workspace = try await workspaces.add(name: name)
        }
        return Principal(
            kind: .service, userName: nil, scopes: .admin, credential: .none,
            entries: [.init(workspace: workspace.id, role: .admin, privacy: workspace.privacy)])
    }
}

extension AuthSettings.Hashing {
    fileprivate var minting: APITokenMint.Hashing {
        switch self {
        case .sha256: .sha256
        case .bcrypt: .bcrypt
        }
    }
}
