import Base
import HTTPTypes

@testable import HTTPAPI

/// Every page, and every read-only endpoint of the authorization server, as seen by one person who has a login, an
/// application and tokens. The switch is exhaustive.
struct PageVerbs {
    let call: Caller
    /// A browser that is logged in.
    let browser: Browser
    /// A browser that is not logged in, always the same one.
    let stranger: Browser
    let application: ClientApplication
    /// The application's access token.
    let accessToken: String
    let registrationToken: String

    /// All requests with their responses.
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
            // A repeated consent request, one of an unknown client, and one without a login.
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
        // These change something for every caller.
        case .token, .revoke, .register, .guessedToken, .guessedRevoke, .guessedRegister: return []
        }
    }

    private func answersOf(_ endpoint: PageEndpoint) async throws -> [Answer] {
        let path = endpoint.rawValue
        switch endpoint {
        case .memories:
            let states = ["", "?q=tea", "?q=tea&mode=keyword", "?topic=work", "?sort=oldest&page=2"]
            var answers = [try await stranger.get(path), try await browser.get(Endpoint.landing.rawValue)]
            for state in states { answers.append(try await browser.get(path + state)) }
            return answers
        case .data, .dataErase, .login, .account, .newMemory, .conversations, .applications, .connect, .teams, .people,
            .settings,
            .serverHealth, .serverApplications, .signingKeys, .providers, .limits,
            .checkToken:
            return [try await browser.get(path), try await stranger.get(path)]
        case .connectClient: return [try await browser.get(endpoint.path("cursor"))]
        case .setup: return [try await stranger.get(path)]
        case .upstreamCallback: return [try await stranger.get(endpoint.path("nobody") + "?code=x&state=y")]
        // Ids that the person has, ids that only others have, and one that nobody has.
        case .memory, .memoryEdit, .memoryDelete, .conversation, .sessionDelete:
            var answers: [Answer] = []
            for id in ["m1", "m9", "s1", "none"] { answers.append(try await browser.get(endpoint.path(id))) }
            return answers
        // These change something for every caller.
        case .upstreamLogin, .passkeyLogin, .logout, .accountToken, .accountTokens, .accountSession, .accountOthers,
            .accountPassword,
            .accountPasskeys, .accountPasskey, .workspace, .memoryPin, .memoryArchive, .sessionKeep, .disconnect,
            .teamMember,
            .teamLeave, .teamInvitation,
            .teamWithdrawal, .personState, .personLogins, .memoryRestore,
            .pause, .applicationTakeBack, .dataExport, .dataImport, .dataImportRun,
            .personInvitation, .personWithdrawal, .personEnd, .personErase,
            .serverApplicationRemoval, .keyRotation, .keyRemoval:
            return []
        case .applicationUndo:
            return [
                try await browser.get(endpoint.path(application.id) + "?since=always"),
                try await browser.get(endpoint.path("none")),
            ]
        // One's own reads change with every round.
        case .activity: return [try await browser.get("\(path)?kind=write"), try await stranger.get(path)]
        case .activityExport: return [try await browser.get("\(path)?kind=write"), try await stranger.get(path)]
        case .application:
            return [try await browser.get(endpoint.path(application.id)), try await browser.get(endpoint.path("none"))]
        case .team, .join, .person: return [try await browser.get(endpoint.path("none"))]
        }
    }
}
