import Glibc
import Settings

/// Tells systemd how far the server is (sd_notify(3)): a unit with `Type=notify` counts as started only when the server
/// can answer. Other starts of the program have no such socket, and then nothing happens.
struct ReadinessNotice: Sendable {
    enum State: String {
        case ready = "READY=1"
        case stopping = "STOPPING=1"
    }

    /// A path, or `@` and the name of an abstract socket (unix(7)).
    private let socket: String

    /// - Parameter variable: the value of NOTIFY_SOCKET; nil when there is none.
    init?(_ variable: String?) {
        guard let variable, variable.hasPrefix("/") || variable.hasPrefix("@") else { return nil }
        socket = variable
    }

    /// The manager that started this process, if one did.
    static var ofThisProcess: ReadinessNotice? { ReadinessNotice(NotifySocket.name) }

    /// A failure has no consequence here: systemd then ends the start after its own time limit and logs why.
    func notify(_ state: State) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(socket.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.rawValue.utf8)
        withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}
