import Glibc
import NIOCore
import Settings

/// Why the server cannot listen on the address in the settings.
enum BindFailure {
    /// Turns errors of the operating system into a sentence; other errors stay unchanged.
    static func readable(_ error: any Error, _ settings: HTTPSettings) -> any Error {
        if error is SocketAddressError.UnknownHost {
            return CommandFailure("http.host: \(settings.host) is not an address, and no host of that name is known.")
        }
        guard let code = (error as? IOError)?.errnoCode else { return error }
        return switch code {
        case EADDRINUSE:
            CommandFailure(
                "Port \(settings.port) of \(settings.host) is in use by another program; choose one with --port."
            )
        case EADDRNOTAVAIL:
            CommandFailure("http.host: this machine has no address \(settings.host).")
        case EACCES:
            CommandFailure(
                "Port \(settings.port) is reserved for privileged programs; choose one from 1024 on with --port."
            )
        default: error
        }
    }
}
