import Base
import Identity
import JOSE

/// An authenticator with one Ed25519 passkey, and a browser around it, for tests of both ceremonies (WebAuthn §7).
/// Every value that a server checks can be made wrong.
package struct SoftwareAuthenticator: Sendable {
    package var origin: String
    package var relyingParty: String
    package var credential: [UInt8]
    /// UP, UV, BE, BS; the flag for attested data is added.
    package var flags: UInt8 = 0x05
    package var counter: UInt32 = 0
    package var userHandle: [UInt8] = []
    /// Replaces the ceremony's own `type`.
    package var type: String?
    /// Further members of the client data, as JSON: `,"crossOrigin":true`.
    package var more = #","crossOrigin":false"#
    /// Appended to the authenticator data.
    package var trailing: [UInt8] = []
    private let key: SigningKey

    package init(origin: String, relyingParty: String, credential: [UInt8] = [0xc0, 0xde]) throws {
        self.origin = origin
        self.relyingParty = relyingParty
        self.credential = credential
        key = try SigningKey.generate(.ed25519)
    }

    /// The COSE key.
    package var publicKey: [UInt8] {
        guard case .ed25519(let point) = key.publicJWK.material else { return [] }
        return [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20] + point
    }

    /// `RegistrationResponseJSON`.
    package func register(_ challenge: String) -> String {
        let length = [UInt8(credential.count >> 8), UInt8(credential.count & 0xff)]
        let attested = [UInt8](repeating: 0, count: 16) + length + credential + publicKey
        let data = authenticatorData(0x40) + attested + trailing
        let object =
            [0xa3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8) + [
                0xa0, 0x68,
            ]
            + Array("authData".utf8) + [0x59, UInt8(data.count >> 8), UInt8(data.count & 0xff)] + data
        return response([
            "clientDataJSON": clientData("webauthn.create", challenge), "attestationObject": object,
        ])
    }

    /// `AuthenticationResponseJSON`.
    package func logIn(_ challenge: String) throws -> String {
        let (client, data) = (clientData("webauthn.get", challenge), authenticatorData(0) + trailing)
        return response([
            "clientDataJSON": client, "authenticatorData": data,
            "signature": try key.signature(for: data + Digest256(of: String(decoding: client, as: UTF8.self)).bytes),
            "userHandle": userHandle,
        ])
    }

    private func clientData(_ type: String, _ challenge: String) -> [UInt8] {
        Array(#"{"type":"\#(self.type ?? type)","challenge":"\#(challenge)","origin":"\#(origin)"\#(more)}"#.utf8)
    }

    private func authenticatorData(_ more: UInt8) -> [UInt8] {
        Digest256(of: relyingParty).bytes + [flags | more]
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: counter >> $0) }
    }

    private func response(_ members: [String: [UInt8]]) -> String {
        let response = members.map { #""\#($0)":"\#(Base64URL.encode($1))""# }.joined(separator: ",")
        return #"{"type":"public-key","id":"\#(Base64URL.encode(credential))","response":{\#(response)}}"#
    }
}
