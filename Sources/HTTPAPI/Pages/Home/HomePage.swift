/// The home page of a person: today at a glance.
struct HomePage: WebPage {
    static let template = "home"

    /// Something to look at soon.
    struct Matter: Sendable {
        let isToken: Bool
        let isModel: Bool
        /// The token's description.
        let token: String?
        let left: String?
    }

    let title = localized("Home")
    let person: String
    let total: String
    let today: String
    let sessions: String
    /// Nil without an authorization server, when no application is connected.
    let applications: String?
    let tokens: String
    let matters: [Matter]
    let hasMatters: Bool
    let map: ActivityMap
    let recent: [ShownMemory]
    let canWrite: Bool
}

/// The home page before the first memory: what to do.
struct FirstRunPage: WebPage {
    static let template = "homefirst"

    let title = localized("Welcome")
    let person: String
    /// Whether an application or a token is there that could write.
    let isConnected: Bool
    let hasApplications: Bool
    let mcpURL: String
    let canWrite: Bool
}
