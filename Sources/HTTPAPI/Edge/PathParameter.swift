import Base
package import Hummingbird

extension RequestContext {
    /// A parameter of the path. The path is split before it is decoded, so an id may hold `%2F`.
    package func pathParameter(_ name: String) throws -> String {
        guard let raw = parameters.get(name), let value = Percent.decode(raw, plusIsSpace: false), !value.isEmpty else {
            throw Fault(.invalidRequest, "The path is not percent-encoded UTF-8.")
        }
        return value
    }
}
