import ACME
import Base
import HTTPAPI

/// Puts the answers to challenges where the server's listeners find them.
struct ServedChallenges: ChallengePlace {
    let board: ChallengeBoard

    func present(_ answer: ChallengeAnswer) throws {
        switch answer {
        case .http(let token, let proof): try board.show(.http(token: token, proof: proof))
        case .tls(let name, let certificate, let key):
            let files = PEMFiles(certificates: Array(certificate.utf8), key: Array(key.reveal().utf8))
            try board.show(.tls(name: name, files))
        }
    }

    func withdraw() { board.clear() }
}
