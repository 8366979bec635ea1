import Logging
import SQLStorage

/// Gives a sign of life every ten seconds while other servers can use the database, and tells the operator when the clocks
/// differ.
struct InstanceWatch {
    /// Nil when no other server can use the database.
    let own: OwnInstance?
    let logger: Logger

    /// Runs until it is cancelled.
    func run() async {
        guard let own else { return }
        var reported: String?
        while !Task.isCancelled {
            // A database that does not answer is reported by `RevocationWatch`.
            try? await own.see()
            let remark = own.clock.remark
            if let remark, remark != reported { logger.warning("\(remark)") }
            reported = remark
            try? await Task.sleep(for: ServerInstance.interval)
        }
    }
}
