import Foundation
import JSON
import Testing

/// The published files of the protocol, found beside the sources.
enum Schema {
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("schema/protocol")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory.appendingPathComponent(path)))
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

    /// The cases of a vector file; empty, and so failing whoever counts them, if it cannot be read.
    static func cases(_ path: String) -> [JSONValue] {
        (try? json("vectors/\(path)"))?["cases"]?.arrayValue ?? []
    }
}

extension JSONValue {
    /// A member that a published file must have.
    func need(_ key: String) throws -> JSONValue { try #require(self[key], "no member \(key)") }

    /// The strings of an array.
    var strings: [String] { (arrayValue ?? []).compactMap(\.stringValue) }
}
