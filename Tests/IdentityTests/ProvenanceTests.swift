import Base
import TestSupport
import Testing

@testable import Identity

@Suite struct ProvenanceTests {
    private static let issuer = "https://issuer.example"

    @Test(
        "Every credential identifies its application",
        arguments: [
            (.apiToken(ID("t")), nil, nil, ApplicationID(.apiToken, id: "t"), "t"),
            (
                .accessToken(issuer: issuer, grant: "g"), "https://client.example/id", .document,
                ApplicationID(.document, id: "https://client.example/id"), "g"
            ),
            (.accessToken(issuer: issuer, grant: "g"), "c", .registered, ApplicationID(.registered, id: "c"), "g"),
            // A client of another issuer is never confused with one of this server.
            (
                .accessToken(issuer: issuer, grant: nil), "c", nil, ApplicationID(.issuer, id: "c", issuer: issuer),
                issuer
            ),
            (
                .accessToken(issuer: issuer, grant: nil), nil, nil, ApplicationID(.issuer, id: "", issuer: issuer),
                issuer
            ),
            (.browserSession("s"), nil, nil, ApplicationID(.browser, id: "browser"), "s"),
            (.preset, nil, nil, ApplicationID(.preset, id: "preset"), ""),
        ] as [(Credential, String?, ApplicationID.Identification?, ApplicationID, String)]
    )
    func application(
        credential: Credential,
        client: String?,
        identification: ApplicationID.Identification?,
        application: ApplicationID,
        shown: String
    ) {
        let provenance = Provenance(
            credential,
            client: client,
            identifiedAs: identification,
            kind: .person(ID("us-ann")),
            personName: "ann"
        )
        #expect(
            provenance
                == Provenance(application: application, person: ID("us-ann"), personName: "ann", credential: shown)
        )
    }

    @Test("Without a credential nothing is known")
    func noCredential() {
        #expect(
            Provenance(.none, client: nil, identifiedAs: nil, kind: .anonymous, personName: nil) == nil
        )
    }

    @Test("Only a document has a host")
    func host() {
        #expect(ApplicationID(.document, id: "https://client.example:8443/id").host == "client.example")
        #expect(ApplicationID(.registered, id: "https://client.example/id").host == nil)
    }

    @Test("A paused principal is allowed nothing, and told since when")
    func pausedPrincipal() throws {
        let principal = People.person("ann", credential: .apiToken(ID("t"))).paused(since: People.dawn)
        for action in [Action.read, .write, .administer] {
            let fault = #expect(throws: Fault.self) { try AccessPolicy.access(principal, to: action) }
            #expect(fault?.code == .forbidden && fault?.detail.contains("\(People.dawn)") == true)
        }
    }
}
