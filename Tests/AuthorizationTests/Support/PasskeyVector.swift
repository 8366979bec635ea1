import Base
import Testing

@testable import Authorization

/// One section of WebAuthn Level 3 §16: a registration and a login, in hexadecimal.
struct PasskeyVector: Sendable, CustomTestStringConvertible {
    let name: String
    let credential: String
    let registered: String
    let created: String
    let attestation: String
    let challenge: String
    let got: String
    let data: String
    let signature: String

    var testDescription: String { name }

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    var registration: PasskeyResponse.Registration {
        .init(
            credential: Self.bytes(credential),
            clientData: Self.bytes(created),
            attestationObject: Self.bytes(attestation)
        )
    }

    /// The vectors name no person; ours always do.
    func login(of user: String) -> PasskeyResponse.Login {
        .init(
            credential: Self.bytes(credential),
            clientData: Self.bytes(got),
            authenticatorData: Self.bytes(data),
            signature: Self.bytes(signature),
            userHandle: Array(user.utf8)
        )
    }
}
