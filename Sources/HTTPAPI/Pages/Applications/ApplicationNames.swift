import Authorization
import Base
import Identity

/// The names of applications on a person's pages: of those they let in, and of their API tokens.
struct ApplicationNames: Sendable {
    private let names: [Identifier: String]

    init(applications: [ConnectedApplication], tokens: [APIToken]) {
        let held =
            applications.flatMap { application in
                application.applications.compactMap { registration in
                    application.name.map { (Identifier(registration.id), $0) }
                }
            }
            + tokens.map { (Identifier($0.id.rawValue), "Token “\($0.label)”") }
        names = Dictionary(held) { first, _ in first }
    }

    func name(of application: ApplicationID) -> String {
        let name = names[Identifier(application.id)]
        return switch application.identification {
        case .document: application.host ?? application.id
        case .registered, .preregistered: name ?? "An application"
        case .issuer: name ?? (application.id.isEmpty ? "An application" : application.id)
        case .apiToken: name ?? "An API token"
        case .browser: "These pages"
        case .preset: "The server’s preset token"
        }
    }
}

extension PersonalHoldings {
    /// The names of a person's applications.
    func applicationNames(of user: ID<User>) async throws -> ApplicationNames {
        ApplicationNames(
            applications: try await applications?.list(of: user) ?? [],
            tokens: try await tokens.list(of: user)
        )
    }
}
