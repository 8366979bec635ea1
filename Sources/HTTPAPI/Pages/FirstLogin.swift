import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

extension PageEnvironment {
    /// Logs a person in who has just set their first password, and marks the browser as known to them.
    /// - Parameter path: of the page that shows `sentence`.
    func firstLogin(
        of user: User,
        _ request: Request,
        passwords: LocalLogin,
        saying sentence: String,
        then path: String
    ) async throws -> Response {
        let now = time.now()
        let cookie = try await sessions.begin(for: user, userAgent: request.headers[.userAgent], at: now)
        if let (session, _) = try await sessions.session(cookie, at: now) {
            flashes.leave(.done(sentence), for: session.id, at: now)
        }
        let mark = cookies.known(request) ?? Secret(random.token(bytes: 32))
        try await passwords.remember(mark, of: user, at: now)
        var answer = Response.seeOther(path)
        for cookie in [
            cookies.setSession(cookie, lifetime: sessions.lifetime),
            cookies.setKnown(mark, lifetime: LocalLogin.knownLifetime),
        ] {
            answer.headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        return answer
    }
}
