internal import Client
internal import FoundationEssentials
internal import Wire

/// Connectors that bring in messages as fast as they are acknowledged; every fourth comes from somebody new.
struct IngestLoad: Sendable {
    let endpoint: ClientEndpoint
    let connections: Int

    /// Acknowledged messages a second.
    func rate(seconds: Int) async throws -> Double {
        var clients: [CarelogClient] = []
        for _ in 0..<connections { clients.append(try await CarelogClient.connect(to: endpoint)) }
        let begin = ContinuousClock.now
        let end = begin + .seconds(seconds)
        let acknowledged = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in clients { group.addTask { try await Self.send(through: client, until: end) } }
            return try await group.reduce(0, +)
        }
        let elapsed = ContinuousClock.now - begin
        for client in clients { await client.close() }
        return Double(acknowledged) / (elapsed / .seconds(1))
    }

    /// How long the views take to show the last message. Measured by asking for it.
    func projectionsBehind() async throws -> Duration {
        let client = try await CarelogClient.connect(to: endpoint)
        let begin = ContinuousClock.now
        _ = try await client.call(WorkspaceStats(atLeast: client.session.head - 1))
        let behind = ContinuousClock.now - begin
        await client.close()
        return behind
    }

    private static func send(through client: CarelogClient, until end: ContinuousClock.Instant) async throws -> Int {
        var count = 0
        var handles: [String] = []
        while ContinuousClock.now < end {
            if count.isMultiple(of: 4) { handles.append(UUID().uuidString) }
            let handle = handles[count.isMultiple(of: 4) ? handles.count - 1 : Int.random(in: handles.indices)]
            _ = try await client.call(
                MessageReceive(
                    commandID: NewCommandID.make(), channel: "x:@bench", externalID: UUID().uuidString,
                    author: WireAuthor(handle: handle),
                    text: "My parcel has been on its way for nine days now and nobody answers the phone. Where is it?"))
            count += 1
        }
        return count
    }
}
