import Memories
import Settings

extension LimitSettings {
    var memory: MemoryLimits {
        var limits = MemoryLimits()
        limits.textLength = textLength
        limits.messageLength = messageLength
        limits.messagesPerSession = messagesPerSession
        limits.queryLength = queryLength
        limits.batchSize = batchSize
        limits.pageSize = pageSize
        limits.metadataBytes = metadataBytes
        limits.idLength = idLength
        limits.versionCount = versionCount
        limits.versionDays = versionDays
        limits.deletedDays = deletedDays
        limits.activityDays = activityDays
        return limits
    }
}
