import Authorization
import Base
import Identity
import Memories

/// An application whose deeds a person can look at and undo: one that they let in, or one of their API tokens.
struct ApplicationSubject: Sendable {
    /// A client that stores nothing registers at each start; more registrations than this are not looked at.
    private static let most = 200

    /// Names it in paths.
    let id: String
    let name: String
    /// Its registrations as provenance names them; never empty.
    let applications: [ApplicationID]
    let workspaces: [ID<Workspace>]
    /// Nil for an API token and for imported files.
    let connected: ConnectedApplication?
    /// Nil for an application that logs in and for imported files.
    let token: APIToken?

    var path: String { PageEndpoint.application.path(Percent.encode(id)) }
    var undoPath: String { "\(path)/undo" }

    init(_ application: ConnectedApplication) {
        id = application.id
        name = ShownApplication.name(of: application)
        applications = Array(application.applications.prefix(Self.most))
        workspaces = (application.workspaces + application.alsoReads).map(\.id)
        connected = application
        token = nil
    }

    init(_ token: APIToken) {
        id = token.id.rawValue
        name = localized("Token “\(token.label)”")
        applications = [ApplicationID(.apiToken, id: token.id.rawValue)]
        workspaces = [token.workspace]
        connected = nil
        self.token = token
    }

    /// The files that a person imported into their workspaces.
    init(importsInto workspaces: [ID<Workspace>]) {
        id = ApplicationChoice.imported
        name = ApplicationChoice.importedName
        applications = MemoryService.imported
        self.workspaces = workspaces
        connected = nil
        token = nil
    }

    /// - Parameter id: of the entry, a client id, or the id of a token.
    func isNamed(_ id: String) -> Bool {
        self.id.isExactly(id) || connected?.client.rawValue.isExactly(id) == true
    }
}

extension [ApplicationSubject] {
    /// The registrations behind a choice of `ApplicationChoice`; none for an id that is unknown.
    func applications(named choice: String) -> [ApplicationID] {
        switch choice {
        case ApplicationChoice.pages: [ApplicationID(.browser, id: ApplicationID.Identification.browser.rawValue)]
        case ApplicationChoice.imported: MemoryService.imported
        default: first { $0.isNamed(choice) }?.applications ?? []
        }
    }
}

extension PersonalHoldings {
    /// The applications that a person let in, and their API tokens.
    func subjects(of user: ID<User>) async throws -> [ApplicationSubject] {
        let connected = try await applications?.list(of: user) ?? []
        return connected.map { ApplicationSubject($0) }
            + (try await tokens.list(of: user)).map { ApplicationSubject($0) }
    }
}
