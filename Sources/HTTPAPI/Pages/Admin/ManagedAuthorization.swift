package import Authorization

/// The parts of the authorization server that administrators manage: the applications it knows, and its signing keys.
package struct ManagedAuthorization: Sendable {
    let clients: any ClientStore
    let revoker: AccessRevoker
    let keys: any KeyStore
    let rotation: KeyRotation
    let algorithm: TokenAlgorithm
    /// The setting that contains the operator's own key; nil when the server creates its keys.
    let keySetting: String?

    package init(
        stores: AuthorizationStores,
        revoker: AccessRevoker,
        rotation: KeyRotation,
        algorithm: TokenAlgorithm,
        keySetting: String?
    ) {
        clients = stores.clients
        keys = stores.keys
        self.revoker = revoker
        self.rotation = rotation
        self.algorithm = algorithm
        self.keySetting = keySetting
    }
}
