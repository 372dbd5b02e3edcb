internal import FoundationEssentials

/// Ids of commands that are made here: each is used for one request and its repetitions.
enum CommandIDs {
    static func make() -> String { UUID().uuidString.lowercased() }
}
