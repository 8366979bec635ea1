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
            + tokens.map { (Identifier($0.id.rawValue), localized("Token “\($0.label)”")) }
        names = Dictionary(held) { first, _ in first }
    }

    init(_ subjects: [ApplicationSubject]) {
        self.init(applications: subjects.compactMap(\.connected), tokens: subjects.compactMap(\.token))
    }

    func name(of application: ApplicationID) -> String {
        let name = names[Identifier(application.id)]
        return switch application.identification {
        case .document: application.host ?? application.id
        case .registered, .preregistered: name ?? localized("An application")
        case .issuer: name ?? (application.id.isEmpty ? localized("An application") : application.id)
        case .apiToken: name ?? localized("An API token")
        case .browser: localized("These pages")
        case .preset: localized("The server’s preset token")
        case .extracted: localized("Extracted by \(application.id)")
        case .imported:
            switch ImportKind(rawValue: application.id) {
            case .export, nil: localized("An imported file")
            case let kind?: localized("Import from \(kind.name)")
            }
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
