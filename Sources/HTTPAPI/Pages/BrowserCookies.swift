import Base
import HTTPTypes
import Hummingbird
import Identity

/// The four cookies: one for the login; one for the browser before a login, which binds forms and upstream logins to
/// it; one that stays after a login with a password, by which the lockout of an account recognizes its owner's
/// browsers; and one with the workspace that the person chose in the bar, which grants nothing.
///
/// Over https they are `__Host-` cookies: no other host, path or plain connection can set or see them (RFC 6265bis
/// §4.1.3.2).
struct BrowserCookies: Sendable {
    private let prefix: String
    private let attributes: String

    init(isSecure: Bool) {
        prefix = isSecure ? "__Host-" : ""
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    func session(_ request: Request) -> Secret? { value("am_session", of: request) }
    func browser(_ request: Request) -> Secret? { value("am_browser", of: request) }

    func known(_ request: Request) -> Secret? { value("am_known", of: request) }

    func workspace(_ request: Request) -> String? { value("am_workspace", of: request, lengths: 1...200)?.reveal() }

    func setSession(_ value: Secret, lifetime: Duration) -> String {
        "\(prefix)am_session=\(value.reveal()); Max-Age=\(lifetime.components.seconds)\(attributes)"
    }

    func setBrowser(_ value: Secret) -> String { "\(prefix)am_browser=\(value.reveal())\(attributes)" }

    func setKnown(_ value: Secret, lifetime: Duration) -> String {
        "\(prefix)am_known=\(value.reveal()); Max-Age=\(lifetime.components.seconds)\(attributes)"
    }

    func setWorkspace(_ id: ID<Workspace>) -> String { "\(prefix)am_workspace=\(id.rawValue)\(attributes)" }

    var endSession: String { "\(prefix)am_session=; Max-Age=0\(attributes)" }

    /// The cookie's value; nil also when the name appears twice, because then someone else set one of them.
    private func value(_ name: String, of request: Request, lengths: ClosedRange<Int> = 20...200) -> Secret? {
        let wanted = prefix + name + "="
        let found = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(wanted) }
        guard found.count == 1, let text = found.first?.dropFirst(wanted.count), lengths.contains(text.count) else {
            return nil
        }
        return Secret(String(text))
    }
}
