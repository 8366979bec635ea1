/// The account page.
struct AccountPage: WebPage {
    static let template = "account"
    /// The form value of a token that never expires.
    static let never = "never"

    let title: String
    /// An error of the whole page, shown at its top.
    let problem: PageProblem?
    /// An error of the password form, shown in its card, where the focus is.
    let passwordProblem: PageProblem?
    /// Tokens that were just created; their secrets are shown only once.
    let newTokens: [ShownNewToken]
    let userName: String
    let displayName: String?
    let email: String?
    let since: String
    /// Whether applications can connect, which keep working after a change of the password.
    let hasApplications: Bool
    let memories: [ShownMemoryCount]
    let tokens: [ShownToken]
    /// The part of the tokens that is shown; nil when it shows all.
    let tokenPart: ListPart?
    let tokenSeal: String
    let sessions: [ShownLogin]
    /// The part of the logins that is shown; nil when it shows all.
    let sessionPart: ListPart?
    /// The seal of the form that ends all others; nil when there are none.
    let othersSeal: String?
    /// Nil where the person cannot log in with one.
    let passkeys: PasskeyCard?
    /// Nil when the person has no local password.
    let passwordSeal: String?
    /// Which field of the password form is wrong.
    let badCurrentPassword: Bool
    let badNewPassword: Bool
}
