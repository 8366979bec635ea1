import Memories
import Settings

extension SearchSettings.Mode {
    var used: SearchMode {
        switch self {
        case .hybrid: .hybrid
        case .semantic: .semantic
        case .keyword: .keyword
        }
    }
}
