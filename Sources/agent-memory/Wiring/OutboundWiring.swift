import Outbound
import Settings

extension OutboundSettings {
    /// The HTTP client for addresses that the operator chose (issuers, login providers). They may be on loopback, and
    /// on private addresses over https, with certificates of the operator's own authority. Other URLs never have this
    /// trust.
    /// - Parameter own: more certificates to trust, in PEM.
    /// - Throws: `CommandFailure` for a file that cannot be read or contains no certificate.
    func operatorChosen(
        limits: GuardedHTTP.Limits = GuardedHTTP.Limits(),
        resolver: any NameResolver = SystemResolver(),
        trusting own: [UInt8] = []
    ) throws -> GuardedHTTP {
        let trusted = try authorities() + own
        guard !trusted.isEmpty else {
            return GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: resolver)
        }
        return try GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: resolver, trusting: trusted)
    }

    /// The certificates of `outbound.caFile` in PEM, with a line end; empty when it is not set.
    private func authorities() throws -> [UInt8] {
        guard let caFile else { return [] }
        do {
            guard let pem = try SettingFile.bytes(at: caFile) else {
                throw CommandFailure("outbound.caFile: the file \(caFile) does not exist.")
            }
            // Also parses them, so that a flaw is known by the file's name.
            _ = try GuardedHTTP(reach: .operatorChosen, trusting: pem)
            return pem + [UInt8(ascii: "\n")]
        } catch let unreadable as UnreadableFile {
            throw CommandFailure("outbound.caFile: the file \(caFile) \(unreadable.reason)")
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                "outbound.caFile: the file \(caFile) contains no certificate in PEM. `openssl x509 -inform der -in FILE` converts DER to PEM."
            )
        }
    }
}

extension GuardedHTTP {
    /// The HTTP client for addresses that clients name: public addresses over https only.
    static func internet(limits: Limits = Limits()) -> GuardedHTTP { GuardedHTTP(reach: .internet, limits: limits) }

    /// The settings whose address can never be fetched, each with the reason.
    func objections(to settings: [(name: String, address: String?)]) async -> [String] {
        var problems: [String] = []
        for case (let name, let address?) in settings {
            guard let objection = await objection(to: address) else { continue }
            problems.append("\(name): \(objection)")
        }
        return problems
    }
}
