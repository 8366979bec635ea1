import Base
import JOSE

/// The browser's statement about the page that asked (WebAuthn §5.8.1).
struct ClientStatement: Sendable {
    /// The ceremony, by its name on the wire.
    enum Ceremony: String, Sendable {
        case registration = "webauthn.create"
        case login = "webauthn.get"
    }

    let challenge: [UInt8]

    /// - Throws: `clientData`, `ceremony`, `origin`, `framed`.
    init(_ bytes: [UInt8], of ceremony: Ceremony, at party: RelyingParty) throws(PasskeyFlaw) {
        guard let json = try? StrictJSON.parse(bytes), json.object != nil,
            let challenge = json["challenge"]?.string.flatMap({ Base64URL.decode($0) }),
            let type = json["type"]?.string, let origin = json["origin"]?.string
        else { throw .clientData }
        guard type.isExactly(ceremony.rawValue) else { throw .ceremony }
        guard Origin(web: origin) == party.origin else { throw .origin }
        // Our pages allow no frame, and no other site's page may ask for our passkeys.
        guard json["crossOrigin"].map({ $0 == .bool(false) }) ?? true, json["topOrigin"] == nil else { throw .framed }
        self.challenge = challenge
    }
}
