/// Texts by name, which applications put on sessions, memories and prompts. The names are words of ASCII letters, digits and
/// underscores (`Annotations`).
package typealias AnnotationTexts = [String: String]
