/// The error of the last form, at the top of the page that shows the form again.
struct PageProblem: Sendable {
    let text: String
    /// The id of the failed request, under which the log has the cause.
    let reference: String

    /// - Parameter text: in English.
    init(text: String, reference: String) {
        self.text = PageLanguage.current.sentence(text)
        self.reference = reference
    }
}
