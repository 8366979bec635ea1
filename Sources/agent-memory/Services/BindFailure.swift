import Glibc
import NIOCore

/// Why the server cannot listen on the address in the settings.
enum BindFailure {
    enum Listener {
        case main, metrics, challenges

        /// The setting of its address.
        var host: String { self == .metrics ? "metrics.host" : "http.host" }
        /// How to choose its port.
        var port: String {
            switch self {
            case .main: "--port"
            case .metrics: "metrics.port"
            case .challenges: "tls.acme.httpPort"
            }
        }
    }

    /// Turns errors of the operating system into a sentence; other errors stay unchanged.
    static func readable(_ error: any Error, host: String, port: Int, of listener: Listener) -> any Error {
        if error is SocketAddressError.UnknownHost {
            return CommandFailure("\(listener.host): \(host) is not an address, and no host of that name is known.")
        }
        guard let code = (error as? IOError)?.errnoCode else { return error }
        return switch code {
        case EADDRINUSE:
            CommandFailure(
                "Port \(port) of \(host) is in use by another program; choose one with \(listener.port)."
            )
        case EADDRNOTAVAIL:
            CommandFailure("\(listener.host): this machine has no address \(host).")
        case EACCES:
            CommandFailure(
                "Port \(port) is reserved for privileged programs; choose one from 1024 on with \(listener.port)."
            )
        default: error
        }
    }
}
