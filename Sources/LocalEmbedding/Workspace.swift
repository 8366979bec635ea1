import CEncoder

/// The buffers of one pass through the encoder, which a worker reuses. One pass at a time.
package final class Workspace: @unchecked Sendable {
    /// The most tokens of a pass.
    let tokens: Int
    let hidden: AlignedMemory
    let projected: AlignedMemory
    let attended: AlignedMemory
    let residual: AlignedMemory
    let widened: AlignedMemory
    let attentionScratch: AlignedMemory
    let quantised: AlignedMemory
    let scales: AlignedMemory

    init(_ shape: EncoderShape) {
        tokens = shape.tokenLimit
        hidden = AlignedMemory(bytes: 4 * tokens * shape.width)
        projected = AlignedMemory(bytes: 4 * tokens * 3 * shape.width)
        attended = AlignedMemory(bytes: 4 * tokens * shape.width)
        residual = AlignedMemory(bytes: 4 * tokens * shape.width)
        widened = AlignedMemory(bytes: 4 * tokens * shape.inner)
        attentionScratch = AlignedMemory(bytes: 4 * ce_attention_scratch(tokens, shape.width / shape.heads))
        quantised = AlignedMemory(bytes: 2 * tokens * shape.inner)
        scales = AlignedMemory(bytes: 4 * tokens)
    }
}
