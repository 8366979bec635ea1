import Identity

/// The stores of the authorization server, of one backend, chosen at start-up.
package struct AuthorizationStores: Sendable {
    package let clients: any ClientStore
    package let codes: any AuthorizationCodeStore
    package let grants: any GrantStore
    package let consents: any ConsentStore
    package let sessions: any SessionStore
    package let passwords: any PasswordStore
    package let passkeys: any PasskeyStore
    package let invitations: any InvitationStore
    package let oneTime: any OneTimeStore
    package let keys: any KeyStore
    package let state: any AuthorizationStateStore
    package let traces: any ConnectionTraceStore

    package init(
        clients: any ClientStore,
        codes: any AuthorizationCodeStore,
        grants: any GrantStore,
        consents: any ConsentStore,
        sessions: any SessionStore,
        passwords: any PasswordStore,
        passkeys: any PasskeyStore,
        invitations: any InvitationStore,
        oneTime: any OneTimeStore,
        keys: any KeyStore,
        state: any AuthorizationStateStore,
        traces: any ConnectionTraceStore
    ) {
        self.clients = clients
        self.codes = codes
        self.grants = grants
        self.consents = consents
        self.sessions = sessions
        self.passwords = passwords
        self.passkeys = passkeys
        self.invitations = invitations
        self.oneTime = oneTime
        self.keys = keys
        self.state = state
        self.traces = traces
    }
}
