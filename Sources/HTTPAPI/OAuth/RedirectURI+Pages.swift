import Authorization

extension RedirectURI {
    /// The text that the person is shown for the redirect URI.
    var display: String {
        switch kind {
        case .https: host
        case .loopback: localized("this computer (\(host))")
        case .privateUse: localized("the app “\(text.prefix { $0 != ":" })”")
        }
    }

    /// The CSP `form-action` sources of pages whose forms redirect there, including where the application redirects
    /// next.
    var formTargets: String {
        switch kind {
        case .https: FormTarget.anySite
        // A host source cannot be an IPv6 address (CSP Level 3 §2.3.1).
        case .loopback: host.hasPrefix("[") ? "https: http:" : FormTarget.anySite
        case .privateUse: "\(text.prefix { $0 != ":" }):"
        }
    }
}
