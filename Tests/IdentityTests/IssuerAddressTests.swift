import Base
import Identity
import TestSupport
import Testing

/// The kind of provider at an address when no kind is configured.
@Suite struct IssuerAddressTests {
    @Test(
        "A provider is known by its address",
        arguments: [
            ("https://login.microsoftonline.com/99999999-8888-7777-6666-555555555555/v2.0", .entra),
            ("https://LOGIN.microsoftonline.com/x/v2.0", .entra), ("https://sts.windows.net/x/", .entra),
            ("https://login.microsoftonline.us/x/v2.0", .entra),
            ("https://login.partner.microsoftonline.cn/x/v2.0", .entra),
            ("https://sts.chinacloudapi.cn/x/", .entra), ("https://acme.ciamlogin.com/x/v2.0", .entra),
            ("https://ciamlogin.com/x/v2.0", .generic), ("https://login.microsoftonline.cn/x/v2.0", .generic),
            ("https://login.microsoftonline.com.evil.example/x/v2.0", .generic),
            ("https://evil.example/login.microsoftonline.com/x/v2.0", .generic),
            ("https://evil.example?https://sts.windows.net/", .generic),
            ("https://login.microsoftonline.com:443@evil.example/", .generic),
            ("https://login.microsoftonline.com:443/x/v2.0", .entra),
            ("https://acme.okta.com/oauth2/default", .okta), ("https://acme.oktapreview.com/oauth2/default", .okta),
            ("https://acme.okta-emea.com/oauth2/default", .okta), ("https://evil-okta.com/oauth2/default", .generic),
            ("https://acme.okta-gov.com/oauth2/default", .okta), ("https://acme.okta.mil/oauth2/default", .okta),
            ("https://acme.okta-mil.com/oauth2/default", .generic),
            ("https://acme.okta.com.evil.example/oauth2", .generic), ("https://okta.com/", .generic),
            ("https://tenant.auth0.com/", .auth0), ("https://tenant.eu.auth0.com/", .auth0),
            ("https://notauth0.com/", .generic),
            ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", .cognito),
            ("https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", .cognito),
            ("https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC", .cognito),
            ("https://bucket.s3.amazonaws.com/x", .generic), ("https://cognito-idp.a.b.amazonaws.com/x", .generic),
            ("https://cognito-idp.eu-west-1.amazonaws.com.evil.example/x", .generic),
            ("https://accounts.google.com", .google), ("https://accounts.google.com.evil.example", .generic),
            ("https://id.example/realms/main", .keycloak), ("http://localhost:8080/auth/realms/main/", .keycloak),
            ("https://id.example/realms/", .generic), ("https://id.example?/realms/main", .generic),
            // ForgeRock's address.
            ("https://am.example/am/oauth2/realms/root/realms/alpha", .generic),
            ("https://am.example/am/oauth2/realms/root", .generic),
            ("https://auth.example/application/o/memory/", .authentik),
            ("https://auth.example/sub/application/o/memory", .authentik),
            ("https://auth.example/application/o/", .generic),
            ("https://auth.example#/application/o/memory/", .generic),
            ("https://idp.example", .generic), ("login.microsoftonline.com", .generic), ("", .generic),
        ] as [(String, IssuerPreset)]
    )
    func aProviderIsKnownByItsAddress(address: String, preset: IssuerPreset) {
        #expect(IssuerPreset(address: address) == preset)
    }

    @Test("A provider is known by every spelling of its host, and by no similar host", arguments: HostileAuthority.all)
    func hostileAuthorities(row: HostileAuthority) {
        let row = row.renamed("accounts.google.com")
        #expect((IssuerPreset(address: "https://\(row.written)") == .google) == (row.host == "accounts.google.com"))
    }

    @Test("The provider of every sample is known by its address", arguments: ProviderSample.all)
    func everySampleIsKnownByItsAddress(sample: ProviderSample) {
        #expect(IssuerPreset(address: sample.issuer) == sample.preset)
        // The provider decides whether the issuer has a trailing slash.
        let other = sample.issuer.hasSuffix("/") ? String(sample.issuer.dropLast()) : sample.issuer + "/"
        #expect(IssuerPreset(address: other) == sample.preset)
    }
}
