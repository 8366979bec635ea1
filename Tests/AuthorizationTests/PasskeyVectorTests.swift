import Base
import Identity
import JOSE
import TestSupport
import Testing

@testable import Authorization

@Suite("WebAuthn Level 3 §16: test vectors") struct PasskeyVectorTests {
    /// The vectors vary whether the person was verified.
    private let party = RelyingParty(origin: "https://example.org", requiresVerification: false)!

    private func passkey(_ vector: PasskeyVector) throws -> Passkey {
        let made = try PasskeyCeremony.register(
            vector.registration,
            challenge: PasskeyVector.bytes(vector.registered),
            at: party
        )
        return Passkey(
            id: ID("pk"),
            user: ID("us-ann"),
            credential: made.credential,
            publicKey: made.publicKey,
            counter: made.counter,
            name: "",
            isBackupEligible: made.isBackupEligible,
            isBackedUp: made.isBackedUp,
            createdAt: People.dawn
        )
    }

    private func use(_ passkey: Passkey, _ vector: PasskeyVector) throws -> PasskeyCeremony.Used {
        try PasskeyCeremony.use(
            passkey,
            vector.login(of: "us-ann"),
            challenge: PasskeyVector.bytes(vector.challenge),
            at: party
        )
    }

    @Test("A vector's registration and login pass", arguments: PasskeyVector.all.filter { !$0.name.contains("rigin") })
    func passes(vector: PasskeyVector) throws {
        let passkey = try passkey(vector)
        #expect(passkey.credential == PasskeyVector.bytes(vector.credential))
        #expect(try use(passkey, vector).counter == 0)
    }

    @Test(
        "A vector from a frame of another site is refused",
        arguments: PasskeyVector.all.filter { $0.name.contains("rigin") }
    )
    func framed(vector: PasskeyVector) throws {
        #expect(throws: PasskeyFlaw.framed) { try passkey(vector) }
    }

    @Test("Where verification is required, a vector without it is refused")
    func unverified() throws {
        let strict = try #require(RelyingParty(origin: "https://example.org"))
        let refusals = PasskeyVector.all.map { vector in
            do {
                _ = try PasskeyCeremony.register(
                    vector.registration,
                    challenge: PasskeyVector.bytes(vector.registered),
                    at: strict
                )
                return "passes"
            } catch { return "\(error)" }
        }
        #expect(refusals.contains("notVerified") && refusals.contains("passes"))
    }

    @Test("Every changed bit of a login's signed data or signature is refused")
    func changedBits() throws {
        for vector in PasskeyVector.all where ["none.ES256", "packed.EdDSA", "packed.RS256"].contains(vector.name) {
            let (passkey, login) = (try passkey(vector), vector.login(of: "us-ann"))
            func accepts(data: [UInt8]? = nil, signature: [UInt8]? = nil) -> Bool {
                let changed = PasskeyResponse.Login(
                    credential: login.credential,
                    clientData: login.clientData,
                    authenticatorData: data ?? login.authenticatorData,
                    signature: signature ?? login.signature,
                    userHandle: login.userHandle
                )
                let challenge = PasskeyVector.bytes(vector.challenge)
                return (try? PasskeyCeremony.use(passkey, changed, challenge: challenge, at: party)) != nil
            }
            #expect(accepts())
            for bit in 0..<login.authenticatorData.count * 8 {
                var data = login.authenticatorData
                data[bit / 8] ^= 1 << (bit % 8)
                #expect(!accepts(data: data), "\(vector.name): data, bit \(bit)")
            }
            for bit in stride(from: 0, to: login.signature.count * 8, by: 5) {
                var signature = login.signature
                signature[bit / 8] ^= 1 << (bit % 8)
                #expect(!accepts(signature: signature), "\(vector.name): signature, bit \(bit)")
            }
            for length in 0..<login.authenticatorData.count {
                #expect(!accepts(data: Array(login.authenticatorData.prefix(length))))
            }
        }
    }
}
