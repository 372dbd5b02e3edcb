package import JSON

/// Who can read what is said on a channel.
package enum WireAccess: String, Sendable, CaseIterable {
    case direct, `public`
}

/// How one channel is served.
package struct WireChannel: WireDocument, WireValue {
    package static let method = Method.channelSet

    package var channel: String
    package var access: WireAccess
    /// What the account is for, such as `support`.
    package var purpose: String?
    /// BCP 47 in lower case.
    package var language: String?
    /// Who gets its tickets.
    package var team: String?
    /// What its tickets need.
    package var skills: [String]
    /// Who may answer without approval; agents and supervisors if it is left out.
    package var alone: [WireRole]?
    /// Whether the network does something once however often it is asked under one key.
    package var isIdempotent: Bool
    /// What its tickets must have before they are resolved.
    package var requires: [WireRequirement]

    package init(
        channel: String, access: WireAccess, purpose: String? = nil, language: String? = nil, team: String? = nil,
        skills: [String] = [], alone: [WireRole]? = nil, isIdempotent: Bool = false,
        requires: [WireRequirement] = []
    ) {
        self.channel = channel
        self.access = access
        self.purpose = purpose
        self.language = language
        self.team = team
        self.skills = skills
        self.alone = alone
        self.isIdempotent = isIdempotent
        self.requires = requires
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        channel = try object.channel("channel")
        access = try object.choice("access")
        purpose = try object.optionalID("purpose")
        language = try object.optionalID("language")
        team = try object.optionalID("team")
        skills = try object.ids("skills", countMax: Limits.channelSkillsMax) ?? []
        alone = try object.optionalChoices("alone")
        isIdempotent = try object.optionalBool("idempotent") ?? false
        requires = try object.optionalChoices("requires") ?? []
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("channel", channel)
        writer.member("access", access.rawValue)
        writer.member(ifPresent: "purpose", purpose)
        writer.member(ifPresent: "language", language)
        writer.member(ifPresent: "team", team)
        writer.member("skills", skills)
        writer.member(ifPresent: "alone", alone?.map(\.rawValue))
        writer.member("idempotent", isIdempotent)
        if !requires.isEmpty { writer.member("requires", requires.map(\.rawValue)) }
    }
}

/// A channel whose settings end; it goes on as one that never had any.
package struct WireChannelName: WireDocument {
    package static let method = Method.channelRetire

    package var channel: String

    package init(channel: String) { self.channel = channel }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        channel = try object.channel("channel")
    }

    package func writeMembers(to writer: inout JSONWriter) { writer.member("channel", channel) }
}

extension WireDocument where Self: JSONDecodable {
    /// A document by itself, as answers have it.
    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        try self.init(reading: &object)
    }
}

extension WireDocument where Self: JSONEncodable {
    /// A document by itself, as answers have it.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(to: &writer)
        writer.endObject()
    }
}
