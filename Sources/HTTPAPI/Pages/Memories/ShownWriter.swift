import Base
import Identity

/// The writer of something: the application, and the person it acted for.
struct ShownWriter: Sendable {
    let application: String
    let monogram: Monogram
    /// The person; nil for the one who sees the page, and for an application's own back end.
    let byPerson: String?
    /// How the server knows the application.
    let isVerified: Bool
    let host: String?

    init(_ provenance: Provenance, _ names: ApplicationNames, viewer: ID<User>) {
        application = names.name(of: provenance.application).beginning(40)
        monogram = Monogram(of: application)
        byPerson = provenance.person == viewer ? nil : provenance.personName
        isVerified = provenance.application.identification == .document
        host = provenance.application.host
    }
}
