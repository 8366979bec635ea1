import Glibc

/// Checks whether this machine can listen on an address, without listening.
enum ListeningAddress {
    /// Why the server cannot listen on `host`, in a sentence; nil when no problem is known.
    /// - Parameter setting: the setting that names it.
    static func problem(_ host: String, of setting: String = "http.host") -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "0", &hints, &found) == 0, let address = found?.pointee else {
            return "\(setting): \(host) is not an address, and no host of that name is known. \(advice)"
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) != 0, errno == EADDRNOTAVAIL else { return nil }
        return "\(setting): this machine has no address \(host). \(advice)"
    }

    private static let advice = "Use 127.0.0.1, 0.0.0.0 (every address) or an address of this machine."
}
