import Base
import Crypto

/// The checks of both ceremonies (WebAuthn Level 3 §7.1 and §7.2): functions of their arguments.
///
/// The attestation statement is ignored: it would prove the model of the authenticator, and every model is accepted.
enum PasskeyCeremony {
    struct Registered: Sendable {
        let credential: [UInt8]
        let publicKey: [UInt8]
        let counter: UInt32
        let isBackupEligible: Bool
        let isBackedUp: Bool
    }

    struct Used: Sendable {
        let counter: UInt32
        let isBackedUp: Bool
    }

    static func register(
        _ response: PasskeyResponse.Registration,
        challenge: [UInt8],
        at party: RelyingParty
    ) throws(PasskeyFlaw) -> Registered {
        let client = try ClientStatement(response.clientData, of: .registration, at: party)
        guard client.challenge == challenge else { throw .challenge }
        let object = try CBOR.parse(response.attestationObject)
        guard case .text(let format)? = object["fmt"], let statement = object["attStmt"]?.map,
            let bytes = object["authData"]?.bytes
        else { throw .attestation }
        // WebAuthn §8.7: the format "none" has an empty statement.
        guard format != "none" || statement.isEmpty else { throw .attestation }
        let data = try AuthenticatorStatement(bytes)
        try check(data, at: party)
        guard let attested = data.attested else { throw .authenticatorData }
        guard attested.credential == response.credential else { throw .credential }
        return Registered(
            credential: attested.credential,
            publicKey: attested.publicKey,
            counter: data.counter,
            isBackupEligible: data.flags.contains(.backupEligible),
            isBackedUp: data.flags.contains(.backedUp)
        )
    }

    /// The store compares the counter, in the statement that writes it.
    static func use(
        _ passkey: Passkey,
        _ response: PasskeyResponse.Login,
        challenge: [UInt8],
        at party: RelyingParty
    ) throws(PasskeyFlaw) -> Used {
        guard passkey.credential == response.credential else { throw .credential }
        // The authenticator names the person it made the passkey for (§7.2 step 6). Our passkeys are all
        // discoverable, so it always does.
        guard Array(passkey.user.rawValue.utf8) == response.userHandle else { throw .person }
        let client = try ClientStatement(response.clientData, of: .login, at: party)
        guard client.challenge == challenge else { throw .challenge }
        let data = try AuthenticatorStatement(response.authenticatorData)
        try check(data, at: party)
        guard data.flags.contains(.backupEligible) == passkey.isBackupEligible else { throw .backup }
        let key = try PasskeyKey(try CBOR.parse(passkey.publicKey))
        let signed = response.authenticatorData + Array(SHA256.hash(data: response.clientData))
        guard key.isValid(response.signature, for: signed) else { throw .signature }
        return Used(counter: data.counter, isBackedUp: data.flags.contains(.backedUp))
    }

    private static func check(_ data: AuthenticatorStatement, at party: RelyingParty) throws(PasskeyFlaw) {
        guard data.relyingParty == party.digest else { throw .relyingParty }
        guard data.flags.contains(.present) else { throw .notPresent }
        guard data.flags.contains(.verified) || !party.requiresVerification else { throw .notVerified }
        guard data.flags.contains(.backupEligible) || !data.flags.contains(.backedUp) else { throw .backup }
    }
}
