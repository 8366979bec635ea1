/// An embedding: contiguous 32-bit floats of unit length.
package struct Vector: Sendable, Hashable {
    package let elements: [Float]

    /// Scales to unit length; nil when there is no direction (all zero, or not finite).
    package init?(normalising elements: [Float]) {
        var sum: Float = 0
        for element in elements { sum += element * element }
        guard sum.isFinite, sum > 0 else { return nil }
        let scale = 1 / sum.squareRoot()
        self.elements = elements.map { $0 * scale }
    }

    package var dimension: Int { elements.count }
}
