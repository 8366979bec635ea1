/// Self-signed certificates with their keys in PEM, created for tests only.
package enum TestCertificate {
    /// For client.example, other.example and localhost.
    package static let first = """
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

    package static let firstKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzgR641HDSV306lTa
        6DVxL6gO2Sxtu3SqIDR1bMc/6FChRANCAATco66s6ef/A3JzaTN7swmF0QIIRDtY
        fWEttdu9lknSvDelMZ6xTKChaDrTtIrQhvDd4Pw3oDWJrKZa01AB1PEv
        -----END PRIVATE KEY-----
        """

    /// For memory.example, localhost and 127.0.0.1.
    package static let second = """
        -----BEGIN CERTIFICATE-----
        MIIBtDCCAVugAwIBAgIUfN6yaxqelHU8MbGYyrR/7iJXmPMwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwObWVtb3J5LmV4YW1wbGUwIBcNMjYxMTMwMDg0NjM2WhgPMjEy
        NTA2MjQwODQ2MzZaMBkxFzAVBgNVBAMMDm1lbW9yeS5leGFtcGxlMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE3sDnPf7srK2aOrCbjJQzw+QMthWpsdReRiixV3Dv
        4XHe4eypCxJuQfmfoUtFw5a4ci+ZKEhi8ALErVqNCHH1WKN/MH0wHQYDVR0OBBYE
        FH5vzNBrUXUuu7oiFRUH+6gj+4TJMB8GA1UdIwQYMBaAFH5vzNBrUXUuu7oiFRUH
        +6gj+4TJMA8GA1UdEwEB/wQFMAMBAf8wKgYDVR0RBCMwIYIObWVtb3J5LmV4YW1w
        bGWCCWxvY2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNHADBEAiB/KqoWCMhFuRQq
        k8GhoOs0OxHQ2kyLWQbWy2dBjGRnHQIgTqnZww6UqiEmQNc59DlQiA0KRtTLrc4X
        S1+eE6C8Noc=
        -----END CERTIFICATE-----
        """

    package static let secondKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqkdY6je+6uU1+90E
        7Zi2SAzgj99f0Dy1Y77kV9mo2imhRANCAATewOc9/uysrZo6sJuMlDPD5Ay2Famx
        1F5GKLFXcO/hcd7h7KkLEm5B+Z+hS0XDlrhyL5koSGLwAsStWo0IcfVY
        -----END PRIVATE KEY-----
        """
}
