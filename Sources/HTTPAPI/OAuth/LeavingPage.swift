import Base

/// The last page of an authorization for an application with a private-use scheme. The browser passes the response to
/// the application and stays on this page.
struct LeavingPage: WebPage {
    static let template = "leaving"

    let title: String
    let heading: String
    let text: String
    let application: String
    /// The redirect URI with the response parameters. Only registrable schemes get here, so the link cannot run code in
    /// the page.
    let link: String

    /// - Parameter fault: the error the application gets instead of a code; nil when it got one.
    init(application: String, link: String, fault: Fault?) {
        title = localized("Opening \(application)")
        heading = localized("Opening \(application)…")
        if let fault {
            text =
                fault.code == .accessDenied
                ? localized("You did not allow \(application) to use your memories.")
                : localized("\(application) asked for something that this server cannot grant. \(fault.detail)")
        } else {
            text = localized("\(application) continues from here.")
        }
        self.application = application
        self.link = link
    }
}
