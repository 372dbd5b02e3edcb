internal import Identity
internal import JSON
internal import Ticketing

/// The members of entries, each read in the one form in which it is written. A member that is null is malformed: what is
/// absent is left out.
extension JSONObjectReader {
    mutating func id<ID: Identifier>(_ key: StaticString) throws(JSONFieldError) -> ID {
        guard let id: ID = Self.id(try string(key)) else { throw invalid(key, "not an id") }
        return id
    }

    mutating func idIfPresent<ID: Identifier>(_ key: StaticString) throws(JSONFieldError) -> ID? {
        guard let text = try textIfPresent(key) else { return nil }
        guard let id: ID = Self.id(text) else { throw invalid(key, "not an id") }
        return id
    }

    /// An id in lower case; upper case would be another spelling of the same bits.
    static func id<ID: Identifier>(_ text: String) -> ID? {
        guard !text.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else { return nil }
        return ID(text)
    }

    mutating func instant(_ key: StaticString) throws(JSONFieldError) -> Instant {
        guard let instant = Self.instant(try string(key)) else { throw invalid(key, "not a time") }
        return instant
    }

    mutating func instantIfPresent(_ key: StaticString) throws(JSONFieldError) -> Instant? {
        guard let text = try textIfPresent(key) else { return nil }
        guard let instant = Self.instant(text) else { throw invalid(key, "not a time") }
        return instant
    }

    /// A moment in the 27 characters in which we write it: with `T`, six digits and `Z` there is no other spelling.
    private static func instant(_ text: String) -> Instant? {
        let bytes = text.utf8
        guard bytes.count == 27, bytes.last == UInt8(ascii: "Z"), bytes.dropFirst(10).first == UInt8(ascii: "T") else {
            return nil
        }
        return Instant(text)
    }

    /// **Range**: 0 upward: something stands there.
    mutating func place(_ key: StaticString) throws(JSONFieldError) -> LogPosition {
        LogPosition(try int64(key, in: 0...JSONLimits.integerMax))
    }

    /// **Range**: -1, which is before everything, upward.
    mutating func position(_ key: StaticString) throws(JSONFieldError) -> LogPosition {
        LogPosition(try int64(key, in: -1...JSONLimits.integerMax))
    }

    /// **Range**: as above.
    mutating func positionIfPresent(_ key: StaticString) throws(JSONFieldError) -> LogPosition? {
        guard member(key) != nil else { return nil }
        return LogPosition(try int64(key, in: -1...JSONLimits.integerMax))
    }

    mutating func intIfPresent(_ key: StaticString) throws(JSONFieldError) -> Int? {
        guard member(key) != nil else { return nil }
        return try int(key)
    }

    /// A name that has to be well-formed.
    mutating func name<Name>(_ key: StaticString, _ read: (String) -> Name?) throws(JSONFieldError) -> Name {
        guard let name = read(try string(key)) else { throw invalid(key, "a name that is not allowed") }
        return name
    }

    mutating func nameIfPresent<Name>(_ key: StaticString, _ read: (String) -> Name?) throws(JSONFieldError) -> Name? {
        guard member(key) != nil else { return nil }
        return try name(key, read)
    }

    mutating func textIfPresent(_ key: StaticString) throws(JSONFieldError) -> String? {
        guard let member = member(key) else { return nil }
        return try member.string()
    }

    mutating func word<Word: RawRepresentable>(_ key: StaticString) throws(JSONFieldError) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try string(key)) else { throw invalid(key, "an unknown word") }
        return word
    }

    mutating func wordIfPresent<Word: RawRepresentable>(_ key: StaticString) throws(JSONFieldError) -> Word?
    where Word.RawValue == String {
        guard let text = try textIfPresent(key) else { return nil }
        guard let word = Word(rawValue: text) else { throw invalid(key, "an unknown word") }
        return word
    }

    mutating func boolIfPresent(_ key: StaticString) throws(JSONFieldError) -> Bool? {
        guard let member = member(key) else { return nil }
        return try member.bool()
    }

    /// How many there are of something that is left out where there is none. **Range**: 1 to `max`, and 0 for nothing.
    mutating func countIfPresent(_ key: StaticString, max: Int) throws(JSONFieldError) -> UInt8 {
        guard member(key) != nil else { return 0 }
        return UInt8(try int64(key, in: 1...Int64(min(max, Int(UInt8.max)))))
    }

    mutating func languageIfPresent(_ key: StaticString) throws(JSONFieldError) -> Language? {
        guard let name = try textIfPresent(key) else { return nil }
        guard let language = Language(name) else { throw invalid(key, "not a language") }
        return language
    }

    mutating func channel(_ key: StaticString) throws(JSONFieldError) -> ChannelID {
        guard let channel = ChannelID(try string(key)) else { throw invalid(key, "not a channel") }
        return channel
    }

    mutating func teamIfPresent(_ key: StaticString) throws(JSONFieldError) -> TeamID? {
        guard let name = try textIfPresent(key) else { return nil }
        guard let team = TeamID(name) else { throw invalid(key, "not a team's name") }
        return team
    }

    mutating func stream(_ key: StaticString) throws(JSONFieldError) -> StreamID {
        let name = try string(key)
        guard let stream = StreamID(name), stream.description == name else {
            throw invalid(key, "the name of no stream")
        }
        return stream
    }

    mutating func subjectIfPresent(_ key: StaticString) throws(JSONFieldError) -> Subject? {
        guard let name = try textIfPresent(key) else { return nil }
        guard let subject = Subject(name), subject.description == name else {
            throw invalid(key, "the name of no person")
        }
        return subject
    }

    /// The digest of what is sealed beside an entry.
    mutating func digestIfPresent(_ key: StaticString) throws(JSONFieldError) -> [UInt8]? {
        guard let text = try textIfPresent(key) else { return nil }
        guard let digest = Entry.digest(text) else { throw invalid(key, "not sha256: and 64 hexadecimal digits") }
        return digest
    }

    /// A digest: 32 bytes.
    mutating func sha256(_ key: StaticString) throws(JSONFieldError) -> [UInt8] {
        guard let bytes = Hex.bytes(try string(key)), bytes.count == 32 else {
            throw invalid(key, "not 64 hexadecimal digits")
        }
        return bytes
    }

    mutating func listIfPresent<Element>(
        _ key: StaticString, _ read: (String) -> Element?
    ) throws(JSONFieldError) -> [Element]? {
        guard member(key) != nil else { return nil }
        return try list(key, read)
    }

    mutating func list<Element>(_ key: StaticString, _ read: (String) -> Element?) throws(JSONFieldError) -> [Element] {
        var elements: [Element] = []
        for text in try strings(key) {
            guard let element = read(text) else { throw invalid(key, "has an element that is not allowed") }
            elements.append(element)
        }
        return elements
    }

    private func invalid(_ key: StaticString, _ message: String) -> JSONFieldError {
        JSONFieldError(.invalid, path: path(of: key), message: message)
    }
}
