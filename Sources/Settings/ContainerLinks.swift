import Base

/// Variables that Kubernetes sets for every Service of the namespace, and `docker --link` for every container. A
/// Service named `agent-memory` sets `AGENT_MEMORY_SERVICE_HOST` and `AGENT_MEMORY_PORT`; one named `agent-memory-http`
/// sets `AGENT_MEMORY_HTTP_PORT`, which is the name of a setting.
struct ContainerLinks: Sendable {
    /// The beginnings of the variables that Docker set for linked containers, such as `AGENT_MEMORY`.
    private let aliases: Set<String>

    init(environment: [String: String]) {
        aliases = Set(environment.compactMap { Self.alias($0.key, value: $0.value) })
    }

    /// The environment without `…_PORT` variables that contain the address of a service: such a name may be a setting.
    static func removed(from environment: [String: String]) -> [String: String] {
        environment.filter { !($0.key.hasSuffix("_PORT") && isAddress($0.value)) }
    }

    /// Whether a variable with an unknown name was set for a Service or a container. Both the name and the value must
    /// have the form that Kubernetes or Docker writes: `AGENT_MEMORY_AUTH_ENV_MODE` may also be a person's mistake.
    func made(_ name: String, value: String) -> Bool {
        if name.contains(/_SERVICE_HOST$|_PORT_[0-9]+_(TCP|UDP|SCTP)_ADDR$/) { return IPAddress(value) != nil }
        if name.contains(/_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_[0-9]+_(TCP|UDP|SCTP)_PORT$/) {
            return UInt16(value) != nil
        }
        if name.contains(/_PORT_[0-9]+_(TCP|UDP|SCTP)_PROTO$/) { return ["tcp", "udp", "sctp"].contains(value) }
        if name.contains(/_PORT(_[0-9]+_(TCP|UDP|SCTP))?$/) { return Self.isAddress(value) }
        if Self.alias(name, value: value) != nil { return true }
        // Docker copies the environment of the other container.
        return aliases.contains { name.hasPrefix($0 + "_ENV_") }
    }

    /// The alias of a link in the variable that Docker sets for each, `AGENT_MEMORY_NAME=/caller/agent-memory`.
    private static func alias(_ name: String, value: String) -> String? {
        guard name.hasSuffix("_NAME"), let alias = value.wholeMatch(of: /\/[^\/]+\/([^\/]+)/)?.1 else { return nil }
        let written = alias.uppercased().replacing("-", with: "_")
        return name.dropLast("_NAME".count) == written ? written : nil
    }

    /// `tcp://10.43.12.7:8000`
    private static func isAddress(_ value: String) -> Bool { value.contains(/^(tcp|udp|sctp):\/\//) }
}
