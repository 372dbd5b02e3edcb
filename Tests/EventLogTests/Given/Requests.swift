internal import EventLog
internal import Identity

let noon = Instant("2026-11-21T12:00:00Z")!
let acme = WorkspaceID(.numbered(0xaa))
let umbrella = WorkspaceID(.numbered(0xbb))

/// A command of this number: one event that opens or goes on with a stream, unless a test says more.
func request(
    _ number: Int, in workspace: WorkspaceID = acme, stream: String? = nil, version: Int = 1, entry: [UInt8]? = nil,
    sealed: [UInt8]? = nil, takes: [String] = [], releases: [String] = [], receipt: String = "",
    fingerprint: String = "", guards: [String: Int] = [:], limits: [String: Int] = [:]
) -> AppendRequest {
    request(
        number, in: workspace, events: [event(stream ?? "ticket/\(number)", version, entry ?? bytes(number), sealed)],
        takes: takes, releases: releases, receipt: receipt, fingerprint: fingerprint, guards: guards, limits: limits)
}

/// A command of this number with several events; claims are taken by the first.
func request(
    _ number: Int, in workspace: WorkspaceID = acme, events: [AppendRequest.Event], takes: [String] = [],
    releases: [String] = [], receipt: String = "", fingerprint: String = "", keys: [AppendRequest.Key] = [],
    guards: [String: Int] = [:], limits: [String: Int] = [:]
) -> AppendRequest {
    AppendRequest(
        workspace: workspace, command: command(number), fingerprint: Array("asked \(number) \(fingerprint)".utf8),
        receipt: Array(receipt.utf8), events: events, takes: takes.map { .init(key: Array($0.utf8), event: 0) },
        releases: releases.map { Array($0.utf8) }, keys: keys,
        guards: guards.sorted { $0.key < $1.key }.map { .init(stream: $0.key, version: StreamVersion($0.value)) },
        limits: limits.sorted { $0.key < $1.key }.map { .init(prefix: Array($0.key.utf8), max: $0.value) })
}

func event(_ stream: String, _ version: Int, _ entry: [UInt8], _ sealed: [UInt8]? = nil) -> AppendRequest.Event {
    AppendRequest.Event(stream: stream, version: StreamVersion(version), at: noon, entry: entry, sealed: sealed)
}

/// What the event of a command says, unless a test says otherwise.
func bytes(_ number: Int) -> [UInt8] { Array("entry of \(number)".utf8) }

func command(_ number: Int) -> CommandID { CommandID(.numbered(0xd0_0000 + UInt64(number))) }

func at(_ position: Int) -> LogPosition { LogPosition(Int64(position)) }

extension UniqueID {
    /// An id that is the same in every run.
    static func numbered(_ number: UInt64) -> UniqueID { UniqueID(high: 0x0192_0000_0000_7000, low: 1 << 63 | number) }
}
