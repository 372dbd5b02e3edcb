package import JSON

/// Something that came with a message: where it is and how to recognise it, never the thing itself.
package struct WireAttachment: WireValue {
    /// Where it can be had, as long as the network keeps it.
    package var url: String
    /// Of the media, such as `image/jpeg`.
    package var type: String
    /// How long it is.
    package var bytes: Int64
    /// 64 hexadecimal digits, lower-case.
    package var sha256: String
    /// What its sender calls it.
    package var name: String?

    package init(url: String, type: String, bytes: Int64, sha256: String, name: String? = nil) {
        self.url = url
        self.type = type
        self.bytes = bytes
        self.sha256 = sha256
        self.name = name
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        try self.init(&object)
    }

    /// Reads its members and leaves it to the caller to refuse others.
    init(_ object: inout JSONObjectReader) throws(JSONFieldError) {
        url = try object.string("url", utf8Max: Limits.urlBytesMax, utf8Min: 1)
        type = try object.string("type", utf8Max: Limits.mediaTypeBytesMax, utf8Min: 1)
        bytes = try object.count("bytes")
        sha256 = try WireText.sha256(object.required("sha256"))
        name = try object.optionalString("name", utf8Max: Limits.nameBytesMax)
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("url", url)
        writer.member("type", type)
        writer.member("bytes", bytes)
        writer.member("sha256", sha256)
        writer.member(ifPresent: "name", name)
        writer.endObject()
    }
}
