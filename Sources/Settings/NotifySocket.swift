import FoundationEssentials

/// The socket at which systemd waits to be told that the server is ready (sd_notify(3)).
package enum NotifySocket {
    /// Nil when systemd did not start this process as a service.
    package static var name: String? { ProcessInfo.processInfo.environment["NOTIFY_SOCKET"] }
}
