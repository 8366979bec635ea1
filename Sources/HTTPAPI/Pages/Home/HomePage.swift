/// The home page of a person: today at a glance.
struct HomePage: WebPage {
    static let template = "home"

    let title = localized("Home")
    let person: String
    let total: String
    let today: String
    let sessions: String
    /// Nil without an authorization server, when no application is connected.
    let applications: String?
    let tokens: String
    let matters: [HomeMatter]
    let hasMatters: Bool
    /// The applications that wrote today.
    let arrivals: [HomeArrival]
    let hasArrivals: Bool
    /// `and 3 more`.
    let moreArrivals: String?
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
    /// The connected application, or the token in use.
    let connection: String?
    let hasApplications: Bool
    /// Whether the page loads itself until the first memory is there.
    let isWatching: Bool
    let mcpURL: String
    let canWrite: Bool
}
