package import Authorization
package import Base
import HTTPTypes
import Hummingbird
import Identity

/// Notes the steps of connecting clients, with the address each request came from (`agent-memory client trace`).
package struct StepNotes: Sendable {
    private let trace: ConnectionTrace
    let proxies: TrustedProxies
    private let time: any TimeSource

    package init(trace: ConnectionTrace, proxies: TrustedProxies, time: any TimeSource) {
        self.trace = trace
        self.proxies = proxies
        self.time = time
    }

    /// - Parameter client: the id as the request named it.
    func note(
        _ stage: ConnectionStage,
        of client: String?,
        named name: String? = nil,
        _ request: Request,
        _ context: EdgeContext,
        passed: Bool = true,
        remark: String? = nil
    ) {
        trace.note(
            stage,
            client: client,
            name: name,
            from: proxies.caller(request, context),
            at: time.now(),
            passed: passed,
            remark: remark
        )
    }

    /// A remark on the scopes in a request that mean nothing here; nil when there are none.
    static func unknownScopes(_ scopes: String?) -> String? {
        let names = scopes.map { AskedScopes($0).unknown.prefix(5).map { String($0.prefix(60)) } } ?? []
        guard !names.isEmpty else { return nil }
        return
            "It asked for scopes that do not exist here: \(names.joined(separator: ", ").escaped). They were left out."
    }

    /// Notes a failed step with the sentence that the client got, and passes the error on.
    func failing<Answer>(
        _ stage: ConnectionStage,
        of client: String?,
        _ request: Request,
        _ context: EdgeContext,
        _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch let fault as Fault {
            note(stage, of: client, request, context, passed: false, remark: fault.detail)
            throw fault
        }
    }
}
