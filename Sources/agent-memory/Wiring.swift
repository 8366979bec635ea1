import Base
import Identity
import SQLStorage
import Settings

/// Where the concrete parts are named, once.
enum Wiring {
    /// What the commands of an operator work with: the stores and the directories over them. Runs beside a server.
    static func operatorTools(_ settings: ServerSettings) async throws -> OperatorTools {
        try OperatorTools(stores: try open(settings), settings: settings)
    }

    static func open(_ settings: ServerSettings) throws -> SQLiteStores {
        try SQLiteStores.open(directory: settings.storage.directory)
    }
}

/// Identity as an operator manages it.
struct OperatorTools {
    let stores: IdentityStores
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
        self.time = time
        self.revocations = revocations
        self.mint = mint
        users = UserDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
        workspaces = WorkspaceDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
        tokens = APITokenDirectory(tokens: stores.apiTokens, revocations: revocations)
        firstStart = FirstStart(stores: stores, provisioning: provisioning, mint: mint)
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
