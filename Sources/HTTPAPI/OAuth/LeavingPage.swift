import Base

/// The end of an authorization for an application with a scheme of its own: the browser hands the answer over and stays
/// where it is, so there has to be a page to stay on.
struct LeavingPage: WebPage {
    static let template = "leaving"

    let title: String
    let width = ""
    let person: String? = nil
    let heading: String
    let text: String
    let application: String
    /// The redirect URI with the answer. Its scheme is one of those that may be registered, so it runs no code here.
    let link: String

    /// - Parameter fault: what the application is told instead of a code; nil when it got one.
    init(application: String, link: String, fault: Fault?) {
        title = "Opening \(application)"
        heading = "Opening \(application)…"
        if let fault {
            text =
                fault.code == .accessDenied
                ? "You did not allow \(application) to use your memories."
                : "\(application) asked for something that this server does not give. \(fault.detail)"
        } else {
            text = "\(application) continues from here."
        }
        self.application = application
        self.link = link
    }
}
