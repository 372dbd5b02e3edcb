internal import EventCodec
internal import Foundation

/// The files that hold, byte for byte, what every type of event must be written as: for ever, since logs are.
///
/// `CARELOG_REGENERATE_GOLDEN=1` writes them anew. That is right for a new type and wrong for every other difference: a
/// changed file means that entries of existing logs are read by a codec that would not write them.
enum Golden {
    static let regenerates = ProcessInfo.processInfo.environment["CARELOG_REGENERATE_GOLDEN"] == "1"

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")

    static func entry(of type: EventType) throws -> [UInt8] { try read("\(type.rawValue).json") }

    static func personal(of type: EventType) throws -> [UInt8] { try read("\(type.rawValue).personal.json") }

    static func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    static func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: directory.appendingPathComponent(name))
    }

    /// The names of all files.
    static func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
    }
}
