extension GuardedHTTP {
    /// Which addresses can be reached.
    package enum Reach: Sendable, Hashable {
        /// URLs from strangers: public addresses over https only.
        case internet
        /// URLs from the operator: https anywhere, and http on loopback.
        case operatorChosen
        /// The same for a server in a container, where `host.docker.internal` is the host machine: http is allowed
        /// there too.
        case operatorChosenFromContainer
        /// A service in the operator's own network, such as a model server: https anywhere, and http on loopback and on
        /// private addresses.
        case operatorNetwork
    }
}
