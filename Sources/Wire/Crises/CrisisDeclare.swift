package import JSON

/// What stands still in a crisis.
package enum WireFreeze: String, Sendable, CaseIterable {
    /// Whatever goes out by itself.
    case automation
    /// Whatever bots do with tickets.
    case bots
    /// Answers whose words are a template's and nobody's own.
    case templates
}

/// Which of the tickets that wait become urgent: any of these; at least one of them is said.
package struct WireCrisisRaise: WireValue {
    /// Those with one of these tags.
    package var tags: [String]?
    /// Those whose customers had waited so long already.
    package var waitingSeconds: Int?

    package init(tags: [String]? = nil, waitingSeconds: Int? = nil) {
        self.tags = tags
        self.waitingSeconds = waitingSeconds
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        if let elements = try object.optionalArray("tags", countMax: Limits.crisisTagsMax) {
            var read: [String] = []
            for element in elements { read.append(try WireText.tag(element)) }
            tags = read
        }
        waitingSeconds = try object.optionalInt("waitingSeconds", in: Limits.crisisWaitingSeconds)
        try object.finish()
        guard tags != nil || waitingSeconds != nil else {
            throw json.error(.invalid, "must say tags, waitingSeconds or both")
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "tags", tags)
        writer.member(ifPresent: "waitingSeconds", waitingSeconds)
        writer.endObject()
    }
}

/// Has things stand still, raises what is urgent and tells people, until it is lifted.
package struct CrisisDeclare: WireCommand {
    package static let method = Method.crisisDeclare
    package typealias Response = CrisisDeclareResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where it holds; nil for everywhere.
    package var channels: [String]?
    package var freezes: [WireFreeze]?
    package var raise: WireCrisisRaise?
    /// Teams of whom everybody is told; nil for those that the policy says are on duty.
    package var notify: [String]?
    /// For colleagues and reports; nothing about a person.
    package var reason: String

    package init(
        commandID: String, channels: [String]? = nil, freezes: [WireFreeze]? = nil, raise: WireCrisisRaise? = nil,
        notify: [String]? = nil, reason: String
    ) {
        self.commandID = commandID
        self.channels = channels
        self.freezes = freezes
        self.raise = raise
        self.notify = notify
        self.reason = reason
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channels = try object.optionalChannels("channels")
        freezes = try object.optionalChoices("freezes")
        raise = try object.decodeIfPresent("raise")
        notify = try object.ids("notify", countMax: Limits.crisisTeamsMax)
        reason = try object.string("reason", utf8Max: Limits.reasonBytesMax, utf8Min: 1)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member(ifPresent: "channels", channels)
        writer.member(ifPresent: "freezes", freezes?.map(\.rawValue))
        writer.member(ifPresent: "raise", raise)
        writer.member(ifPresent: "notify", notify)
        writer.member("reason", reason)
        writer.endObject()
    }
}

/// It holds, from its position on.
package struct CrisisDeclareResult: WireValue {
    /// Of the event in the workspace's log.
    package var position: Int64
    /// Ours for the crisis.
    package var crisis: String
    /// Of the settings.
    package var version: Int64

    package init(position: Int64, crisis: String, version: Int64) {
        self.position = position
        self.crisis = crisis
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        crisis = try object.id("crisis")
        version = try object.count("version")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("crisis", crisis)
        writer.member("version", version)
        writer.endObject()
    }
}

/// Ends a crisis: nothing stands still by it any more, and what it raised goes back.
package struct WireCrisisName: WireDocument {
    package static let method = Method.crisisLift

    package var crisis: String

    package init(crisis: String) { self.crisis = crisis }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) { crisis = try object.id("crisis") }

    package func writeMembers(to writer: inout JSONWriter) { writer.member("crisis", crisis) }
}
