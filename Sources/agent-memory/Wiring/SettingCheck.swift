import Outbound
import Settings

/// Everything that is wrong with the settings in one list, the same for `serve`, `doctor` and `config explain`.
enum SettingCheck {
    /// - Throws: `SettingProblems` with what the settings themselves tell, and what only this machine and the adapters
    ///   know.
    static func settings(_ inputs: SettingInputs) async throws -> ServerSettings {
        let (settings, problems) = try ServerSettings.examine(inputs)
        let all = problems + (await self.problems(of: settings))
        guard all.isEmpty else { throw SettingProblems(problems: all) }
        return settings
    }

    /// What cannot be used although each value reads well: addresses, certificates, issuers that exclude each other.
    static func problems(of settings: ServerSettings) async -> [SettingProblem] {
        var problems: [SettingProblem] = []
        func collect(_ work: () async throws -> Void) async {
            do { try await work() } catch let several as SettingProblems { problems += several.problems } catch {
                problems.append(SettingProblem("\(CommandFailure.readable(error))"))
            }
        }
        if let sentence = ListeningAddress.problem(settings.http.host) { problems.append(SettingProblem(sentence)) }
        await collect {
            let http = try settings.outbound.operatorChosen()
            // One after the other, so that both are said.
            await collect { try SettingProblems.report(await TrustedIssuerWiring.problems(settings)) }
            await collect { try await LoginProviderSettings.check(settings.oauth.providers, http) }
        }
        return problems
    }
}
