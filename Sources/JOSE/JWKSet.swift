package import Base

/// The keys of one issuer (RFC 7517 §5). Immutable; a refresh makes a new one.
package struct JWKSet: Sendable {
    /// The usable keys, in the order they were published.
    package let keys: [VerificationKey]
    /// The keys left out and why, for the log and for diagnosis.
    package let skipped: [Skipped]
    private let byID: [Identifier: [VerificationKey]]

    package struct Skipped: Sendable, Hashable {
        /// The position in the published set, from 0.
        package let index: Int
        package let reason: JOSEError
    }

    package static let empty = JWKSet(keys: [])

    package init(keys: [VerificationKey]) {
        self.init(keys: keys, skipped: [])
    }

    private init(keys: [VerificationKey], skipped: [Skipped]) {
        self.keys = keys
        self.skipped = skipped
        var byID: [Identifier: [VerificationKey]] = [:]
        for key in keys {
            if let id = key.id { byID[Identifier(id), default: []].append(key) }
        }
        self.byID = byID
    }

    /// The size limit of a set from the network; the largest providers publish a dozen keys in a few kilobytes.
    package static let defaultByteLimit = 262_144
    package static let defaultKeyLimit = 256
    /// Keys of one `kid` and algorithm: a token under it costs a verification by each.
    private static let namesakeLimit = 4

    /// Reads a published set. Keys that cannot be used are skipped, as RFC 7517 §5 advises; among them every symmetric
    /// one: a published MAC key is known to everyone. Two keys with one `kid` are both kept and both tried, and
    /// so are four; further ones are skipped. Throws `tooLarge` or `malformed` when the set as a whole is
    /// ambiguous.
    package init(
        json bytes: [UInt8],
        rsaAlgorithm: Algorithm = .rs256,
        byteLimit: Int = defaultByteLimit,
        keyLimit: Int = defaultKeyLimit
    ) throws(JOSEError) {
        guard bytes.count <= byteLimit else { throw .tooLarge(limit: byteLimit) }
        let document: JSONValue
        do { document = try StrictJSON.parse(bytes) } catch { throw .malformed(.keySet, .json(error.flaw)) }
        guard case .object(let members) = document else { throw .malformed(.keySet, .notAnObject) }
        guard case .array(let published)? = members["keys"] else { throw .malformed(.keySet, .member) }
        guard published.count <= keyLimit else { throw .malformed(.keySet, .tooMany(limit: keyLimit)) }
        var keys: [VerificationKey] = []
        var skipped: [Skipped] = []
        for (index, value) in published.enumerated() {
            do throws(JOSEError) {
                let key = try VerificationKey(json: value, rsaAlgorithm: rsaAlgorithm)
                let namesakes = keys.count { $0.id.isExactly(key.id) && $0.algorithm == key.algorithm }
                guard key.id == nil || namesakes < Self.namesakeLimit else { throw JOSEError.unusableKey(.repeated) }
                keys.append(key)
            } catch {
                skipped.append(Skipped(index: index, reason: error))
            }
        }
        self.init(keys: keys, skipped: skipped)
    }

    /// The keys that may have signed: all with the header's `kid` and algorithm, or, when it names none, the only one
    /// there is for the algorithm. Guessing among several is refused.
    func candidates(id: String?, algorithm: Algorithm) throws(JOSEError) -> [VerificationKey] {
        guard let id else {
            let suitable = keys.filter { $0.algorithm == algorithm }
            guard suitable.count == 1 else { throw .missingKeyID }
            return suitable
        }
        guard let named = byID[Identifier(id)] else { throw .unknownKey }
        if named.count == 1, named[0].algorithm == algorithm { return named }
        let suitable = named.filter { $0.algorithm == algorithm }
        guard !suitable.isEmpty else { throw .keyNotForAlgorithm }
        return suitable
    }

    /// The set as it is published at `jwks_uri`: public members only.
    package var json: JSONValue {
        .object(["keys": .array(keys.map { $0.jwk.json })])
    }
}
