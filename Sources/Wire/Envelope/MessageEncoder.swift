package import JSON

/// Writes envelopes as whole frames, length included.
package enum MessageEncoder {
    /// A request of the catalogue.
    package static func request<Request: WireRequest>(id: RequestID, _ request: Request) -> [UInt8] {
        Frame.encode { writer in
            begin(&writer, id: id)
            writer.member("method", Request.method.rawValue)
            writer.member("params", request)
            writer.endObject()
        }
    }

    /// A request by name, for tools that let a person type it.
    package static func request(id: RequestID, method: String, params: JSONValue?) -> [UInt8] {
        Frame.encode { writer in
            begin(&writer, id: id)
            writer.member("method", method)
            writer.member(ifPresent: "params", params)
            writer.endObject()
        }
    }

    /// A notification of the catalogue.
    package static func notification<Notification: WireNotification>(_ notification: Notification) -> [UInt8] {
        Frame.encode { writer in
            writer.beginObject()
            writer.key("jsonrpc")
            writer.string(constant: "2.0")
            writer.member("method", Notification.method.rawValue)
            writer.member("params", notification)
            writer.endObject()
        }
    }

    /// The answer to a request that succeeded.
    package static func result(id: RequestID, _ result: some JSONEncodable) -> [UInt8] {
        Frame.encode { writer in
            begin(&writer, id: id)
            writer.member("result", result)
            writer.endObject()
        }
    }

    /// The answer to a request that failed; with no id it is the last frame of the connection.
    package static func error(id: RequestID?, _ error: RPCError) -> [UInt8] {
        Frame.encode { writer in
            begin(&writer, id: id)
            writer.member("error", error)
            writer.endObject()
        }
    }

    private static func begin(_ writer: inout JSONWriter, id: RequestID?) {
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string(constant: "2.0")
        writer.key("id")
        if let id { id.write(to: &writer) } else { writer.null() }
    }
}
