package import Authorization
import Base
package import Identity
package import Memories

/// Every store, on whatever database: what a server, a command or a test needs to know of the storage.
package struct Stores: Sendable {
    package let identity: IdentityStores
    package let authorization: AuthorizationStores
    package let memories: any MemoryStore
    package let workingMemory: any WorkingMemoryStore
    package let promotions: any PromotionQueue
    package let extractions: any ExtractionQueue
    package let languageCalls: any LanguageCallStore
    package let userProfiles: any UserProfileStore
    package let sessionRecords: any SessionRecordStore
    package let extractionPrompts: any ExtractionPromptStore
    package let records: RecordStores
    /// Nil on a database that has one server.
    package let shared: SharedState?
    private let database: any SQLDatabase

    init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        switch database.dialect {
        case .sqlite: shared = nil
        case .postgres: shared = SharedState(database: database)
        }
        identity = IdentityStores(
            users: SQLUserStore(database: database, partitionsRemoved: cache.remove),
            workspaces: SQLWorkspaceStore(database: database, partitionsRemoved: cache.remove),
            apiTokens: SQLAPITokenStore(database: database),
            pauses: SQLApplicationPauseStore(database: database),
            uses: SQLCredentialUseStore(database: database)
        )
        authorization = AuthorizationStores(
            clients: SQLClientStore(database: database),
            codes: SQLAuthorizationCodeStore(database: database),
            grants: SQLGrantStore(database: database),
            consents: SQLConsentStore(database: database),
            sessions: SQLSessionStore(database: database),
            passwords: SQLPasswordStore(database: database),
            passkeys: SQLPasskeyStore(database: database),
            invitations: SQLInvitationStore(database: database),
            oneTime: SQLOneTimeStore(database: database),
            keys: SQLKeyStore(database: database),
            state: SQLAuthorizationStateStore(database: database),
            traces: SQLConnectionTraceStore(database: database)
        )
        memories = SQLMemoryStore(database: database, cache: cache)
        workingMemory = SQLWorkingMemoryStore(database: database)
        promotions = SQLPromotionQueue(database: database, cache: cache)
        extractions = SQLExtractionQueue(database: database)
        languageCalls = SQLLanguageCallStore(database: database)
        records = RecordStores(
            versions: SQLMemoryVersionStore(database: database),
            events: SQLMemoryEventStore(database: database),
            undos: SQLUndoStore(database: database, cache: cache),
            expiries: SQLMemoryExpiryStore(database: database, cache: cache)
        )
        sessionRecords = SQLSessionRecordStore(database: database)
        extractionPrompts = SQLExtractionPromptStore(database: database)
        userProfiles = SQLUserProfileStore(database: database, partitionsRemoved: cache.remove)
    }

    /// The dimension that most memories' vectors of a model with this name have; nil when none ever had one.
    package func dimension(ofModel name: String) async throws -> Int? {
        let row = try await database.row(
            """
            SELECT e.dimension FROM embedding_models e WHERE e.name = \(name)
            ORDER BY (SELECT count(*) FROM memories m WHERE m.model_id = e.id) DESC, e.id DESC LIMIT 1
            """
        )
        return try row.map { Int(try $0.integer("dimension")) }
    }
}
