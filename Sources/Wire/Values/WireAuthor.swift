package import JSON

/// A person outside, as the channel knows them: the author of a message, or whom a reply went to.
package struct WireAuthor: WireValue {
    /// The channel's name for the account, such as `@ann`.
    package var handle: String
    /// The name shown beside it.
    package var name: String?

    package init(handle: String, name: String? = nil) {
        self.handle = handle
        self.name = name
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        handle = try object.string("handle", utf8Max: Limits.handleBytesMax, utf8Min: 1)
        name = try object.optionalString("name", utf8Max: Limits.nameBytesMax)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("handle", handle)
        writer.member(ifPresent: "name", name)
        writer.endObject()
    }
}
