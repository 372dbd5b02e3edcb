internal import JSON

// Members in the forms of the protocol. Each throws `JSONFieldError` with the member's path.
extension JSONObjectReader {
    /// An opaque id.
    mutating func id(_ key: StaticString) throws(JSONFieldError) -> String {
        try WireText.id(required(key))
    }

    /// An opaque id, if there is one.
    mutating func optionalID(_ key: StaticString) throws(JSONFieldError) -> String? {
        guard let member = optional(key) else { return nil }
        return try WireText.id(member)
    }

    /// Opaque ids, if there is an array.
    mutating func ids(_ key: StaticString, countMax: Int) throws(JSONFieldError) -> [String]? {
        guard let elements = try optionalArray(key, countMax: countMax) else { return nil }
        var ids: [String] = []
        for element in elements { ids.append(try WireText.id(element)) }
        return ids
    }

    /// The member `commandId`, in lower case.
    mutating func commandID() throws(JSONFieldError) -> String {
        try WireText.commandID(required("commandId"))
    }

    /// `kind:account`.
    mutating func channel(_ key: StaticString) throws(JSONFieldError) -> String {
        try WireText.channel(required(key))
    }

    /// `kind:account`, if there is one.
    mutating func optionalChannel(_ key: StaticString) throws(JSONFieldError) -> String? {
        guard let member = optional(key) else { return nil }
        return try WireText.channel(member)
    }

    /// Channels, at least one, if there is an array.
    mutating func optionalChannels(_ key: StaticString) throws(JSONFieldError) -> [String]? {
        guard let elements = try optionalArray(key, countMax: Limits.channelsMax) else { return nil }
        var channels: [String] = []
        for element in elements { channels.append(try WireText.channel(element)) }
        guard !channels.isEmpty else { throw try required(key).error(.tooShort, "must name at least one channel") }
        return channels
    }

    /// One tag, if there is one.
    mutating func optionalTag(_ key: StaticString) throws(JSONFieldError) -> String? {
        guard let member = optional(key) else { return nil }
        return try WireText.tag(member)
    }

    /// At least one tag.
    mutating func tags(_ key: StaticString) throws(JSONFieldError) -> [String] {
        let member = try required(key)
        var tags: [String] = []
        for element in try member.elements(countMax: Limits.tagsMax) { tags.append(try WireText.tag(element)) }
        guard !tags.isEmpty else { throw member.error(.tooShort, "must name at least one tag") }
        return tags
    }

    /// A text of at most `Limits.textBytesMax`.
    mutating func text(_ key: StaticString, utf8Min: Int = 1) throws(JSONFieldError) -> String {
        try string(key, utf8Max: Limits.textBytesMax, utf8Min: utf8Min)
    }

    /// A text that is not empty, if there is one.
    mutating func optionalText(_ key: StaticString) throws(JSONFieldError) -> String? {
        try optionalString(key, utf8Max: Limits.textBytesMax, utf8Min: 1)
    }

    /// What a channel calls something; not empty.
    mutating func externalID(_ key: StaticString) throws(JSONFieldError) -> String {
        try string(key, utf8Max: Limits.externalIDBytesMax, utf8Min: 1)
    }

    /// What a channel calls something, if there is one.
    mutating func optionalExternalID(_ key: StaticString) throws(JSONFieldError) -> String? {
        try optionalString(key, utf8Max: Limits.externalIDBytesMax, utf8Min: 1)
    }

    /// A language, if there is one.
    mutating func optionalLanguage(_ key: StaticString) throws(JSONFieldError) -> String? {
        guard let member = optional(key) else { return nil }
        return try WireText.language(member)
    }

    /// Attachments, if there is an array; of parameters, which refuse members that they do not know.
    mutating func attachments(_ key: StaticString) throws(JSONFieldError) -> [WireAttachment]? {
        guard let elements = try optionalArray(key, countMax: Limits.attachmentsMax) else { return nil }
        var attachments: [WireAttachment] = []
        for element in elements {
            var object = try JSONObjectReader(element)
            attachments.append(try WireAttachment(&object))
            try object.finish()
        }
        return attachments
    }

    /// A position, or -1 for "before the first event".
    mutating func position(_ key: StaticString) throws(JSONFieldError) -> Int64 {
        try int64(key, in: -1...JSONLimits.integerMax)
    }

    /// A position or -1, if there is one.
    mutating func optionalPosition(_ key: StaticString) throws(JSONFieldError) -> Int64? {
        try optionalInt64(key, in: -1...JSONLimits.integerMax)
    }

    /// A number of things, 0 and up.
    mutating func count(_ key: StaticString) throws(JSONFieldError) -> Int64 {
        try int64(key, in: 0...JSONLimits.integerMax)
    }

    /// A page's cursor, if there is one.
    mutating func optionalCursor(_ key: StaticString) throws(JSONFieldError) -> String? {
        try optionalString(key, utf8Max: Limits.cursorBytesMax, utf8Min: 1)
    }

    /// One of the names of a closed set; the error lists them.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: StaticString, of type: Choice.Type = Choice.self
    ) throws(JSONFieldError) -> Choice {
        try Self.choice(required(key))
    }

    /// One of the names of a closed set, if there is one.
    mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: StaticString, of type: Choice.Type = Choice.self
    ) throws(JSONFieldError) -> Choice? {
        guard let member = optional(key) else { return nil }
        return try Self.choice(member)
    }

    /// Some of the names of a closed set, each once, if there is an array.
    mutating func optionalChoices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ key: StaticString, of type: Choice.Type = Choice.self
    ) throws(JSONFieldError) -> [Choice]? {
        guard let elements = try optionalArray(key, countMax: Choice.allCases.count) else { return nil }
        var choices: [Choice] = []
        for element in elements {
            let next: Choice = try Self.choice(element)
            if choices.contains(next) { throw element.error(.invalid, "is named twice") }
            choices.append(next)
        }
        return choices
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ view: JSONView
    ) throws(JSONFieldError) -> Choice {
        guard let choice = Choice(rawValue: try view.string()) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw view.error(.invalid, "must be one of \(names)")
        }
        return choice
    }
}
