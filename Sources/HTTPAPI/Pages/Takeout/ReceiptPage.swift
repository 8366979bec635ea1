import Base

/// The receipt of an erasing, for the person to keep. It is shown once, and nobody is logged in any more.
struct ReceiptPage: WebPage {
    static let template = "receipt"

    let title = localized("Your data is erased")
    let id: String
    /// The date and time of UTC.
    let at: String
    let memories: String
    let sessions: String
    let applications: String
    let tokens: String
    let browsers: String
    let userName: String
    /// The receipt as a signed token; nil when this server cannot sign one.
    let proof: String?
    /// The address of the keys to check it with.
    let keys: String

    init(_ receipt: Erasure.Receipt, userName: String, proof: String?, keys: String) {
        id = receipt.id
        at = ShownTime(receipt.at, now: receipt.at).exact
        memories = receipt.memories.grouped
        sessions = receipt.sessions.grouped
        applications = receipt.applications.grouped
        tokens = receipt.tokens.grouped
        browsers = receipt.browsers.grouped
        self.userName = userName
        self.proof = proof
        self.keys = keys
    }
}
