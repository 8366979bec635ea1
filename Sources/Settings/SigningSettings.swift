package import Authorization
package import Base

/// The keys that the authorization server signs with, and how it stores them.
package struct SigningSettings: Sendable {
    package let algorithm: TokenAlgorithm
    /// The key that the settings give, which was parsed once; nil when the server creates one.
    private let material: Secret?
    /// The key that encrypts the stored keys; nil stores them in the clear.
    package let encryption: Secret?
    /// The same with the white space around it, which earlier versions treated as part of the key.
    private let untrimmedEncryption: Secret?

    /// The key that the settings give; nil when the server creates one.
    package var key: TokenKey? {
        get throws { try material.map { try TokenKey($0, algorithm: algorithm) } }
    }

    /// Encrypts the stored keys, and decrypts those that earlier versions encrypted.
    package var vault: KeyVault {
        get throws { try KeyVault(encryptionKey: encryption, former: untrimmedEncryption) }
    }

    /// The setting that contains the key.
    package var keySetting: String { Self.keySetting(algorithm) }

    private static func keySetting(_ algorithm: TokenAlgorithm) -> String {
        algorithm == .hs256 ? "oauth.sharedSecret" : "oauth.privateKey"
    }

    init(_ s: SettingReader) {
        algorithm = s.choice(
            "oauth.algorithm",
            default: TokenAlgorithm.rs256,
            "The signature algorithm of this server's tokens. `HS256` uses a shared secret instead of a key pair: only services that know "
                + "the secret can verify tokens, and each of them can also create tokens. Use it in closed deployments only."
        )
        let privateKey = s.secret(
            "oauth.privateKey",
            "Your own signing key in PKCS #8 PEM. By default the server creates one."
        )
        let sharedSecret = s.secret(
            "oauth.sharedSecret",
            "The secret for `HS256`, at least 32 characters, for services that verify this server's tokens. By default the server creates one."
        )
        encryption = s.secret(
            "oauth.keyEncryption",
            "Encrypts the signing keys in the database. At least 32 characters: `openssl rand -base64 48`."
        )
        Self.checkUse(algorithm, privateKey, sharedSecret, s)
        untrimmedEncryption = s.untrimmed("oauth.keyEncryption")
        material = Self.usable(algorithm == .hs256 ? sharedSecret : privateKey.map(PEMText.repaired), algorithm, s)
        if let length = encryption?.reveal().utf8.count, length < KeyVault.shortestKey {
            s.note(
                "\(s.named("oauth.keyEncryption")) has \(length) bytes and needs at least \(KeyVault.shortestKey). Create one with: "
                    + "openssl rand -base64 48"
            )
        }
    }

    /// Reports a key that the algorithm does not use. A shared secret from another system's name may stay unused: that
    /// system uses it only if it has no key pair.
    private static func checkUse(
        _ algorithm: TokenAlgorithm,
        _ privateKey: Secret?,
        _ sharedSecret: Secret?,
        _ s: SettingReader
    ) {
        if algorithm == .hs256 {
            if privateKey != nil {
                s.note(
                    "oauth.privateKey is set, but oauth.algorithm is HS256, which has no key pair. Remove one of the two settings."
                )
            }
        } else if sharedSecret != nil, !s.source(of: "oauth.sharedSecret").isForeign {
            s.note(
                "oauth.sharedSecret is set, but oauth.algorithm is \(algorithm.rawValue) and not HS256. Remove oauth.sharedSecret, or set "
                    + "oauth.algorithm to HS256."
            )
        }
    }

    private static func usable(_ material: Secret?, _ algorithm: TokenAlgorithm, _ s: SettingReader) -> Secret? {
        guard let material else { return nil }
        let name = s.named(keySetting(algorithm))
        // RFC 7518 §3.2.
        let length = material.reveal().utf8.count
        if algorithm == .hs256, length < 32 {
            s.note("\(name) has \(length) bytes and needs at least 32. Create one with: openssl rand -base64 48")
        } else if (try? TokenKey(material, algorithm: algorithm)) == nil {
            s.note("\(name) \(PEMText.diagnosis(of: material, algorithm: algorithm.rawValue)).")
        }
        return material
    }
}
