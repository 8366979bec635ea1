import Outbound
import Settings

/// Collects all problems of the settings in one list, the same for `serve`, `doctor` and `config explain`.
enum SettingCheck {
    /// - Throws: `SettingProblems` with the problems of the values, and those that only this machine and the adapters
    ///   find.
    static func settings(_ inputs: SettingInputs) async throws -> ServerSettings {
        let (settings, problems) = try ServerSettings.examine(inputs)
        let all = problems + (await self.problems(of: settings))
        guard all.isEmpty else { throw SettingProblems(problems: all) }
        return settings
    }

    /// The problems of values that are well-formed but unusable: addresses, certificates, conflicting issuers.
    static func problems(of settings: ServerSettings) async -> [SettingProblem] {
        var problems: [SettingProblem] = []
        func collect(_ work: () async throws -> Void) async {
            do { try await work() } catch let several as SettingProblems { problems += several.problems } catch {
                problems.append(SettingProblem("\(CommandFailure.readable(error))"))
            }
        }
        if let sentence = ListeningAddress.problem(settings.http.host) { problems.append(SettingProblem(sentence)) }
        if settings.metrics.port != nil,
            let sentence = ListeningAddress.problem(settings.metrics.host, of: "metrics.host")
        {
            problems.append(SettingProblem(sentence))
        }
        await collect { _ = try PageLanguages.read(settings.pages) }
        await collect { _ = try settings.serverCertificate() }
        await collect {
            let http = try settings.outbound.operatorChosen()
            if case .authority(let authority)? = settings.http.tls?.source {
                let objections = await http.objections(to: [("tls.acme.directory", authority.directory)])
                problems += objections.map { SettingProblem("\($0).") }
            }
            // Collected separately, so that both are reported.
            await collect { try SettingProblems.report(await TrustedIssuerWiring.problems(settings)) }
            await collect { try await LoginProviderSettings.check(settings.oauth.providers, http) }
        }
        return problems
    }
}
