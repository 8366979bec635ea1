import Base

/// The page of a person's data, to take along or to erase.
struct TakeoutPage: WebPage {
    static let template = "data"

    struct Place: Sendable {
        let name: String
        let contents: String
    }

    struct Target: Sendable {
        let id: String
        let name: String
    }

    let title: String
    let places: [Place]
    /// The workspaces into which the person can import; one alone needs no choice.
    let targets: [Target]
    let canImport: Bool
    /// The systems that a file can come from.
    let kinds: [Target]
    let hasTargets: Bool
    /// The page of what was imported; nil without an authorization server.
    let imported: String?
    /// The reason why the last file cannot be imported.
    let problem: PageProblem?
    /// The largest file in megabytes.
    let megabytes: Int
    let importSeal: String
    let seal: String
}
