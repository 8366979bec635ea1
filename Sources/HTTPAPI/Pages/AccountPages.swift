import Base
import Hummingbird
package import Identity

/// The pages for people: login, setup, account, memories, sessions. They work with and without an authorization server.
package struct AccountPages: Feature {
    private let login: LoginRoutes
    private let setup: SetupRoutes
    private let account: AccountRoutes
    private let workspace: WorkspaceRoutes
    private let memories: MemoryRoutes
    private let sessions: SessionRoutes
    private let home: HomeRoutes
    /// Nil without an authorization server.
    private let applications: ApplicationRoutes?
    private let activity: ActivityRoutes
    private let data: TakeoutRoutes
    private let connect: ConnectRoutes
    private let teams: TeamRoutes
    private let join: JoinRoutes
    private let people: PeopleRoutes
    private let limits: LimitRoutes
    private let person: PersonRoutes
    /// Both are nil without an authorization server.
    private let serverApplications: ServerApplicationRoutes?
    private let keys: KeyRoutes?
    private let inspection: InspectionRoutes
    private let seen: SeenSessions
    private let templates: PageTemplates

    /// - Parameters:
    ///   - authenticator: verifies the API token that is pasted into the setup page.
    ///   - mcpURL: the address that MCP clients are given.
    package init(
        environment: PageEnvironment,
        login means: LoginMeans,
        authenticator: TokenAuthenticator,
        holdings: PersonalHoldings,
        directories: Directories,
        mcpURL: String
    ) {
        var environment = environment
        environment.hasApplications = holdings.applications != nil
        templates = environment.templates
        seen = SeenSessions(web: environment)
        login = LoginRoutes(web: environment, means: means)
        setup = SetupRoutes(
            web: environment,
            authenticator: authenticator,
            local: means.passwords,
            users: holdings.users,
            passwords: holdings.passwords
        )
        account = AccountRoutes(web: environment, means: means, holdings: holdings)
        workspace = WorkspaceRoutes(web: environment)
        memories = MemoryRoutes(web: environment, holdings: holdings)
        sessions = SessionRoutes(web: environment, memories: holdings.memories)
        home = HomeRoutes(web: environment, holdings: holdings, mcpURL: mcpURL)
        let web = environment
        applications = holdings.applications.map {
            ApplicationRoutes(web: web, applications: $0, holdings: holdings, mcpURL: mcpURL)
        }
        activity = ActivityRoutes(web: environment, holdings: holdings)
        data = TakeoutRoutes(web: environment, holdings: holdings, means: means)
        connect = ConnectRoutes(
            web: environment,
            applications: holdings.applications,
            traces: holdings.traces,
            mcpURL: mcpURL
        )
        teams = TeamRoutes(
            web: environment,
            workspaces: directories.workspaces,
            invitations: directories.invitations,
            memories: holdings.memories
        )
        join = JoinRoutes(web: environment, means: means, invitations: directories.invitations)
        inspection = InspectionRoutes(
            web: environment,
            inspection: directories.inspection,
            users: directories.users,
            memories: holdings.memories,
            version: directories.version,
            startedAt: environment.time.now()
        )
        people = PeopleRoutes(
            web: environment,
            users: directories.users,
            invitations: directories.invitations,
            offersPassword: means.offersPassword,
            settings: directories.settings
        )
        limits = LimitRoutes(
            web: environment,
            settings: directories.settings,
            invitations: directories.invitations,
            managed: directories.managed
        )
        person = PersonRoutes(web: environment, users: directories.users, holdings: holdings)
        serverApplications = directories.managed.map { ServerApplicationRoutes(web: web, managed: $0) }
        keys = directories.managed.map { KeyRoutes(web: web, managed: $0) }
    }

    package func mount(on doors: Doors) {
        let pages = doors.open(faults: FaultPage(templates: templates)).add(middleware: seen)
        login.mount(on: pages)
        setup.mount(on: pages)
        account.mount(on: pages)
        workspace.mount(on: pages)
        memories.mount(on: pages)
        sessions.mount(on: pages)
        applications?.mount(on: pages)
        activity.mount(on: pages)
        data.mount(on: pages)
        connect.mount(on: pages)
        teams.mount(on: pages)
        join.mount(on: pages)
        people.mount(on: pages)
        limits.mount(on: pages)
        person.mount(on: pages)
        serverApplications?.mount(on: pages)
        keys?.mount(on: pages)
        inspection.mount(on: pages)
    }

    /// The start page of the person logged in at this browser; nil for no one.
    func home(_ request: Request) async throws -> Response? { try await home.response(to: request) }
}
