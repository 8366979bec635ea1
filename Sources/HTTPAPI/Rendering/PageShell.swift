/// The surroundings of the pages of a person who is logged in: the bar with its menus, the navigation and messages.
struct PageShell: Sendable {
    /// The entries of the navigation.
    enum Place: String, Sendable, CaseIterable {
        case home, memories, sessions, connect, applications, activity, teams, account, data, people
    }

    /// A workspace in the menu of the bar.
    struct Choice: Sendable {
        let id: String
        let name: String
        let isPersonal: Bool
        let role: String
        let isCurrent: Bool
    }

    let person: String
    let monogram: Monogram
    let email: String?
    let logoutSeal: String
    let workspaceSeal: String
    let workspaces: [Choice]
    /// The name of the chosen workspace; nil for the person's own.
    let team: String?
    let hasTeams: Bool
    let hasApplications: Bool
    /// Whether the person administers the whole server.
    let isAdministrator: Bool
    /// Messages about actions that were just completed.
    let notices: [String]
    /// By its name, whether an entry of the navigation is the current one.
    let at: [String: Bool]

    init(
        person: String,
        email: String?,
        workspaces: [Choice],
        seals: (logout: String, workspace: String),
        notices: [String],
        hasApplications: Bool,
        isAdministrator: Bool,
        at place: Place?
    ) {
        self.person = person
        monogram = Monogram(ofPerson: person)
        self.email = email
        logoutSeal = seals.logout
        workspaceSeal = seals.workspace
        self.workspaces = workspaces
        team = workspaces.first { $0.isCurrent && !$0.isPersonal }?.name
        hasTeams = workspaces.count > 1
        self.hasApplications = hasApplications
        self.isAdministrator = isAdministrator
        self.notices = notices
        at = Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0.rawValue, $0 == place) })
    }
}
