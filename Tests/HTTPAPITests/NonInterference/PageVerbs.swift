import Base
import HTTPTypes

@testable import HTTPAPI

/// Every page, and every endpoint of the authorization server that only reads, as one person sees it who has a login,
/// an application and tokens. The switch is exhaustive.
struct PageVerbs {
    let call: Caller
    /// Logged in.
    let browser: Browser
    /// Not logged in, and always the same.
    let stranger: Browser
    let application: ClientApplication
    /// The application's tokens.
    let accessToken: String
    let registrationToken: String

    /// What is asked and what came back.
    func all() async throws -> [(String, Answer)] {
        var answers: [(String, Answer)] = []
        for endpoint in OAuthEndpoint.allCases {
            for (number, answer) in try await answersOf(endpoint).enumerated() {
                answers.append(("\(endpoint.rawValue) \(number)", answer))
            }
        }
        for endpoint in PageEndpoint.allCases {
            for (number, answer) in try await answersOf(endpoint).enumerated() {
                answers.append(("\(endpoint.rawValue) \(number)", answer))
            }
        }
        return answers
    }

    private func answersOf(_ endpoint: OAuthEndpoint) async throws -> [Answer] {
        let path = endpoint.rawValue
        switch endpoint {
        case .resourceMetadata, .resourceMetadataOfMCP, .serverMetadata, .serverMetadataOfMCP, .openIDMetadata,
            .openIDMetadataOfMCP,
            .mcpServerMetadata, .mcpOpenIDMetadata, .keys:
            return [try await call(.get, path)]
        case .authorize:
            // Consent, asked for again; a client that is not there; nobody logged in.
            return [
                try await browser.get("\(path)?\(application.query([("prompt", "consent")]))"),
                try await browser.get("\(path)?\(application.query([("client_id", "unknown")]))"),
                try await stranger.get("\(path)?\(application.query())"),
            ]
        case .guessedAuthorize: return [try await browser.get("\(path)?\(application.query([("prompt", "consent")]))")]
        case .introspect:
            let form = [
                ("token", accessToken), ("client_id", application.id), ("client_secret", application.secret ?? ""),
            ]
            return [
                try await application.post(form, to: path),
                try await application.post(form.replacing("token", with: "unknown"), to: path),
            ]
        case .userinfo:
            return [try await call(.get, path, token: accessToken), try await call(.get, path, token: "unknown")]
        case .registeredClient:
            return [
                try await call(.get, endpoint.path(application.id), token: registrationToken),
                try await call(.get, endpoint.path("unknown"), token: registrationToken),
            ]
        // These change something, whoever sends them.
        case .token, .revoke, .register, .guessedToken, .guessedRevoke, .guessedRegister: return []
        }
    }

    private func answersOf(_ endpoint: PageEndpoint) async throws -> [Answer] {
        let path = endpoint.rawValue
        switch endpoint {
        case .login, .account: return [try await browser.get(path), try await stranger.get(path)]
        case .setup: return [try await stranger.get(path)]
        case .upstreamCallback: return [try await stranger.get(endpoint.path("nobody") + "?code=x&state=y")]
        // These change something, whoever sends them.
        case .upstreamLogin, .logout, .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword:
            return []
        }
    }
}
