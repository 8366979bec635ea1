import Base
import Memories
import Outbound
import SQLStorage
import Settings

extension LanguageSettings {
    /// The language model of the settings; nil when there is none.
    /// - Throws: `CommandFailure` for an address that cannot be used.
    func parts(_ outbound: OutboundSettings, stores: Stores, random: some RandomSource) throws -> LanguageParts? {
        guard let url else { return nil }
        var limits = GuardedHTTP.Limits()
        limits.timeout = .seconds(timeoutSeconds)
        limits.connect = .seconds(min(10, timeoutSeconds))
        var endpoint = ChatEndpoint.Options(url: url, model: model)
        endpoint.key = key
        endpoint.totalTime = .seconds(2 * timeoutSeconds)
        do {
            return LanguageParts(
                model: try ChatEndpoint(
                    endpoint,
                    http: try outbound.operatorChosen(limits: limits).reaching(.operatorNetwork),
                    random: random
                ),
                calls: stores.languageCalls,
                extractions: stores.extractions,
                options: options
            )
        } catch let fault as Fault {
            throw CommandFailure("llm.url: \(fault.detail)")
        }
    }

    /// One sentence for start-up; nil without a model.
    var sentence: String? {
        url.map { "Memories are extracted from conversations by \(model) of \(ShownText.of($0, isURL: true))." }
    }
}
