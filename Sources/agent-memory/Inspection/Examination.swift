import Base
import HTTPAPI
import Identity
import LocalEmbedding
import Outbound
import SQLStorage
import Settings

/// The checks of `doctor` and of the administrators' health page. Changes nothing.
struct Examination: Sendable {
    let settings: ServerSettings
    /// Whether to read the whole database, which takes seconds: only in a process of its own.
    var readsAllPages = false

    func run(_ findings: inout Findings) async {
        for warning in settings.warnings { findings.note("settings", warning) }
        if let remark = settings.originRemark { findings.note("settings", remark) }
        await certificate(&findings)
        await database(&findings)
        await model(&findings)
        await issuers(&findings)
        await loginProviders(&findings)
    }

    /// Opens the database read-only, so that it works even while a server of another version runs.
    private func database(_ findings: inout Findings) async {
        let directory = StorageDirectory.absolute(settings.storage.directory)
        disk(directory, &findings)
        do {
            let isThere = try StorageDirectory.isThere(directory)
            try Opening.checkFiles(of: settings)
            guard isThere || settings.storage.url != nil,
                let (stores, pending) = try Wiring.look(settings)
            else {
                findings.note(
                    "database",
                    "no database in \(settings.shownStorage) yet; the first `agent-memory serve` creates it and a user"
                )
                return
            }
            try stores.sqlite?.requireSchema()
            if readsAllPages, try stores.sqlite?.examine(directory: directory) == false {
                findings.note(
                    "database",
                    "it is large and was not read completely; to do so, run `sqlite3 memory.db 'PRAGMA quick_check'`"
                )
            }
            guard pending.isEmpty else {
                let names = pending.map { "\($0.number) (\($0.name))" }.joined(separator: ", ")
                findings.fine("database", "\(settings.shownStorage) can be opened")
                findings.note(
                    "database",
                    "its schema is older than this program; the next start migrates it: \(names)"
                )
                return
            }
            if case .postgres(let postgres) = stores {
                findings.fine("database", "PostgreSQL \(try await postgres.version()) with pgvector")
                if let shared = stores.stores.shared { try await servers(shared, &findings) }
            }
            try await Opening.check(stores, settings, at: Surroundings.time.now())
            let users = try await stores.identity.users.users(PageRequest(limit: 1)).total
            let tokens = try await stores.identity.apiTokens.tokens(withPrefix: "", of: nil).count
            findings.fine(
                "database",
                "\(settings.shownStorage) can be opened; users: \(users), API tokens: \(tokens)"
            )
            if users == 0 {
                findings.note("database", "there is no user yet; the first `agent-memory serve` creates one")
            }
            for (setting, workspace) in try await settings.missingWorkspaces(in: stores.identity.workspaces) {
                findings.bad(
                    "settings",
                    "\(setting) names the workspace \(workspace), which does not exist; run `agent-memory workspace add \(workspace)`, or "
                        + "correct the setting"
                )
            }
        } catch {
            findings.bad("database", error)
        }
    }

    /// The space for the database, also before its directory exists.
    private func disk(_ directory: String, _ findings: inout Findings) {
        guard let free = DiskSpace.free(at: StorageDirectory.nearest(to: directory)) else { return }
        switch DiskSpace.finding(free: free, at: directory) {
        case .fine: break
        case .little(let text): findings.note("disk", text)
        case .none(let text): findings.bad("disk", text)
        }
    }

    private func model(_ findings: inout Findings) async {
        switch settings.embedding.provider {
        case .none: findings.note("model", "embedding.provider is set to none: keyword search only")
        case .openai:
            let place = "\(settings.embedding.model ?? "") of \(settings.embedding.shownURL)"
            do {
                findings.fine(
                    "model",
                    "\(place) returns vectors of \(try await Embedding.examine(settings.embedding)) elements"
                )
            } catch {
                findings.bad("model", "\(place): \(error)")
            }
        case .local:
            let store = Wiring.models(settings)
            guard let installed = store.installed().first else {
                findings.bad(
                    "model",
                    "no embedding model is installed in \(store.directory); run `agent-memory model install`"
                )
                return
            }
            do {
                try store.verify(installed.name)
                findings.fine("model", "\(installed.name) is installed and matches its checksums")
            } catch {
                findings.bad("model", error)
            }
        }
    }

    func issuers(_ findings: inout Findings) async {
        let wiring: TrustedIssuerWiring
        do { wiring = try await TrustedIssuerWiring(settings) } catch {
            findings.bad("issuers", error)
            return
        }
        if let remark = settings.clientsRemark(on: wiring) { findings.note("issuers", remark) }
        for issuer in wiring.issuers {
            for remark in issuer.trust.remarks { findings.note("issuer \(issuer.trust.name)", remark) }
            await examine("issuer \(issuer.trust.name)", &findings) {
                try await issuer.source.examine(for: issuer.trust.algorithms, Surroundings.time)
            }
        }
    }

    func loginProviders(_ findings: inout Findings) async {
        // A problem with outbound.caFile was already reported with the issuers.
        guard let http = try? settings.outbound.operatorChosen() else { return }
        let time = Surroundings.time
        let connections = settings.oauth.loginProviders(http, time)
        for (provider, connection) in zip(settings.oauth.providers, connections) {
            if let issuer = settings.ownIssuer {
                let address = LoginRedirect.uri(issuer: issuer, provider: provider.name)
                findings.note("login provider \(provider.name)", "the redirect URI to register there is \(address)")
            }
            await examine("login provider \(provider.name)", &findings) {
                try await connection.examine(time)
            }
        }
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }

    private func examine(
        _ name: String,
        _ findings: inout Findings,
        _ examination: () async throws -> JWKSKeySource.Examination
    ) async {
        do {
            let found = try await examination()
            findings.fine(name, "\(Self.count(found.usableKeys, "usable key")) at \(ShownText.of(found.address))")
            for reason in found.leftOut { findings.note(name, "left out \(reason)") }
            if let difference = found.clockDifference, abs(difference.components.seconds) > 30 {
                findings.bad(
                    name,
                    "its clock and this machine's differ by \(difference.components.seconds) s; synchronize both clocks"
                )
            }
        } catch {
            findings.bad(name, error)
        }
    }
}
