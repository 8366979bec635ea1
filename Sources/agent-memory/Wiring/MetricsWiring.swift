import Base
import CoreMetrics
import HTTPAPI
import Identity
import Memories
import Outbound
import Prometheus
import SQLStorage

/// The metrics of the server, with those that are only read when somebody asks.
extension Wiring {
    /// Nil while metrics are off.
    func metricsText(_ certificate: ServerCertificate?) -> MetricsText? {
        guard let metrics else { return nil }
        let process = ProcessNumbers(metrics, startedAt: Double(time.now().milliseconds) / 1_000)
        let build = [("version", Version.current), ("commit", Version.commit ?? ""), ("build", Version.build)]
        metrics.gauge(.buildInfo, build).set(1.0)
        return { format in
            await update(metrics, certificate)
            process.update()
            return metrics.text(format == .openMetrics ? .openMetrics : .text)
        }
    }

    private func update(_ metrics: ServerMetrics, _ certificate: ServerCertificate?) async {
        let database = SQLiteStores.file(in: operatorTools.directory)
        for (name, path) in [("database", database), ("wal", database + "-wal")] {
            metrics.gauge(.databaseSize, [("file", name)]).set(Double(FileSize.bytes(of: path) ?? 0))
        }
        if let free = DiskSpace.free(at: operatorTools.directory) { metrics.gauge(.diskFree).set(Double(free)) }
        metrics.gauge(.storageReady).set(stores.trouble == nil ? 1.0 : 0.0)
        let unwritten = memories.upkeep.unwritten
        metrics.gauge(.unwrittenNotes, [("kind", "accesses")]).set(Double(unwritten.accesses))
        metrics.gauge(.unwrittenNotes, [("kind", "events")]).set(Double(unwritten.events))
        for issuer in trust.current.issuers {
            metrics.gauge(.issuerKnown, [("issuer", issuer.trust.name)]).set(issuer.connection.isKnown ? 1.0 : 0.0)
        }
        switch await memories.embeddingStatus() {
        case .keywordOnly: break
        case .ready: metrics.gauge(.withoutVector).set(0.0)
        case .reembedding(_, let done, let total): metrics.gauge(.withoutVector).set(Double(total - done))
        }
        if let validity = certificate?.validity {
            metrics.gauge(.certificateExpiry).set(Double(validity.until.milliseconds) / 1_000)
        }
    }
}
