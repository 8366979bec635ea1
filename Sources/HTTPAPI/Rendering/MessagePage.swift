/// A page with one sentence and what to do next, for errors and final messages.
struct MessagePage: WebPage {
    static let template = "message"

    let title: String
    let heading: String
    let text: String
    var advice: String?
    var link: String?
    var linkText: String?
    var reference: String?
}
