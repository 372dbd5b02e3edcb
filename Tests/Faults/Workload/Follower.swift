internal import Client
internal import Wire

/// Follows one log over as many connections as it takes, and writes down everything it is shown.
struct Follower: Sendable {
    let name: String
    let workspace: String
    var types: Set<String>?
    let endpoint: @Sendable () -> ClientEndpoint
    let journal: Journal
    /// Between two batches: a slow reader is slow on purpose.
    var pause = Duration.zero
    var window = 256

    /// Goes on until its task is cancelled.
    func run(mustReachEnd: Bool = true) async {
        journal.begin(Followed(name: name, workspace: workspace, types: types, mustReachEnd: mustReachEnd))
        let filter = types.map { LogFilter(types: $0.sorted()) }
        var upTo: Int64 = -1
        while !Task.isCancelled {
            do throws(ClientError) {
                var options = ClientOptions()
                options.connectTimeout = .seconds(5)
                options.callTimeout = .seconds(15)
                let client = try await CarelogClient.connect(to: endpoint(), options: options)
                let subscription = try await client.subscribe(after: upTo, filter: filter, window: window)
                while !Task.isCancelled {
                    let batch = try await subscription.next()
                    upTo = batch.covers.upTo
                    journal.note(Followed.Batch(batch), for: name)
                    if pause > .zero { try? await Task.sleep(for: pause) }
                }
            } catch {
                if case .protocolViolation(let reason) = error { journal.complain(reason, for: name) }
                if case .rpc(let error) = error, error.retry == .never, error.kind != .unauthenticated {
                    journal.complain("\(error)", for: name)
                }
            }
            if Task.isCancelled { return }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 20...80)))
        }
    }
}

extension Followed.Batch {
    init(_ events: LogEvents) {
        self.init(
            after: events.covers.after, upTo: events.covers.upTo,
            events: events.events.map {
                Followed.Shown(position: $0.position, digest: UInt64(digestOf: $0.entry.bytes))
            })
    }
}
