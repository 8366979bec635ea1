import Identity
import Logging
import SQLStorage

/// Asks the database twice a second whether another server has revoked something.
struct RevocationWatch {
    static let interval: Duration = .milliseconds(500)

    let revocations: RevocationEpoch
    /// Nil when no other server can use the database: then there is nothing to ask.
    let shared: SharedState?
    let logger: Logger

    /// Runs until it is cancelled.
    func run() async {
        guard let shared else { return }
        var isReported = false
        while !Task.isCancelled {
            do {
                try await revocations.listen(shared.revocationNumber)
                if isReported { logger.notice("the database answers again; known credentials are served from memory") }
                isReported = false
            } catch {
                if !isReported, !Task.isCancelled, revocations.isSilent {
                    isReported = true
                    logger.warning(
                        "the database cannot be asked what was revoked; no credential is served from memory",
                        metadata: ["cause": "\(CommandFailure.readable(error))"]
                    )
                }
            }
            try? await Task.sleep(for: Self.interval)
        }
    }
}
