import Base
import Identity
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import Authorization
@testable import JOSE
@testable import Outbound

/// The shared setup of the suites about a login at a provider.
protocol OIDCLogin {
    var clock: ManualClock { get }
}

extension OIDCLogin {
    func provider(
        _ scripted: ScriptedProvider,
        secret: Secret? = ScriptedProvider.secret,
        _ change: (inout OIDCProvider.Options) -> Void = { _ in }
    ) -> OIDCProvider {
        var options = OIDCProvider.Options(
            name: "test",
            title: "Test",
            issuer: scripted.issuer,
            clientID: ScriptedProvider.clientID,
            clientSecret: secret
        )
        change(&options)
        return OIDCProvider(options, http: GuardedHTTP(reach: .operatorChosen, limits: .patient), time: clock)
    }

    func identity(_ provider: OIDCProvider, issuer: String? = nil) async throws -> UpstreamIdentity {
        let callback = LoginCallback(
            code: "c",
            issuer: issuer,
            verifier: "v",
            nonce: ScriptedProvider.nonce,
            redirectURI: "https://memory.example/cb"
        )
        return try await provider.identity(callback, at: clock.now())
    }

    /// The code of the fault that ends a login; nil when it succeeds.
    func refusal(_ script: ScriptedProvider.Script, issuer: String? = nil) async throws -> FaultCode? {
        var code: FaultCode?
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            do { _ = try await identity(provider(scripted), issuer: issuer) } catch let fault as Fault {
                code = fault.code
            }
        }
        return code
    }
}
