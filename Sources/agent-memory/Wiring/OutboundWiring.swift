import Outbound
import Settings

extension OutboundSettings {
    /// For what the operator chose (issuers, login providers): it may be on loopback, and on private addresses over
    /// https, certified by an authority of the operator's own. Strangers' URLs are never trusted so.
    /// - Throws: `CommandFailure` for a file that cannot be read or holds no certificate.
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
                "outbound.caFile: the file \(caFile) holds no certificate in PEM. `openssl x509 -inform der -in FILE` makes PEM of DER."
            )
        }
    }
}

extension GuardedHTTP {
    /// For addresses that clients name: public ones over https only.
    static func internet(limits: Limits = Limits()) -> GuardedHTTP { GuardedHTTP(reach: .internet, limits: limits) }

    /// Which of these settings hold an address that nothing could be fetched from, ever, and why.
    func objections(to settings: [(name: String, address: String?)]) async -> [String] {
        var problems: [String] = []
        for case (let name, let address?) in settings {
            guard let objection = await objection(to: address) else { continue }
            problems.append("\(name): \(objection)")
        }
        return problems
    }
}
