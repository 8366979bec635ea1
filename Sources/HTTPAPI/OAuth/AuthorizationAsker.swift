package import Authorization
package import Base

/// Tells the login page which client an authorization request comes from.
package struct AuthorizationAsker: LoginAsker {
    private let server: AuthorizationServer

    package init(server: AuthorizationServer) {
        self.server = server
    }

    package func application(behind destination: LoginDestination, at now: Timestamp) async -> AskingApplication? {
        guard let parameters = destination.parameters, let target = try? await server.target(parameters, at: now) else {
            return nil
        }
        let request = try? AuthorizationRequest(parameters, target: target, resources: server.options.resources)
        return AskingApplication(
            description: request.map(Self.description),
            loginHint: request?.loginHint,
            formTarget: target.uri.formTargets
        )
    }

    private static func description(_ request: AuthorizationRequest) -> AskingApplication.Description {
        let client = request.target.client
        return AskingApplication.Description(
            name: client.name ?? localized("Unnamed application"),
            host: ClientDocumentURL(client.id.rawValue)?.host,
            redirectHost: request.target.uri.display,
            scopes: request.scopes.ordered.map { PageLanguage.current.sentence($0.words) }
        )
    }
}
