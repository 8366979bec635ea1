import Base
import HTTPAPI
import Outbound
import Settings

extension HTTPSettings {
    /// The URL of the running server for `nearServer`: with TLS the public name, for which the certificate is valid, at
    /// the port of the settings.
    var nearURL: String {
        guard tls != nil, let name = publicURL.flatMap({ Origin($0) })?.host else { return localURL(port: port) }
        return "https://\(name):\(port)"
    }
}

extension ServerSettings {
    /// The HTTP client for `nearURL`. It finds the public name on this machine, so that the certificate is checked as
    /// clients check it, whatever stands between them and the server. The server's own file counts as an authority,
    /// for certificates that are signed by themselves.
    /// - Throws: `CommandFailure` for a file that cannot be read, or `UnusableCertificate`.
    func nearServer() throws -> GuardedHTTP {
        guard let files = try tlsFiles() else { return try outbound.operatorChosen() }
        _ = try ServerCertificate { files }
        return try outbound.operatorChosen(
            resolver: NearResolver(address: http.localHost),
            trusting: files.certificates
        )
    }
}

/// Finds every name at one address of this machine.
private struct NearResolver: NameResolver {
    let address: String

    func addresses(of host: String) async throws -> [String] { [address] }
}
