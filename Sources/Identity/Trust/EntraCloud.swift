/// One of Microsoft Entra's clouds; every tenant is in one of them. The US government's cloud uses the same v1 issuer
/// as the worldwide cloud.
struct EntraCloud {
    /// The hosts in the issuers of v1 and of v2 tokens.
    let v1, v2: String

    static let all = [
        EntraCloud(v1: "sts.windows.net", v2: "login.microsoftonline.com"),
        EntraCloud(v1: "sts.windows.net", v2: "login.microsoftonline.us"),
        EntraCloud(v1: "sts.chinacloudapi.cn", v2: "login.partner.microsoftonline.cn"),
    ]

    /// The v2 issuer, the v1 issuer and the tenant, from either issuer. Nil outside these clouds, for example for an
    /// external tenant (`TENANT.ciamlogin.com`), which has only one issuer.
    static func issuers(_ issuer: String) -> (v2: String, v1: String, tenant: String)? {
        for cloud in all {
            for prefix in ["https://\(cloud.v2)/", "https://\(cloud.v1)/"] where issuer.hasPrefix(prefix) {
                let tenant = String(issuer.dropFirst(prefix.count).prefix { $0 != "/" })
                return ("https://\(cloud.v2)/\(tenant)/v2.0", "https://\(cloud.v1)/\(tenant)/", tenant)
            }
        }
        return nil
    }
}
