import Authorization
import Base
import Identity

/// The receipt of an erasing, for the person to keep. It is shown once. A person who erased their own data is logged out.
struct ReceiptPage: WebPage {
    static let template = "receipt"

    let title: String
    let id: String
    /// The date and time of UTC.
    let at: String
    let memories: String
    let sessions: String
    let applications: String
    let tokens: String
    let browsers: String
    /// The account that stays; nil when it is erased, too.
    let userName: String?
    /// The id of the account that an administrator erased.
    let erasedID: String?
    /// The number of workspaces with something under the name that is not the person's.
    let placesLeft: String?
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
        title = localized("Your data is erased")
        erasedID = nil
        placesLeft = nil
        self.proof = proof
        self.keys = keys
    }

    /// For an administrator, who hands it to the person.
    init(_ receipt: ErasureReceipt, proof: String?, keys: String) {
        title = localized("\(receipt.user.name) is erased")
        id = receipt.id
        at = ShownTime(receipt.at, now: receipt.at).exact
        memories = receipt.erased.memories.grouped
        sessions = receipt.erased.sessions.grouped
        applications = receipt.erased.applications.grouped
        tokens = receipt.erased.tokens.grouped
        browsers = receipt.erased.browsers.grouped
        userName = nil
        erasedID = receipt.user.id.rawValue
        placesLeft = receipt.erased.placesLeft > 0 ? receipt.erased.placesLeft.of("workspace", "workspaces") : nil
        self.proof = proof
        self.keys = keys
    }
}
