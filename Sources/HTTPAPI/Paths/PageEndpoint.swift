import Base
import HTTPTypes
import Hummingbird

/// Every path of the pages for people, defined once.
enum PageEndpoint: String, PathGroup {
    case login = "/login"
    case upstreamLogin = "/login/{provider}"
    /// Not below `/login`, where every name may be an identity provider's.
    case passkeyLogin = "/passkey"
    case upstreamCallback = "/login/{provider}/callback"
    case logout = "/logout"
    case setup = "/setup"
    case account = "/account"
    case accountToken = "/account/tokens/revoke"
    case accountTokens = "/account/tokens"
    case accountSession = "/account/sessions/end"
    case accountOthers = "/account/sessions/others"
    case accountPassword = "/account/password"
    case accountPasskeys = "/account/passkeys"
    case accountPasskey = "/account/passkeys/change"
    case workspace = "/workspace"
    case memories = "/memories"
    /// Not below `/memories`, where every name may be a memory's id.
    case newMemory = "/new-memory"
    case memory = "/memories/{memory_id}"
    case memoryEdit = "/memories/{memory_id}/edit"
    case memoryDelete = "/memories/{memory_id}/delete"
    case memoryArchive = "/memories/{memory_id}/archive"
    case memoryPin = "/memories/{memory_id}/pin"
    case memoryRestore = "/memories/{memory_id}/restore"
    case conversations = "/sessions"
    case conversation = "/sessions/{session_id}"
    case sessionDelete = "/sessions/{session_id}/delete"
    case sessionKeep = "/sessions/{session_id}/keep"
    case connect = "/connect"
    case connectClient = "/connect/{client}"
    // Only together with an authorization server: without one no application is connected.
    case applications = "/applications"
    case disconnect = "/disconnect"
    case pause = "/pause"
    case application = "/applications/{client_id}"
    case applicationUndo = "/applications/{client_id}/undo"
    case applicationTakeBack = "/applications/{client_id}/take-back"
    case activity = "/activity"
    case activityExport = "/activity/export"
    case data = "/data"
    case dataExport = "/data/export"
    case dataImport = "/data/import"
    case dataImportRun = "/data/import/run"
    case dataErase = "/data/erase"
    case teams = "/teams"
    case team = "/teams/{workspace_id}"
    case teamMember = "/teams/{workspace_id}/member"
    case teamLeave = "/teams/{workspace_id}/leave"
    case teamInvitation = "/teams/{workspace_id}/invite"
    case teamWithdrawal = "/teams/{workspace_id}/withdraw"
    /// The link of an invitation.
    case join = "/join/{secret}"
    // For administrators of the server; others get 404.
    case people = "/admin/people"
    case settings = "/admin/settings"
    case personInvitation = "/admin/people/invite"
    case personWithdrawal = "/admin/people/withdraw"
    case person = "/admin/person/{user_id}"
    case personState = "/admin/person/{user_id}/state"
    case personLogins = "/admin/person/{user_id}/logout"
    case personEnd = "/admin/person/{user_id}/end"
    case personErase = "/admin/person/{user_id}/erase"
    // Only together with an authorization server.
    case serverApplications = "/admin/applications"
    case serverApplicationRemoval = "/admin/applications/remove"
    case signingKeys = "/admin/keys"
    case keyRotation = "/admin/keys/rotate"
    case keyRemoval = "/admin/keys/revoke"
    case providers = "/admin/providers"
    case limits = "/admin/limits"
    case serverHealth = "/admin/health"
    case checkToken = "/admin/token"

    /// The error at these paths on a server without the pages.
    static let absence = """
        People cannot log in to this server: its address is not known (http.publicUrl), or there is no way to log in \
        (login.local, login.providers). Use an API token: send the header Authorization: Bearer <token>.
        """

    var methods: [HTTPRequest.Method] {
        switch self {
        case .upstreamCallback, .account, .newMemory, .memory, .conversations, .conversation, .applications,
            .application, .connect, .connectClient, .team, .people, .settings, .serverHealth, .person,
            .serverApplications, .signingKeys, .providers, .limits,
            .activity, .activityExport, .data:
            [.get]
        case .login, .setup, .join, .checkToken, .memories, .memoryEdit, .memoryDelete, .sessionDelete,
            .applicationUndo, .dataErase, .teams:
            [.get, .post]
        case .upstreamLogin, .passkeyLogin, .logout, .accountToken, .accountTokens, .accountSession, .accountOthers,
            .accountPassword,
            .accountPasskeys, .accountPasskey, .workspace, .memoryPin, .memoryArchive, .sessionKeep, .disconnect,
            .teamMember,
            .teamLeave, .teamInvitation, .teamWithdrawal, .personState, .personLogins, .memoryRestore,
            .pause, .applicationTakeBack, .dataExport, .dataImport, .dataImportRun,
            .personInvitation, .personWithdrawal, .personEnd, .personErase,
            .serverApplicationRemoval, .keyRotation, .keyRemoval:
            [.post]
        }
    }

    /// Whether it is a page for people who are logged in: a login may lead to it.
    var isPersonal: Bool {
        switch self {
        case .account, .memories, .newMemory, .memory, .memoryEdit, .memoryDelete, .conversations, .conversation,
            .sessionDelete,
            .applications, .application, .connect, .connectClient, .teams, .team, .join, .people, .settings,
            .serverHealth, .person, .serverApplications, .signingKeys, .providers, .limits, .checkToken,
            .applicationUndo,
            .activity,
            .activityExport, .data, .dataErase:
            true
        case .login, .upstreamLogin, .passkeyLogin, .accountPasskeys, .accountPasskey, .upstreamCallback, .logout,
            .setup, .accountToken, .accountTokens,
            .accountSession, .accountOthers, .accountPassword, .workspace, .memoryPin, .memoryArchive, .sessionKeep,
            .disconnect,
            .teamMember,
            .teamLeave, .teamInvitation, .teamWithdrawal, .personState, .personLogins, .memoryRestore, .pause,
            .applicationTakeBack, .dataExport, .dataImport, .dataImportRun,
            .personInvitation, .personWithdrawal, .personEnd, .personErase,
            .serverApplicationRemoval, .keyRotation, .keyRemoval:
            false
        }
    }

    /// The login page that continues at `path` afterwards.
    static func login(continuing path: String) -> String { "\(login.rawValue)?continue=\(Percent.encode(path))" }

    /// The page whose form is sent to a path, for people who open that path directly: with the back button, or from the
    /// address bar after a form was refused. Nil when no form is sent there.
    static func page(ofForm path: String) -> String? {
        let steps = path.split(separator: "/")
        if upstreamLogin.matches(steps) || passkeyLogin.matches(steps) { return login.rawValue }
        let forms: [PageEndpoint] = [
            .logout, .accountToken, .accountTokens, .accountSession, .accountOthers, .accountPassword, .accountPasskeys,
            .accountPasskey,
        ]
        if forms.contains(where: { $0.matches(steps) }) { return account.rawValue }
        if [memoryPin, memoryArchive, memoryRestore].contains(where: { $0.matches(steps) }) {
            return memories.rawValue
        }
        if sessionKeep.matches(steps) { return conversations.rawValue }
        if disconnect.matches(steps) || pause.matches(steps) || applicationTakeBack.matches(steps) {
            return applications.rawValue
        }
        if [teamMember, teamLeave, teamInvitation, teamWithdrawal].contains(where: { $0.matches(steps) }) {
            return teams.rawValue
        }
        if [dataExport, dataImport, dataImportRun].contains(where: { $0.matches(steps) }) { return data.rawValue }
        if [personState, personLogins, personEnd, personErase, personInvitation, personWithdrawal].contains(where: {
            $0.matches(steps)
        }) {
            return people.rawValue
        }
        if serverApplicationRemoval.matches(steps) { return serverApplications.rawValue }
        if keyRotation.matches(steps) || keyRemoval.matches(steps) { return signingKeys.rawValue }
        return workspace.matches(steps) ? Endpoint.landing.rawValue : nil
    }
}

extension RouterMethods {
    func on(
        _ endpoint: PageEndpoint,
        _ method: HTTPRequest.Method,
        use answer: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(RouterPath(endpoint.rawValue), method: method, use: answer)
    }
}
