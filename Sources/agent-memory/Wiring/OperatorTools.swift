import Authorization
import Base
import HTTPAPI
import Identity
import SQLStorage
import Settings

/// The tools of an operator: users, workspaces, tokens and logins.
struct OperatorTools {
    let stores: IdentityStores
    let authorization: AuthorizationStores
    let users: UserDirectory
    let workspaces: WorkspaceDirectory
    let invitations: Invitations
    let logins: Logins
    let tokens: APITokenDirectory
    let mint: APITokenMint
    let firstStart: FirstStart
    let revocations: RevocationEpoch
    let revoker: AccessRevoker
    let time: any TimeSource
    /// The absolute path of the data directory.
    let directory: String
    /// The place of the data, for messages.
    private let place: String

    /// - Parameters:
    ///   - database: learns what other servers of the database revoke; nil for a process that keeps nothing in memory.
    ///   - report: gets problems with the file that announces revocations; commands print them.
    init(
        stores opened: Storage,
        settings: ServerSettings,
        database: DatabaseEpoch? = nil,
        report: @escaping RevocationEpoch.Report = { Terminal.warn($0) }
    ) throws {
        let (time, random) = (Surroundings.time, Surroundings.random)
        let stores = opened.identity
        let provisioning = Provisioning(time: time, random: random)
        // Shared with the server through a file, so that the server refuses immediately what is revoked here.
        let revocations = try RevocationEpoch(
            file: SQLiteStores.revocations(in: StorageDirectory.absolute(settings.storage.directory)),
            database: database,
            report: report
        )
        opened.announceCommits(to: revocations)
        let mint = APITokenMint(stores: stores, hashing: settings.auth.hashing, time: time, random: random)
        self.stores = stores
        authorization = opened.authorization
        self.time = time
        directory = StorageDirectory.absolute(settings.storage.directory)
        place = settings.shownStorage
        self.revocations = revocations
        revoker = AccessRevoker(stores: opened.authorization, revocations: revocations)
        self.mint = mint
        let directories = IdentityDirectories(stores: stores, provisioning: provisioning, revocations: revocations)
        (users, workspaces) = (directories.users, directories.workspaces)
        invitations = Invitations(
            store: opened.authorization.invitations,
            provisioning: provisioning,
            revocations: revocations,
            random: random,
            lifetime: .seconds(settings.oauth.invitationDays * 86_400)
        )
        logins = Logins(stores: opened.authorization, revocations: revocations)
        tokens = APITokenDirectory(tokens: stores.apiTokens, revocations: revocations)
        firstStart = FirstStart(users: users, mint: mint)
    }

    /// Records that there are users, also those whom an identity provider added, so that a later start notices when they
    /// are lost (`Opening`).
    func noteUsers() async throws {
        if try await stores.users.users(PageRequest(limit: 1)).total > 0 { revocations.markUsers() }
    }

    /// Prints what a command changed and in which data directory, so that a wrong directory is noticed immediately.
    /// - Parameters:
    ///   - change: the change, without a full stop: “Created user alice”.
    ///   - format: with JSON on standard output, the sentence goes to standard error.
    func report(_ change: String, _ format: OutputFormat = .text) {
        let sentence = "\(change) in \(place)."
        switch format {
        case .text: Terminal.line(sentence)
        case .json: Terminal.warn(sentence)
        }
    }

    /// The principal of every caller with `auth.mode: disabled`: a service in a workspace of its own, so that memories
    /// written without a token stay separate from other memories.
    /// - Throws: `CommandFailure` when a person's workspace has that name.
    func everybody() async throws -> Principal {
        guard let principal = Principal.everybody(in: try await openWorkspace()) else {
            throw CommandFailure(
                "auth.mode is disabled, and the workspace \(Self.openName) belongs to a person. Rename or delete that user."
            )
        }
        return principal
    }

    /// The access of callers without a credential; nil when they may read nothing.
    /// - Throws: `CommandFailure` when the workspace does not exist or is a personal one.
    func anonymous(_ settings: AuthSettings) async throws -> AnonymousReading? {
        guard let name = settings.anonymousWorkspace else { return nil }
        let setting = "auth.anonymous.workspace is \(name)"
        // Exactly this name: what strangers may read is not guessed.
        let named =
            name == Self.openName ? try await openWorkspace() : try await stores.workspaces.workspace(nameOrID: name)
        guard let workspace = named else {
            throw CommandFailure(
                "\(setting), but that workspace does not exist. Create it with `agent-memory workspace add`."
            )
        }
        guard let reading = AnonymousReading(in: workspace, anywhere: settings.anonymousAnywhere) else {
            throw Self.isPersonal(name)
        }
        return reading
    }

    static func isPersonal(_ anonymousWorkspace: String) -> CommandFailure {
        CommandFailure(
            "auth.anonymous.workspace is \(anonymousWorkspace), which is a personal workspace. Name a team workspace."
        )
    }

    static let openName = "open"

    /// The workspace for everybody; created when absent.
    private func openWorkspace() async throws -> Workspace {
        if let workspace = try await stores.workspaces.workspace(nameOrID: Self.openName) { return workspace }
        return try await workspaces.add(name: Self.openName)
    }
}
