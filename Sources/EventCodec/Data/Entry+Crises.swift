internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func write(_ fact: CrisisSettings, to writer: inout JSONWriter) {
        writer.member("agents", fact.agents.map(\.description))
        writer.member("channels", fact.channels.map(\.name))
        writer.member("crisis", fact.crisis.description)
        writer.member("freezes", fact.freezes.map(\.rawValue))
        writer.member("notify", fact.notify.map(\.name))
        if let raises = fact.raises {
            writer.key("raises")
            writer.beginObject()
            writer.member("tags", raises.tags.map(\.name))
            writer.member(ifPresent: "waitingSeconds", raises.waitingSeconds)
            writer.endObject()
        }
        writer.member("reason", fact.reason)
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readCrisisEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> SettingEvent {
        switch type {
        case .crisisDeclared: .crisisDeclared(try readCrisis(&data))
        case .crisisLifted:
            .crisisLifted(
                CrisisLifted(
                    crisis: try data.id("crisis"), agents: try data.list("agents") { JSONObjectReader.id($0) }))
        default:
            .crisisReported(
                CrisisReport(
                    crisis: try data.id("crisis"), raised: try data.int("raised"), restored: try data.int("restored"),
                    notified: try data.int("notified")))
        }
    }

    private static func readCrisis(_ data: inout JSONObjectReader) throws(JSONFieldError) -> CrisisSettings {
        var settings = CrisisSettings(crisis: try data.id("crisis"), reason: try data.string("reason"))
        settings.agents = try data.list("agents") { JSONObjectReader.id($0) }
        settings.channels = try data.list("channels") { ChannelID($0) }
        settings.freezes = try data.list("freezes") { Freeze(rawValue: $0) }
        settings.notify = try data.list("notify") { TeamID($0) }
        if let member = data.member("raises") {
            var raises = try JSONObjectReader(member)
            let tags = try raises.list("tags") { Tag($0) }
            settings.raises = CrisisRaise(tags: tags, waitingSeconds: try raises.intIfPresent("waitingSeconds"))
            try raises.finish()
        }
        return settings
    }
}
