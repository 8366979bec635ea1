import Base
import HTTPAPI
import Hummingbird
import Logging
import NIOCore
import Outbound
import ServiceLifecycle
import Settings
import Synchronization

/// The services of a server that speaks HTTPS: they look for a renewed certificate, get it from a certificate authority
/// and answer that authority.
struct CertificateServices {
    let settings: ServerSettings
    let certificate: ServerCertificate
    let listeners: OpenListeners
    let logger: Logger

    /// - Throws: `CommandFailure` for a file that cannot be read.
    func all() throws -> [any Service] {
        let watching = CertificateWatch(certificate: certificate, logger: logger)
        let watch = PeriodicTask("TLS certificate", every: CertificateWatch.interval, logger: logger) {
            watching.turn()
        }
        guard case .authority(let authority)? = settings.http.tls?.source else { return [watch] }
        var limits = GuardedHTTP.Limits()
        limits.timeout = .seconds(30)
        let time = Surroundings.time
        let renewal = CertificateRenewal(
            authority,
            settings.certificateFolder,
            over: AuthorityConnection(try settings.outbound.operatorChosen(limits: limits), time),
            answeringAt: ServedChallenges(board: certificate.challenges),
            time: time,
            random: Surroundings.random,
            logger: logger
        )
        // The authority connects to this server, so its listeners come first.
        let needed = authority.httpPort == nil ? 1 : 2
        let task = PeriodicTask("certificate of the authority", every: .seconds(1), logger: logger) { [listeners] in
            guard listeners.count >= needed else { return }
            try await renewal.turn()
        }
        guard let port = authority.httpPort, let origin = settings.http.publicURL else { return [watch, task] }
        return [watch, task, site(port, origin)]
    }

    private func site(_ port: Int, _ origin: String) -> some Service {
        let application = Application(
            responder: ChallengeSite(certificate, origin: origin),
            server: .limited(
                nil,
                idle: .seconds(settings.http.idleSeconds),
                transfer: .seconds(settings.http.transferSeconds)
            ),
            configuration: .init(address: .hostname(settings.http.host, port: port)),
            onServerRunning: { [listeners] _ in listeners.opened() },
            logger: logger
        )
        return NamedListener(application: application, host: settings.http.host, port: port)
    }

    /// Says which setting to change when the port cannot be used.
    private struct NamedListener<App: ApplicationProtocol>: Service {
        let application: App
        let host: String
        let port: Int

        func run() async throws {
            do { try await application.run() } catch {
                throw BindFailure.readable(error, host: host, port: port, of: .challenges)
            }
        }
    }
}

/// How many listeners of the server accept connections.
final class OpenListeners: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }

    func opened() { number.add(1, ordering: .releasing) }
}
