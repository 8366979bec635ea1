/// Where a cloud of Microsoft Entra's issues its tokens; a tenant is in one of them. The US government's has the
/// world's issuer of v1.
struct EntraCloud {
    /// The hosts in the issuers of v1 and of v2 tokens.
    let v1, v2: String

    static let all = [
        EntraCloud(v1: "sts.windows.net", v2: "login.microsoftonline.com"),
        EntraCloud(v1: "sts.windows.net", v2: "login.microsoftonline.us"),
        EntraCloud(v1: "sts.chinacloudapi.cn", v2: "login.partner.microsoftonline.cn"),
    ]

    /// The v2 issuer, the v1 issuer and the tenant, by either of the two; nil when it is of none of these clouds, as an
    /// external tenant's (`TENANT.ciamlogin.com`), which is one alone.
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
