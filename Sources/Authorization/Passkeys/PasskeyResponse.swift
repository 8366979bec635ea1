import Base
import JOSE

/// The message of the page's script: the members of `PublicKeyCredential.toJSON()` (WebAuthn §5.1.8), base64url in JSON.
enum PasskeyResponse {
    struct Registration: Sendable, Hashable {
        let credential: [UInt8]
        let clientData: [UInt8]
        let attestationObject: [UInt8]
    }

    struct Login: Sendable, Hashable {
        let credential: [UInt8]
        let clientData: [UInt8]
        let authenticatorData: [UInt8]
        let signature: [UInt8]
        let userHandle: [UInt8]
    }

    /// The longest response in bytes. A form has at most 65,536.
    static let longest = 32_768

    static func registration(_ text: String) throws(PasskeyFlaw) -> Registration {
        let (credential, response) = try members(of: text)
        return Registration(
            credential: credential,
            clientData: try bytes("clientDataJSON", of: response),
            attestationObject: try bytes("attestationObject", of: response)
        )
    }

    static func login(_ text: String) throws(PasskeyFlaw) -> Login {
        let (credential, response) = try members(of: text)
        return Login(
            credential: credential,
            clientData: try bytes("clientDataJSON", of: response),
            authenticatorData: try bytes("authenticatorData", of: response),
            signature: try bytes("signature", of: response),
            userHandle: try bytes("userHandle", of: response)
        )
    }

    private static func members(of text: String) throws(PasskeyFlaw) -> ([UInt8], JSONValue) {
        guard text.utf8.count <= longest, let json = try? StrictJSON.parse(Array(text.utf8)),
            json["type"] == "public-key", let response = json["response"]
        else { throw .response }
        let credential = try bytes("id", of: json)
        guard (1...AuthenticatorStatement.longestCredential).contains(credential.count) else { throw .credential }
        return (credential, response)
    }

    private static func bytes(_ name: String, of json: JSONValue) throws(PasskeyFlaw) -> [UInt8] {
        guard let bytes = json[name]?.string.flatMap({ Base64URL.decode($0) }) else { throw .response }
        return bytes
    }
}
