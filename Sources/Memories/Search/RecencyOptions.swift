/// How much recency counts in the ranking; names and defaults of the Redis server's API.
package struct RecencyOptions: Sendable, Hashable {
    package var semanticWeight = 0.8
    package var recencyWeight = 0.2
    package var freshnessWeight = 0.6
    package var noveltyWeight = 0.4
    /// Days until the freshness of the last access is halved.
    package var halfLifeLastAccessDays = 7.0
    /// Days until the novelty of the creation is halved.
    package var halfLifeCreatedDays = 30.0

    package init() {}
}
