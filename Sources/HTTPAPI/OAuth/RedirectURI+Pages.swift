import Authorization

extension RedirectURI {
    /// What the person sees of it.
    var display: String {
        switch kind {
        case .https: host
        case .loopback: "this computer (\(host))"
        case .privateUse: "the app “\(text.prefix { $0 != ":" })”"
        }
    }

    /// For `form-action` of the pages whose forms end there, and where the application sends the person next.
    var formTargets: String {
        switch kind {
        case .https: FormTarget.anySite
        // A host source cannot be an IPv6 address (CSP Level 3 §2.3.1).
        case .loopback: host.hasPrefix("[") ? "https: http:" : FormTarget.anySite
        case .privateUse: "\(text.prefix { $0 != ":" }):"
        }
    }
}
