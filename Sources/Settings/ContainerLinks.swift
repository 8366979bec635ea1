/// Variables that Kubernetes sets for every Service of the namespace, and `docker --link` for every container. A
/// Service named `agent-memory` sets `AGENT_MEMORY_SERVICE_HOST` and `AGENT_MEMORY_PORT`; one named `agent-memory-http`
/// sets `AGENT_MEMORY_HTTP_PORT`, which is the name of a setting.
enum ContainerLinks {
    /// The environment without `…_PORT` variables that contain the address of a service: such a name may be a setting.
    static func removed(from environment: [String: String]) -> [String: String] {
        environment.filter { !($0.key.hasSuffix("_PORT") && isAddress($0.value)) }
    }

    /// Whether a variable with an unknown name was set for a Service or a container.
    static func made(_ name: String, value: String) -> Bool {
        if name.contains(/_SERVICE_(HOST|PORT|PORT_[A-Z0-9_]+)$/)
            || name.contains(/_PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?$/)
        {
            return true
        }
        if name.hasSuffix("_PORT"), isAddress(value) { return true }
        // Docker sets the link's name, `/caller/alias`, and copies the environment of the other container. A provider
        // may be named "env".
        if name.hasSuffix("_NAME"), value.contains(/^\/[^\/]+\/[^\/]+$/) { return true }
        return name.contains("_ENV_") && !SettingGroup.all.contains { name.hasPrefix($0.variablePrefix) }
    }

    /// `tcp://10.43.12.7:8000`
    private static func isAddress(_ value: String) -> Bool { value.contains(/^(tcp|udp|sctp):\/\//) }
}
