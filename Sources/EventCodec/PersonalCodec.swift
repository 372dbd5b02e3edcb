internal import JSON
package import Ticketing

/// What is sealed beside an entry, before it is encrypted.
///
/// **Shape**: one canonical JSON object with some of `externalId`, `handle`, `name`, `reason`, `text`, all strings.
package enum PersonalCodec {
    /// Writes it; absent members are left out.
    package static func encode(_ personal: Personal) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + (personal.text?.utf8.count ?? 0))
        writer.beginObject()
        writer.member(ifPresent: "externalId", personal.externalId)
        writer.member(ifPresent: "handle", personal.handle)
        writer.member(ifPresent: "name", personal.name)
        writer.member(ifPresent: "reason", personal.reason)
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
                reason: try object.textIfPresent("reason"))
            try object.finish()
            return personal
        } catch {
            throw EventCodecError(.malformed, "the sealed part: \(error)")
        }
    }
}
