/// When everything that a task asks of the server must be answered, for requests that name no deadline of their own.
///
/// A use case asks for many things, some of them for others as well: it sets its deadline once, around all of it, so that none
/// can be forgotten while the server is away.
package enum PostgresDeadline {
    /// The task's; tasks that it starts have it too.
    @TaskLocal package static var current: ContinuousClock.Instant?

    /// Runs `body` with a deadline; nil leaves it with the one it has.
    package static func with<Value>(
        _ deadline: ContinuousClock.Instant?, caller: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        guard let deadline else { return try await body() }
        return try await $current.withValue(deadline, operation: body)
    }
}
