import Outbound
import Settings

extension OutboundSettings {
    /// The HTTP client for addresses that the operator chose (issuers, login providers). They may be on loopback, and
    /// on private addresses over https, with certificates of the operator's own authority. Other URLs never have this
    /// trust.
    /// - Throws: `CommandFailure` for a file that cannot be read or contains no certificate.
    func operatorChosen(limits: GuardedHTTP.Limits = GuardedHTTP.Limits()) throws -> GuardedHTTP {
        guard let caFile else { return GuardedHTTP(reach: .operatorChosen, limits: limits) }
        do {
            guard let pem = try SettingFile.bytes(at: caFile) else {
                throw CommandFailure("outbound.caFile: the file \(caFile) does not exist.")
            }
            return try GuardedHTTP(reach: .operatorChosen, limits: limits, trusting: pem)
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
