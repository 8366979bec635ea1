import ClientCatalog

extension KnownClient {
    /// The letters and the hue that the table gives the client.
    var monogram: Monogram { Monogram(letters: initials, hue: hue) }
}
