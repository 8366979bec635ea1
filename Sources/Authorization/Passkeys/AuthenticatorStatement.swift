/// The statement that an authenticator signs (WebAuthn §6.1).
struct AuthenticatorStatement: Sendable {
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8

        static let present = Flags(rawValue: 0x01)
        static let verified = Flags(rawValue: 0x04)
        static let backupEligible = Flags(rawValue: 0x08)
        static let backedUp = Flags(rawValue: 0x10)
        static let attested = Flags(rawValue: 0x40)
        static let extended = Flags(rawValue: 0x80)
    }

    /// The credential of a registration (WebAuthn §6.5.1).
    struct Attested: Sendable {
        let credential: [UInt8]
        /// The COSE key as it was sent.
        let publicKey: [UInt8]
    }

    /// WebAuthn §4: a credential id has at most 1023 bytes.
    static let longestCredential = 1_023

    let relyingParty: [UInt8]
    let flags: Flags
    let counter: UInt32
    /// Only in a registration.
    let attested: Attested?

    /// - Throws: `authenticatorData` unless the bytes are exactly what the flags announce; `cbor`, `key`, `credential`.
    init(_ bytes: [UInt8]) throws(PasskeyFlaw) {
        guard bytes.count >= 37 else { throw .authenticatorData }
        relyingParty = Array(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = bytes[37...]
        if flags.contains(.attested) {
            // 16 bytes name the model of the authenticator; without attestation they prove nothing.
            guard rest.count >= 18 else { throw .authenticatorData }
            let length = rest.dropFirst(16).prefix(2).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(18)
            guard (1...Self.longestCredential).contains(length), length <= rest.count else { throw .credential }
            let credential = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            var reader = CBORReader(rest)
            _ = try PasskeyKey(try reader.value())
            attested = Attested(credential: credential, publicKey: Array(rest[..<reader.rest.startIndex]))
            rest = reader.rest
        } else {
            attested = nil
        }
        if flags.contains(.extended) {
            var reader = CBORReader(rest)
            guard case .map = try reader.value() else { throw .authenticatorData }
            rest = reader.rest
        }
        guard rest.isEmpty else { throw .authenticatorData }
    }
}
