/// A loop that callers run on. What is sent from a task that prefers it is answered there too, and nothing changes threads; what
/// others send is read by the connection's thread, since it may be long and the loop has other things to do.
package struct CallersLoop: Sendable {
    package let executor: any TaskExecutor
    /// Dispatched by that loop.
    package let watch: SocketWatch

    /// The executor must outlive whoever is given this.
    package init(_ executor: any TaskExecutor, watch: SocketWatch) {
        self.executor = executor
        self.watch = watch
    }

    /// Whether the current task prefers to run there.
    var isCurrent: Bool {
        withUnsafeCurrentTask { $0?.unownedTaskExecutor } == executor.asUnownedTaskExecutor()
    }
}
