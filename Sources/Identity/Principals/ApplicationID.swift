import Base

/// The application that sends a request, as the server identified it. The caller cannot choose any part of it.
package struct ApplicationID: Sendable, Hashable {
    /// How the server knows the application.
    package enum Identification: String, Sendable, Hashable, CaseIterable {
        /// By its client ID metadata document: the id is the document's URL.
        case document
        /// By dynamic registration (RFC 7591).
        case registered
        /// An administrator added the client.
        case preregistered
        /// By an access token of another issuer, which names the client.
        case issuer
        /// By an API token: the id is the token's id, which is not secret.
        case apiToken = "api_token"
        /// The pages of this server.
        case browser
        /// By the credential that the operator chose (`tokens.preset`).
        case preset
        /// A file that a person imported: the id names its kind.
        case imported
        /// A language model that extracted the memory from a conversation: the id is the model's name.
        case extracted
    }

    package let identification: Identification
    /// The client id or the id of the API token; the name of the identification when there is only one such application.
    package let id: String
    /// The issuer that vouches for the id; empty unless the identification is `issuer`.
    package let issuer: String

    package init(_ identification: Identification, id: String, issuer: String = "") {
        self.identification = identification
        self.id = id
        self.issuer = issuer
    }

    /// The host of the metadata document; nil for every other identification.
    package var host: String? {
        switch identification {
        case .document: URIParts(id)?.authority.flatMap { Authority($0) }.map { "\($0.host)" }
        case .registered, .preregistered, .issuer, .apiToken, .browser, .preset, .imported, .extracted: nil
        }
    }

    /// Whether a person can pause it: every application except this server's own pages, the operator's credential, imported files
    /// and language models.
    package var canBePaused: Bool {
        switch identification {
        case .document, .registered, .preregistered, .issuer, .apiToken: true
        case .browser, .preset, .imported, .extracted: false
        }
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.identification == rhs.identification && lhs.id.isExactly(rhs.id) && lhs.issuer.isExactly(rhs.issuer)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(identification)
        hasher.combine(Identifier(id))
        hasher.combine(Identifier(issuer))
    }
}
