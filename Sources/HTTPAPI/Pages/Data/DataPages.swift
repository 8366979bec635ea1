import Base

/// The page of a person's data, to take along or to erase.
struct DataPage: WebPage {
    static let template = "data"

    struct Place: Sendable {
        let name: String
        let contents: String
    }

    let title = "My data"
    let places: [Place]
    let seal: String
}

/// Asks before everything is erased.
struct ErasePage: WebPage {
    static let template = "erase"

    let title: String
    let places: [DataPage.Place]
    let applications: String
    let tokens: String
    /// The words that the person has to type.
    let words: String
    let typed: String
    /// Whether the person has a password here, to be typed too.
    let asksPassword: Bool
    /// Set when the person logged in too long ago to go on without a password.
    let login: String?
    let problem: PageProblem?
    let isWrongWords: Bool
    let isWrongPassword: Bool
    let seal: String
}

/// The receipt of an erasing, for the person to keep. It is shown once, and nobody is logged in any more.
struct ReceiptPage: WebPage {
    static let template = "receipt"

    let title = "Your data is erased"
    let id: String
    /// The date and time of UTC.
    let at: String
    let memories: String
    let sessions: String
    let applications: String
    let tokens: String
    let browsers: String
    let userName: String

    init(_ receipt: Erasure.Receipt, userName: String) {
        id = receipt.id
        at = ShownTime(receipt.at, now: receipt.at).exact
        memories = receipt.memories.grouped
        sessions = receipt.sessions.grouped
        applications = receipt.applications.grouped
        tokens = receipt.tokens.grouped
        browsers = receipt.browsers.grouped
        self.userName = userName
    }
}
