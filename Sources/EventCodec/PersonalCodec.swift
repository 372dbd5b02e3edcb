internal import JSON
package import Ticketing

/// What is sealed beside an entry, before it is encrypted.
///
/// **Shape**: one canonical JSON object with some of `attachments`, `emoji`, `externalId`, `handle`, `name`, `reason`,
/// `revision`, `text`: all strings, but for `attachments`, which is a list of `{bytes, name?, sha256, type, url}`.
package enum PersonalCodec {
    /// Writes it; absent members are left out.
    package static func encode(_ personal: Personal) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + (personal.text?.utf8.count ?? 0))
        writer.beginObject()
        if !personal.attachments.isEmpty {
            writer.key("attachments")
            writer.beginArray()
            for attachment in personal.attachments { write(attachment, to: &writer) }
            writer.endArray()
        }
        writer.member(ifPresent: "emoji", personal.emoji)
        writer.member(ifPresent: "externalId", personal.externalId)
        writer.member(ifPresent: "handle", personal.handle)
        writer.member(ifPresent: "name", personal.name)
        writer.member(ifPresent: "reason", personal.reason)
        writer.member(ifPresent: "revision", personal.revision)
        writer.member(ifPresent: "text", personal.text)
        writer.endObject()
        return writer.bytes
    }

    /// Reads it. **Errors**: `malformed`.
    package static func decode(_ bytes: [UInt8]) throws(EventCodecError) -> Personal {
        do {
            var object = try JSONObjectReader(JSONDocument(bytes).root)
            let personal = Personal(
                text: try object.textIfPresent("text"), externalId: try object.textIfPresent("externalId"),
                handle: try object.textIfPresent("handle"), name: try object.textIfPresent("name"),
                reason: try object.textIfPresent("reason"), attachments: try attachments(&object),
                emoji: try object.textIfPresent("emoji"), revision: try object.textIfPresent("revision"))
            try object.finish()
            return personal
        } catch {
            throw EventCodecError(.malformed, "the sealed part: \(error)")
        }
    }

    private static func write(_ attachment: Attachment, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("bytes", attachment.byteCount)
        writer.member(ifPresent: "name", attachment.name)
        writer.member("sha256", attachment.sha256)
        writer.member("type", attachment.type)
        writer.member("url", attachment.url)
        writer.endObject()
    }

    private static func attachments(_ object: inout JSONObjectReader) throws(JSONFieldError) -> [Attachment] {
        guard let member = object.member("attachments") else { return [] }
        var attachments: [Attachment] = []
        for element in try member.elements(countMax: MessageNature.attachmentCountMax) {
            var member = try JSONObjectReader(element)
            attachments.append(
                Attachment(
                    url: try member.string("url"), type: try member.string("type"),
                    byteCount: try member.int("bytes", in: 0...Int(JSONLimits.integerMax)),
                    sha256: Hex.string(try member.sha256("sha256")), name: try member.textIfPresent("name")))
            try member.finish()
        }
        // What is not there is left out.
        if attachments.isEmpty { throw member.error(.tooShort, "is empty") }
        return attachments
    }
}
