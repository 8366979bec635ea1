import Base
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct ServerCertificateTests {
    static func files(_ certificate: String, _ key: String, clients: String? = nil) -> PEMFiles {
        PEMFiles(
            certificates: Array(certificate.utf8),
            key: Array(key.utf8),
            clientAuthorities: clients.map { Array($0.utf8) }
        )
    }

    static let first = files(TestCertificate.first, TestCertificate.firstKey)
    static let second = files(TestCertificate.second, TestCertificate.secondKey)

    @Test(
        "Files that cannot be used are refused with the reason",
        arguments: [
            (files("", TestCertificate.firstKey), UnusableCertificate.noCertificate),
            (files("-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n", ""), .noCertificate),
            (files(TestCertificate.firstKey, TestCertificate.firstKey), .noCertificate),
            (files(TestCertificate.first, ""), .noKey),
            (files(TestCertificate.first, TestCertificate.first), .noKey),
            (files(TestCertificate.first, TestCertificate.secondKey), .keyDoesNotFit),
            (files(TestCertificate.first, TestCertificate.firstKey, clients: ""), .noClientAuthority),
            (files(TestCertificate.first, TestCertificate.firstKey, clients: "x"), .noClientAuthority),
        ]
    )
    func refusals(files: PEMFiles, flaw: UnusableCertificate) {
        #expect(throws: flaw) { _ = try ServerCertificate { files } }
    }

    @Test("The whole chain is read, and the first certificate says how long it is valid")
    func chain() throws {
        let chain = Self.files(TestCertificate.second + "\n" + TestCertificate.first, TestCertificate.secondKey)
        let certificate = try ServerCertificate { chain }
        let expected = try NIOSSLCertificate.fromPEMBytes(chain.certificates)[0].notValidAfter
        #expect(certificate.validity?.until.seconds == Int64(expected))
    }

    @Test("A renewal is used when it is complete; half of one leaves the old certificate and is reported once")
    func renewal() throws {
        let files = Mutex(Self.first)
        let certificate = try ServerCertificate { files.withLock(\.self) }
        let (context, validity) = (certificate.context, certificate.validity)
        #expect(certificate.renew() == .unchanged)
        files.withLock { $0 = Self.files(TestCertificate.second, TestCertificate.firstKey) }
        #expect(certificate.renew() == .refused(UnusableCertificate.keyDoesNotFit.description))
        #expect(certificate.renew() == .unchanged)
        #expect(certificate.context === context)
        files.withLock { $0 = Self.second }
        #expect(certificate.renew() == .renewed)
        #expect(certificate.context !== context)
        #expect(certificate.validity != validity)
        #expect(certificate.renew() == .unchanged)
    }

    @Test("The same flaw is reported again after the files were right in between")
    func repeatedFlaw() throws {
        let files = Mutex(Self.first)
        let certificate = try ServerCertificate { files.withLock(\.self) }
        for _ in 0..<2 {
            files.withLock { $0 = Self.files("", "") }
            #expect(certificate.renew() == .refused(UnusableCertificate.noCertificate.description))
            files.withLock { $0 = Self.first }
            #expect(certificate.renew() == .unchanged)
        }
    }

    @Test("A server without a certificate begins to use the first one")
    func first() throws {
        let files = Mutex<PEMFiles?>(nil)
        let certificate = try ServerCertificate { files.withLock(\.self) }
        #expect(certificate.context == nil)
        #expect(certificate.validity == nil)
        #expect(certificate.renew() == .unchanged)
        files.withLock { $0 = Self.first }
        #expect(certificate.renew() == .renewed)
        #expect(certificate.context != nil)
        // A file that is removed changes nothing.
        files.withLock { $0 = nil }
        #expect(certificate.renew() == .unchanged)
        #expect(certificate.context != nil)
    }

    @Test("No reason quotes a file")
    func secrecy() {
        let secret = "s3cret-in-a-file"
        #expect {
            _ = try ServerCertificate { Self.files(TestCertificate.first, secret) }
        } throws: {
            !"\($0)".contains(secret)
        }
    }
}
