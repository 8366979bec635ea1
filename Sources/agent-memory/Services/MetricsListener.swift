import Base
import HTTPAPI
import Hummingbird
import Logging
import ServiceLifecycle
import Settings

/// Serves `/metrics` without a token, on a port of its own.
struct MetricsListener: Service {
    let host: String
    let port: Int
    let text: MetricsText
    let logger: Logger

    /// Nil without `metrics.port`.
    init?(_ settings: MetricsSettings, _ text: MetricsText?, logger: Logger) {
        guard let port = settings.port, let text else { return nil }
        (host, self.port, self.text, self.logger) = (settings.host, port, text, logger)
    }

    func run() async throws {
        let isLoopback = IPAddress(host)?.isLoopback ?? (Host(host)?.isLoopback == true)
        let application = Application(
            router: MetricsRoutes(text).router(hosts: isLoopback ? HostPolicy() : nil),
            server: .http1(idle: .seconds(60), transfer: .seconds(60)),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                logger.notice(
                    "metrics are served",
                    metadata: ["address": "\(host)", "port": "\(channel.localAddress?.port ?? port)"]
                )
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch {
            throw BindFailure.readable(error, host: host, port: port, of: .metrics)
        }
    }
}
