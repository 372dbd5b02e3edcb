package import JSON

/// The parameters of a command but for its id: a document that replaces what there was, or what it is about.
package protocol WireDocument: Sendable, Equatable {
    /// The command that takes it.
    static var method: Method { get }
    /// Reads its members, whatever others the object has.
    init(reading object: inout JSONObjectReader) throws(JSONFieldError)
    /// Writes its members.
    func writeMembers(to writer: inout JSONWriter)
}

/// A command that says how something is to be from now on.
package struct DocumentCommand<Document: WireDocument>: WireCommand {
    package static var method: Method { Document.method }
    package typealias Response = DocumentVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    package var document: Document

    package init(commandID: String, _ document: Document) {
        self.commandID = commandID
        self.document = document
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        document = try Document(reading: &object)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        document.writeMembers(to: &writer)
        writer.endObject()
    }
}

/// What a command on settings or on an agent answers.
package struct DocumentVersion: WireValue {
    /// Of the event in the workspace's log; of what was so already, the last event there.
    package var position: Int64
    /// Of the settings, or of the agent, afterwards.
    package var version: Int64

    package init(position: Int64, version: Int64) {
        self.position = position
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        version = try object.count("version")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("version", version)
        writer.endObject()
    }
}
