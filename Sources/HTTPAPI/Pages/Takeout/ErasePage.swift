/// Asks before everything is erased.
struct ErasePage: WebPage {
    static let template = "erase"

    let title: String
    let places: [TakeoutPage.Place]
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
