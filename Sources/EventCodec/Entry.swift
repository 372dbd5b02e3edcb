package import Identity
internal import JSON
package import Ticketing

/// What an entry says besides its fact.
package struct EntryHeader: Hashable, Sendable {
    package let id: EventID
    package let stream: StreamID
    package let version: StreamVersion
    package let at: Instant
    package let actor: Actor
    package let command: CommandID
    /// Whom the sealed part is about; nil if there is none.
    package let subject: Subject?
    /// SHA-256 of the sealed bytes; nil if there are none.
    package let sealedSHA256: [UInt8]?

    package init(
        id: EventID, stream: StreamID, version: StreamVersion, at: Instant, actor: Actor, command: CommandID,
        subject: Subject? = nil, sealedSHA256: [UInt8]? = nil
    ) {
        self.id = id
        self.stream = stream
        self.version = version
        self.at = at
        self.actor = actor
        self.command = command
        self.subject = subject
        self.sealedSHA256 = sealedSHA256
    }
}

/// The exact bytes of an event that are stored, hashed, exported and verified.
///
/// **Shape**: one line of canonical JSON (RFC 8785): `{"actor":{"id","kind"},"at","command","data","id","schema","sealed"?,
/// "stream","subject"?,"type","version"}`. **Range**: at most 65,535 bytes. **Source**: the design, section 4.
package enum Entry {
    /// The most bytes that a tile's entry bundle can hold, whose lengths are 16 bits wide.
    package static let bytesMax = 65_535

    /// Writes an entry. **Errors**: `tooLarge`, which no fact of a bounded request reaches.
    package static func encode(_ event: Event, _ header: EntryHeader) throws(EventCodecError) -> [UInt8] {
        let type = EventType(of: event)
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("actor")
        writer.beginObject()
        writer.member("id", header.actor.id.description)
        writer.member("kind", header.actor.kind.rawValue)
        writer.endObject()
        writer.member("at", header.at.description)
        writer.member("command", header.command.description)
        writer.key("data")
        writer.beginObject()
        writeData(of: event, to: &writer)
        writer.endObject()
        writer.member("id", header.id.description)
        writer.member("schema", type.schema)
        if let digest = header.sealedSHA256 { writer.member("sealed", "sha256:" + Hex.string(digest)) }
        writer.member("stream", header.stream.description)
        if let subject = header.subject { writer.member("subject", subject.description) }
        writer.member("type", type.rawValue)
        writer.member("version", header.version.value)
        writer.endObject()
        guard writer.bytes.count <= bytesMax else {
            throw EventCodecError(
                .tooLarge, "a \(type.rawValue) would take \(writer.bytes.count) bytes, an entry has at most \(bytesMax)"
            )
        }
        return writer.bytes
    }

    /// Reads an entry that stands at a position of the log. **Errors**: `malformed`, `unknownType`.
    ///
    /// What it takes is exactly what `encode` writes: any other spelling of an id, a time or a name is malformed.
    package static func decode(_ bytes: [UInt8], at position: LogPosition) throws(EventCodecError) -> RecordedEvent {
        if let event = bytes.withUnsafeBytes({ readCanonical($0, at: position) }) { return event }
        return try decodeJSON(bytes, at: position)
    }

    /// Reads an entry from bytes that live elsewhere. **Errors**: `malformed`, `unknownType`.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, at position: LogPosition
    ) throws(EventCodecError) -> RecordedEvent {
        if let event = readCanonical(bytes, at: position) { return event }
        return try decodeJSON(Array(bytes), at: position)
    }

    /// Reads an entry of whatever type and says what is wrong with one that is malformed.
    static func decodeJSON(_ bytes: [UInt8], at position: LogPosition) throws(EventCodecError) -> RecordedEvent {
        guard bytes.count <= bytesMax else {
            throw EventCodecError(
                .malformed, "it has \(bytes.count) bytes, an entry has at most \(bytesMax)", at: position)
        }
        do {
            return try read(JSONDocument(bytes).root, at: position)
        } catch let error as EventCodecError {
            throw error
        } catch {
            throw EventCodecError(.malformed, "\(error)", at: position)
        }
    }

    /// The SHA-256 that an entry says its sealed bytes have; nil if it has none.
    package static func sealedSHA256(of bytes: [UInt8]) -> [UInt8]? {
        guard let root = try? JSONDocument(bytes).root, let text = try? root["sealed"]?.string() else { return nil }
        return digest(text)
    }

    /// The bytes of an entry's `data`, as they are stored. **Errors**: `malformed`.
    package static func data(of bytes: [UInt8], at position: LogPosition) throws(EventCodecError) -> [UInt8] {
        guard let data = try? JSONDocument(bytes).root["data"], data.kind == .object else {
            throw EventCodecError(.malformed, "there is no data in it", at: position)
        }
        return Array(data.rawBytes)
    }

    /// Reads `sha256:` and 64 digits; anything else is nil.
    static func digest(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("sha256:"), let bytes = Hex.bytes(text.dropFirst(7)), bytes.count == 32 else { return nil }
        return bytes
    }

    private static func read(_ root: JSONView, at position: LogPosition) throws -> RecordedEvent {
        var object = try JSONObjectReader(root)
        var actorObject = try object.object("actor")
        let actorID: AgentID = try actorObject.id("id")
        let actorKind: AgentKind = try actorObject.word("kind")
        try actorObject.finish()
        let at = try object.instant("at")
        let command: CommandID = try object.id("command")
        var data = try object.object("data")
        let id: EventID = try object.id("id")
        let schema = try object.int("schema")
        let sealed = try object.digestIfPresent("sealed")
        let stream = try object.stream("stream")
        let subject = try object.subjectIfPresent("subject")
        guard (sealed == nil) == (subject == nil) else {
            throw EventCodecError(.malformed, "sealed and subject go together, one of them is missing", at: position)
        }
        let name = try object.string("type")
        guard let type = EventType(rawValue: name), schema == type.schema else {
            // Nothing that somebody chose is repeated at length: a type's name of ours is short.
            throw EventCodecError(
                .unknownType, "\(name.prefix(64)) with schema \(schema) is unknown here; a newer Carelog wrote it",
                at: position)
        }
        let version = StreamVersion(try object.int("version", in: 1...Int(Int32.max)))
        let event = try readData(of: type, from: &data)
        try data.finish()
        try object.finish()
        return RecordedEvent(
            position: position, stream: stream, version: version, id: id, command: command, at: at,
            actor: Actor(id: actorID, kind: actorKind), event: event, subject: subject)
    }
}
