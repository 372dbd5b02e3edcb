internal import Client
internal import JSON
internal import Wire

/// Sends a plan's operations, many at once and in order where order matters, until each has its answer.
///
/// It survives whatever the server does: an operation without an answer is sent again under its own command id, which the
/// server does once.
struct ImportRun: Sendable {
    /// What came of it. **Units**: records.
    struct Outcome: Equatable, Sendable {
        /// Recorded by this import.
        var added = 0
        /// Recorded before this import began.
        var known = 0
        /// Refused for good; each was reported.
        var failed = 0
    }

    /// How long an operation may take, reconnects included: longer than any restart.
    private static let patience = Duration.seconds(300)

    let plan: TwcsPlan
    let endpoint: ClientEndpoint
    let window: Int
    let progress: ImportProgress

    private enum Answer: Sendable {
        case recorded(index: Int, position: Int64, isDuplicate: Bool)
        case refused(index: Int, ClientError)
    }

    /// Runs to the end. **Errors**: the server cannot be reached at all, or does not let us in.
    func perform() async throws -> Outcome {
        // A session answers so many requests at once; more sessions would only reorder.
        let client = ReconnectingClient(to: endpoint)
        let firstNew = try await client.connection().session.head
        var schedule = ImportSchedule(plan.dependencies, window: window)
        var progress = progress
        var outcome = Outcome()
        let begin = ContinuousClock.now
        await withTaskGroup(of: Answer.self) { group in
            while !schedule.isDone {
                for index in schedule.next() {
                    let operation = plan[index]
                    group.addTask { await Self.send(operation, index: index, through: client) }
                }
                guard let answer = await group.next() else { break }
                switch answer {
                case .recorded(let index, let position, let isDuplicate):
                    schedule.completed(index)
                    if isDuplicate || position < firstNew { outcome.known += 1 } else { outcome.added += 1 }
                case .refused(let index, let error):
                    schedule.failed(index)
                    outcome.failed += 1
                    Console.error("\nline \(plan[index].line): \(error)")
                }
                let done = outcome.added + outcome.known + outcome.failed
                if let text = progress.update(done: done, failed: outcome.failed, elapsed: .now - begin) {
                    Console.errorText(text)
                }
            }
        }
        await client.close()
        let done = outcome.added + outcome.known + outcome.failed
        Console.errorText(progress.finish(done: done, failed: outcome.failed, elapsed: .now - begin))
        return outcome
    }

    private static func send(_ operation: ImportOperation, index: Int, through client: ReconnectingClient) async
        -> Answer
    {
        let id = operation.commandId.description
        do {
            switch operation.request {
            case .message(let params):
                let result = try await client.call(
                    MessageReceive(
                        commandID: id, channel: params.channel, externalID: params.externalId,
                        author: WireAuthor(handle: params.authorHandle), text: params.text,
                        occurredAt: WireTime(microseconds: params.occurredAt.microseconds),
                        inReplyTo: params.inReplyTo),
                    within: patience)
                return .recorded(index: index, position: result.position, isDuplicate: result.duplicate)
            case .reply(let params):
                let result = try await client.call(
                    ReplyRecord(
                        commandID: id, channel: params.channel, externalID: params.externalId,
                        author: WireAuthor(handle: brand(of: params.channel)), text: params.text,
                        occurredAt: WireTime(microseconds: params.occurredAt.microseconds),
                        inReplyTo: params.inReplyTo, to: params.toHandle.map { WireAuthor(handle: $0) }),
                    within: patience)
                return .recorded(index: index, position: result.position, isDuplicate: result.duplicate)
            case .post(let params):
                let result = try await client.call(
                    PostRecord(
                        commandID: id, channel: params.channel, externalID: params.externalId,
                        author: WireAuthor(handle: brand(of: params.channel)), text: params.text,
                        occurredAt: WireTime(microseconds: params.occurredAt.microseconds)),
                    within: patience)
                return .recorded(index: index, position: result.position, isDuplicate: result.duplicate)
            }
        } catch {
            return .refused(index: index, error)
        }
    }

    /// A brand writes on its own channel: `x:@Brand`.
    private static func brand(of channel: String) -> String { String(channel.dropFirst(3)) }
}
