import Base
import Identity

/// The JSON of provenance, the same in REST and MCP.
enum ProvenanceShape {
    private static let authorship: Shape = .record([
        Shape.Property("application", .string, "The client id, or the id of the API token.", isRequired: true),
        Shape.Property(
            "identified_by",
            .choice(ApplicationID.Identification.allCases.map(\.rawValue)),
            "How the server identified the application: its client ID metadata document, registration, an administrator, another issuer, an API token, the pages of this server, the operator's credential, a file that a person imported, or the language model that extracted the memory.",
            isRequired: true
        ),
        Shape.Property("host", .string, "The host of the client ID metadata document.", isNullable: true),
        Shape.Property("issuer", .string, "The issuer that named the application.", isNullable: true),
        Shape.Property(
            "person",
            .string,
            "The user it acted for; absent for an application back end.",
            isNullable: true
        ),
        Shape.Property("at", .dateTime, "When, by the server's clock.", isRequired: true),
    ])

    static let shape: Shape = .record([
        Shape.Property("created", authorship, "Who stored it; absent when unknown.", isNullable: true),
        Shape.Property("changed", authorship, "Who wrote its present content; absent when unknown.", isNullable: true),
    ])

    static func json(_ provenance: MemoryProvenance) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["created"] = provenance.created.map(json)
        members["changed"] = provenance.changed.map(json)
        return .object(members)
    }

    static func json(_ authorship: Authorship) -> JSONValue {
        let (provenance, application) = (authorship.provenance, authorship.provenance.application)
        var members: [String: JSONValue] = [
            "application": .string(application.id),
            "identified_by": .string(application.identification.rawValue),
            "at": .string(authorship.at.description),
        ]
        members["host"] = application.host.map(JSONValue.string)
        if !application.issuer.isEmpty { members["issuer"] = .string(application.issuer) }
        members["person"] = provenance.personName.map(JSONValue.string)
        return .object(members)
    }
}

extension Memory {
    var provenanceJSON: JSONValue? { provenance.map(ProvenanceShape.json) }
}

extension WorkingMemory {
    var provenanceJSON: JSONValue? { provenance.map(ProvenanceShape.json) }
}
