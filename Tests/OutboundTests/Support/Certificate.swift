import NIOSSL

/// A self-signed certificate for client.example, other.example and localhost, created for these tests only.
enum Certificate {
    static func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            )
        )
    }

    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBvzCCAWagAwIBAgIUQdsLkACfZQ3iMFJxrGYxLrUkF/0wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOY2xpZW50LmV4YW1wbGUwIBcNMjYxMTIxMTAxNzM2WhgPMjEy
        NTA2MTUxMDE3MzZaMBkxFzAVBgNVBAMMDmNsaWVudC5leGFtcGxlMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE3KOurOnn/wNyc2kze7MJhdECCEQ7WH1hLbXbvZZJ
        0rw3pTGesUygoWg607SK0Ibw3eD8N6A1iaymWtNQAdTxL6OBiTCBhjAdBgNVHQ4E
        FgQUxZjVgr+/u2e/fKnPzivzPei9I/kwHwYDVR0jBBgwFoAUxZjVgr+/u2e/fKnP
        zivzPei9I/kwMwYDVR0RBCwwKoIOY2xpZW50LmV4YW1wbGWCDW90aGVyLmV4YW1w
        bGWCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQC
        IC/Na/xbSQCbuQKLpF30yX+QC8+eDzVXDQO9cN+fWVtbAiA7MyuV2r8xMk8faITt
        9azvM7o0/Zj8QHQOR82Eey+3gg==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzgR641HDSV306lTa
        6DVxL6gO2Sxtu3SqIDR1bMc/6FChRANCAATco66s6ef/A3JzaTN7swmF0QIIRDtY
        fWEttdu9lknSvDelMZ6xTKChaDrTtIrQhvDd4Pw3oDWJrKZa01AB1PEv
        -----END PRIVATE KEY-----
        """
}
