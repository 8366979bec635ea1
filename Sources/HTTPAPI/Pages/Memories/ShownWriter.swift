import Base
import Identity

/// The writer of something: the application, and the person it acted for.
struct ShownWriter: Sendable {
    let application: String
    let letters: String
    let hue: Int
    /// The person; nil for the one who sees the page, and for an application's own back end.
    let byPerson: String?
    /// How the server knows the application.
    let isVerified: Bool
    let host: String?

    init(_ provenance: Provenance, _ names: ApplicationNames, viewer: ID<User>) {
        application = names.name(of: provenance.application)
        let monogram = Monogram(of: application)
        letters = monogram.letters
        hue = monogram.hue
        byPerson = provenance.person == viewer ? nil : provenance.personName
        isVerified = provenance.application.identification == .document
        host = provenance.application.host
    }
}
