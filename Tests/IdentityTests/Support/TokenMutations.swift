import Base
import Identity
import Synchronization
import TestSupport
import Testing

@testable import JOSE

/// A provider's tokens with one change.
extension IssuerVerifierTests {
    static func audienceClaim(_ sample: ProviderSample) -> String { sample.trust.audienceClaims[0].description }
    static func subjectClaim(_ sample: ProviderSample) -> String { sample.trust.claims.subject.description }

    static func signed(_ sample: ProviderSample, header: [String: JSONValue] = [:], key: SigningKey = TestIssuer.ec)
        -> String
    {
        TestIssuer.token(sample.access, header: header, typ: sample.typ, key: key)
    }

    static func with(_ sample: ProviderSample, _ claim: String, _ value: JSONValue?) -> String {
        var claims = sample.access
        claims[claim] = value
        return TestIssuer.token(claims, typ: sample.typ)
    }

    static func with(_ sample: ProviderSample, _ changes: [String: JSONValue]) -> String {
        TestIssuer.token(sample.access.merging(changes) { _, new in new }, typ: sample.typ)
    }

    static func payload(_ sample: ProviderSample, _ text: String) -> String {
        TestIssuer.token(payload: Array(text.utf8), typ: sample.typ)
    }

    static func raw(_ sample: ProviderSample, header: String) -> String {
        TestIssuer.token(payload: try! StrictJSON.encode(.object(sample.access)), rawHeader: Array(header.utf8))
    }

    static func cut(_ sample: ProviderSample, parts: Int) -> String {
        signed(sample).split(separator: ".").prefix(parts).joined(separator: ".")
    }

    static func unsigned(_ sample: ProviderSample, alg: String) -> String {
        signed(sample, header: ["alg": .string(alg)]).split(separator: ".").prefix(2).joined(separator: ".") + "."
    }

    static func swapped(_ sample: ProviderSample) -> String {
        let (old, new) = (signed(sample).split(separator: "."), with(sample, "evil", true).split(separator: "."))
        return [old[0], new[1], old[2]].joined(separator: ".")
    }

    static func hmac(_ sample: ProviderSample) -> String {
        guard case .ec(_, let x, let y) = TestIssuer.ec.publicJWK.material else { return "" }
        let key = try! SharedKey(bytes: x + y, id: "ec-1")
        return try! JWSSigner(sharedKey: key, type: "JWT").sign(sample.access)
    }
}
