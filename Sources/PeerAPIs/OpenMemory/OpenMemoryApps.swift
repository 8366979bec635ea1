import Base
import HTTPAPI
import Identity
import Memories

/// The applications that a caller's answers name. Other people's and former ones have no entry and get a general name.
struct OpenMemoryApps: Sendable {
    let entries: [PersonApplications.Entry]

    static func entry(of application: ApplicationID) -> PersonApplications.Entry {
        let name =
            switch application.identification {
            case .document: application.host ?? application.id
            case .registered, .preregistered, .issuer: "An application"
            case .apiToken: "An API token"
            case .browser: "The pages of this server"
            case .preset: "The server's preset token"
            case .imported: "An imported file"
            case .extracted: "Extracted by \(application.id)"
            }
        return .init(id: application.id, name: name, applications: [application], isPaused: false)
    }

    func entry(for application: ApplicationID) -> PersonApplications.Entry {
        entries.first { $0.applications.contains(application) } ?? Self.entry(of: application)
    }

    /// - Throws: `notFound`, for another person's application as for one that does not exist.
    func entry(id: String) throws -> PersonApplications.Entry {
        guard let entry = entries.first(where: { $0.id.isExactly(id) }) else { throw Fault(.notFound, "App not found") }
        return entry
    }

    /// The members that name the application that stored a memory.
    func members(of memory: Memory) -> [String: JSONValue] {
        guard let created = memory.provenance?.created else { return ["app_id": .null, "app_name": "unknown"] }
        let entry = entry(for: created.provenance.application)
        return ["app_id": .string(entry.id), "app_name": .string(entry.name)]
    }
}
