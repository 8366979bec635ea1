/// The model a vector came from; vectors of two models are never compared.
package struct EmbeddingModel: Sendable, Hashable {
    package let name: String
    package let dimension: Int

    package init(name: String, dimension: Int) {
        self.name = name
        self.dimension = dimension
    }
}
