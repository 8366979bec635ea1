import MCP
import Settings

extension MCPSettings.SearchAndFetch {
    var offered: MCP.SearchAndFetch {
        switch self {
        case .auto: .auto
        case .always: .always
        case .never: .never
        }
    }
}
